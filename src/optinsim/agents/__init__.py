"""The server for agents: the Model Context Protocol, over its official SDK."""
