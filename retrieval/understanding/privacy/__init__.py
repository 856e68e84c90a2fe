"""Personal data in feedback: found, and replaced by typed placeholders before anything else reads a text."""
