"""Replaces the expectations of a scenario file by the actual values, and changes nothing else."""
