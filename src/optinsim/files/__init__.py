"""Reads account and scenario files with positions, and finds what is wrong in them."""
