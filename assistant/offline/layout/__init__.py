"""How an answer is laid out: groups and buckets, order, the two sides of a comparison."""
