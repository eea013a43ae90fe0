"""Readers of results: what a run found, for people and for programs."""
