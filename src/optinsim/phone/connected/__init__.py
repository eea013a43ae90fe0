"""The phone of a running server: its world, its session, and what is otherwise on the screen."""
