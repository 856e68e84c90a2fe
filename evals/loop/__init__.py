"""Measuring the closed loop: proposals, tickets, what leaves, what is logged."""
