"""Reads account and scenario files with positions, and finds their problems."""
