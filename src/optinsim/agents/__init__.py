"""What an agent may do here: a server of the Model Context Protocol, over its official SDK."""
