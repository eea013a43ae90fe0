"""What behave and pytest-bdd get to run: a bot, and the steps in the way of each."""
