"""What is noted about feedback, in the store: the backlog, the fields, corrections, copies and priorities."""
