"""What is computed, and how much of it: measures, shares, what a figure is held against."""
