"""Reads scenario files: the cases that can be run, or all problems of the files."""
