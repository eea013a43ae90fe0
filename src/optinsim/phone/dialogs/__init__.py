"""The dialogs of the phone: each asks for one thing and gives it back; escape gives None."""
