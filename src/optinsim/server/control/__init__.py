"""The control API of a server, for rehearsals, under `/_sim/`.

`api.py` has the operations, `shapes.py` the types of their bodies and answers.
"""
