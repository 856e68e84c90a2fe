"""Themes: groups found in the feedback, named, and kept under ids that outlast new data and new runs."""
