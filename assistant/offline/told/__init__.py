"""Results -> words in the question's language."""
