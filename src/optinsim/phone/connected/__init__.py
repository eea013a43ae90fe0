"""The phone of a running server: its world, its session, and its differences on the screen."""
