"""Accounts and sign-ins, on both databases."""
