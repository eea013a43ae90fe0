"""The copy desk: edits a message of the brand in the conversation, and shows the consequences."""
