"""What a person meant: whether a reasonable reader takes a text for «stop texting me».

Does not know which of these texts a platform reads as a stop, nor what the text was an answer to.
Imports the wordings for the first text that is compared with them.
"""

from __future__ import annotations

from functools import lru_cache


def means_stop(text: str) -> bool:
    """Whether a reasonable person reads the text as a request to get no more texts.

    In English, Spanish and French, with courtesy, negations and typing errors; see
    `laws/stop_wording.txt`.
    """
    return why_stop(text) is not None


@lru_cache(maxsize=4096)
def why_stop(text: str) -> str | None:
    """The words of a text that mean stop, as they are compared; None: it does not."""
    if text.casefold() in _ANSWERS:
        return None
    # Imported here: a run with only Y, N and HELP needs none of the lists.
    from optinsim.laws.stop_wording import wording  # noqa: PLC0415

    return wording().find(text[:_LONGEST])


_ANSWERS = frozenset({"y", "yes", "n", "no", "help", "info"})
_LONGEST = 2000
"""Characters that are read; a text has 1,600 at most on any platform."""
