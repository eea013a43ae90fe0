"""Rewriting the expectations of a scenario file to what happened, and nothing else of it."""
