"""The start screen: accounts to play with, demos, and a new account."""
