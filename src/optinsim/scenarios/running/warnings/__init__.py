"""Warnings about a passed case: mistakes and empty expectations that only a run shows."""
