"""Runs cases: in this process, in others, and again whenever a file is saved."""
