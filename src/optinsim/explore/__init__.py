"""All conversations of an account: searched, judged by the laws, and told.

Knows what can be done to an account (moves.py), how to search it (search.py), and how to tell what
was found (findings.py, report.py, saving.py). The laws judge; this room finds.
"""
