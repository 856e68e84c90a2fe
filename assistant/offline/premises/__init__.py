"""What a question takes for true, and what no feedback data can tell."""
