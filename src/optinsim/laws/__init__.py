"""What must hold in every conversation, and what a person meant.

Knows rules about consent, each with its source. Knows no files and no search: who has a
conversation (the explorer, a run, the phone) hands over its turns.
"""

from optinsim.laws.stop_meaning import means_stop

__all__ = ["means_stop"]
