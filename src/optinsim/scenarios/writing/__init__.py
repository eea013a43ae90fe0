"""Writes scenario files: updated expectations, recordings, imports of message logs."""
