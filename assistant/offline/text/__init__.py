"""A question as text: folded, with its slips mended, and the words that shape it."""
