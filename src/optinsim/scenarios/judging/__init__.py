"""What a step expected, held against what happened."""
