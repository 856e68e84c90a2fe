"""What a careful reader would note down about each piece of feedback, without a language model."""
