"""Speeds and sizes, each beside what it is measured against in the same run, since machines differ."""
