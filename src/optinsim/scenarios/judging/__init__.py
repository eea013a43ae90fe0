"""Compares the expectations of a step with its results."""
