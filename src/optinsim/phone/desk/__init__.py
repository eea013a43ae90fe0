"""The copy desk: a message of the brand edited where it was read, and what follows from that."""
