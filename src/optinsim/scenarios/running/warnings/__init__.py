"""Warnings about a case that has passed: what only a run shows to be a slip, or to say nothing."""
