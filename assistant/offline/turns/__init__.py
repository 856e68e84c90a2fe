"""A conversation: what a follow-up takes from the turns before."""
