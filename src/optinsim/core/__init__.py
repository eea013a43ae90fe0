"""The conversation engine: people, campaigns and consent; commands in, events out.

No module in here knows a vendor's name, reads a file or the machine's clock, or uses random
numbers.
"""
