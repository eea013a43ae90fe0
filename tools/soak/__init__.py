"""Generated inputs, for as long as they are given: `make soak`.

Each kind of input is a function in a module of its own that plays one short round; `runner` plays
rounds until the time is over.
"""
