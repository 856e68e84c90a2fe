"""Needs behind complaints, each with the rule that found it and the feedback it rests on."""
