"""The phone: a conversation played by hand in the terminal. It sends commands and reads events."""
