"""Sign-off sheets: a conversation as a page and a picture that legal and product staff approve."""
