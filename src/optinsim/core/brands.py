"""Whether a text names a brand.

Knows words, and the parts of a text that are addresses. Warnings about accounts and the laws use
this same rule.
"""

from __future__ import annotations

import re

from optinsim.core.inbound import normalise

_ADDRESS = re.compile(r"@|://|\w\.\w")
_BETWEEN = re.compile(r"[^\w\s]|_")


def names_brand(text: str, brand: str) -> bool:
    """Whether a text has the brand's name as words of its own.

    `Acme:`, `ACME's` and `Acme-News` name Acme. An e-mail or web address with the name in it does
    not: an address is not the sender's name.
    """
    name = normalise(brand)
    if not name:
        return brand in text
    if not any(letter.isascii() or letter.upper() != letter for letter in name):
        return name in normalise(text)  # a script that may write no spaces between words
    parts = text.split()
    apart = [part if _ADDRESS.search(part) else _BETWEEN.sub(" ", part) for part in parts]
    return _has(text, brand) or _has(" ".join(apart), _BETWEEN.sub(" ", brand))


def _has(text: str, brand: str) -> bool:
    return f" {normalise(brand)} " in f" {normalise(text)} "
