"""The control API: what rehearses with a server, under `/_sim/`.

`api.py` has the operations, `shapes.py` what they take and answer.
"""
