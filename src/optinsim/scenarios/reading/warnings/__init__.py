"""Warnings about a scenario that was read: what would be met for a wrong reason, or by a slip."""
