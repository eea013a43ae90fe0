"""On a Canadian short code, the words of both languages are read, and messages are short.

What: STOP and ARRET are stop words, HELP, INFO and AIDE help words, and no message of the account
file has more than 136 characters, whatever its fields are filled in with.

Why: Canadian carriers ask for it when a short code is registered.

Source: vendors' pages on Canadian short codes (facts on SMS rules, 1.2). That some vendors treat
double opt-in as mandatory there is not judged: their pages differ.

Holds: the stop words are STOP and ARRET, the help words HELP, INFO and AIDE.

Breaks: the stop words are those of the United States, without ARRET.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optinsim.laws.law import Severity, Violation, compared, written_messages
from optinsim.laws.stop_words import words_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Account

SEVERITY = Severity.SEV2
_STOP, _HELP = ("STOP", "ARRET"), ("HELP", "INFO", "AIDE")
_LONGEST = 136
_PLACE = re.compile(r"\$\{[^{}]*\}")


def applies(account: Account) -> bool:
    """Whether the account is on a Canadian short code."""
    return account.setup.country == "CA" and not account.setup.number.startswith("+")


def of_account(account: Account) -> Iterator[Violation]:
    """Judge the words and messages of an account."""
    words = account.setup.words
    for kind, wanted, there in (("stop", _STOP, words.stop), ("help", _HELP, words.help)):
        missing = [word for word in wanted if word.casefold() not in compared(there)]
        if missing:
            said = " and ".join(missing)
            yield Violation(
                f"{said} is no {kind} word" if len(missing) == 1 else f"{said} are no {kind} words",
                f"write {words_line(kind, (*there, *missing))}",
                key=kind,
            )
    for campaign, purpose, message in written_messages(account):
        length = len(_PLACE.sub("", message.template))
        if length > _LONGEST:
            whose = f"of {campaign}" if campaign else "of the account"
            yield Violation(
                f"the message {purpose} {whose} has {length} characters",
                f"shorten the message {purpose} {whose} to {_LONGEST}",
                key=f"{campaign}/{purpose}",
            )
