"""Pieces of a question -> one typed query, or what of it could not be read."""
