"""What was done, by whom and when: an append-only log in which every entry seals the one before."""
