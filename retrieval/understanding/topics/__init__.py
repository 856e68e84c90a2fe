"""What feedback is about: a taxonomy in one file, texts matched against it, and what corrections teach."""
