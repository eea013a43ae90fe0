"""A Cordial account as the engine sees it.

Knows which of the engine's policies are Cordial's; SETUP and C1 to C21 are in facts/cordial.md.
Does not know the API.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Trigger
from optinsim.core.inbound import Kind, StopMatch, normalise
from optinsim.core.messages import Message, known_messages
from optinsim.core.setup import Campaign, Setup
from optinsim.platforms.cordial.table import table

if TYPE_CHECKING:
    from optinsim.platforms.cordial.account import CordialAccount, Program

_JOIN = {"double": Trigger.JOIN, "single": Trigger.SUBSCRIBE}


def engine_setup(account: CordialAccount) -> Setup:
    """The account as the engine sees it."""
    return Setup(
        brand=account.name,
        number=account.number,
        country=account.country,
        table=table(account.assumptions),
        words=account.engine_words(StopMatch(account.unsubscribe_detection)),
        campaigns=tuple(_campaign(account, name) for name in account.programs),
        messages=known_messages(account.messages, _known(account)),
        # C20: any text makes a contact.
        texts_that_make_people=frozenset(Kind),
        landlines=frozenset(account.landlines),
    )


def _default_opt_in(account: CordialAccount) -> str:
    """C6; it asks for an answer that confirms."""
    return (
        f"${{brand}}: reply {next(iter(account.words.yes), 'YES')} to get recurring messages. "
        "Msg & data rates may apply. Reply HELP for help, STOP to cancel."
    )


def _campaign(account: CordialAccount, name: str) -> Campaign:
    """A program, which is a campaign with its own subscription list."""
    program = account.programs[name]
    known = _known(account, name)
    opt_in = Message(_default_opt_in(account)).with_known(known)
    return Campaign(
        id=name,
        number=account.number,
        keywords=program.keywords,
        list_id=name,
        join=_JOIN[program.opt_in],
        accepts=frozenset({Kind.YES}),
        description=name,
        messages={"opt_in": opt_in} | known_messages(program.messages, known),
        place=("programs", name),
        confirming_keywords=_opt_in_words(account, program),
    )


def _opt_in_words(account: CordialAccount, program: Program) -> tuple[str, ...]:
    """The words that opt in to the program, and confirm a pending opt-in.

    SETUP: the default opt-in words always opt in. The vendor does not say to which of several
    programs: here, only to programs that have the word as a keyword (C9).
    """
    if len(account.programs) == 1:
        return account.words.yes
    confirming = {normalise(word) for word in account.words.yes}
    return tuple(word for word in program.keywords if normalise(word) in confirming)


def _known(account: CordialAccount, program: str | None = None) -> dict[str, str]:
    """The values of ${…} that are the same for all recipients of a message.

    If the account has only one program, its own messages speak of that program.
    """
    known = {"brand": account.name, "number": account.number}
    if program is None and len(account.programs) == 1:
        program, only = next(iter(account.programs.items()))
        known["keyword"] = next(iter(only.keywords or account.words.yes), "")
    if program is not None:
        known["description"] = program
    return known
