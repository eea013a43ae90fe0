"""Compares what a step expected with what happened."""
