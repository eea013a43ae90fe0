"""Reports of a run's results, for people and for programs."""
