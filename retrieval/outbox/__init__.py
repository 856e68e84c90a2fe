"""What leaves: events written with the change they tell of, and delivered until they have arrived."""
