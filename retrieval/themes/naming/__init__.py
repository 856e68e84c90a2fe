"""Naming themes: words and quotes of a group in, a name and a description in both languages out."""
