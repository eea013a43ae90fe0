"""The start screen: the accounts that can be played with, demos, and a new account."""
