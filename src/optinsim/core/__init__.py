"""The conversation engine: people, campaigns and consent; commands in, events out.

Nothing in here knows a vendor's name, reads a file, asks the machine for the time or draws lots.
"""
