"""What themes mean: how large, for whom, since when, and what changed. docs/themes.md"""
