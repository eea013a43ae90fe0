"""Reads scenario files: the cases that can be run, or everything that is wrong with them."""
