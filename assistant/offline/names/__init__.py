"""The question's words -> this data's own fields and values."""
