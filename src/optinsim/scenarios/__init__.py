"""Scenarios: written conversations with expectations, read, run and judged."""
