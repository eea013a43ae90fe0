"""The dialogs of the phone: each returns one answer; Escape returns None."""
