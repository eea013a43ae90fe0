"""Warnings about a loaded scenario: expectations that a mistake or a wrong reason would meet."""
