"""Scenarios: conversations with expectations, which are read, run and judged."""
