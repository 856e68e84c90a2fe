"""What the company knows: Markdown files, cut into passages that replies rest on."""
