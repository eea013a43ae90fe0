"""The dialogs of the phone: each has one answer; Escape answers None."""
