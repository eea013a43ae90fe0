"""From a path to the cases that can be run, or to everything that is wrong with them."""
