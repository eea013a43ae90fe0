"""Why a text brought no reply, in a phrase.

Knows turns and the account's words. Does not know where the phrase is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.commands import ReceiveText
from optinsim.core.events import MessageSent, TextReceived
from optinsim.core.inbound import Kind
from optinsim.files.problems import nearest

if TYPE_CHECKING:
    from optinsim.core.setup import Setup
    from optinsim.simulator import Turn

_LONGEST = 40
"""Characters of a text that may be a mistyped word."""


def explain_silence(turn: Turn, setup: Setup) -> str:
    """Why the sender of a text got no reply; empty: there was a reply, or no text."""
    received = turn.events[0] if turn.events else None
    if not isinstance(turn.command, ReceiveText) or not isinstance(received, TextReceived):
        return ""
    if any(isinstance(event, MessageSent) and event.mdn == received.mdn for event in turn.events):
        return ""
    return f"no reply: {_reason(received, turn, setup)}"


def _reason(received: TextReceived, turn: Turn, setup: Setup) -> str:
    kind = received.reading.kind
    only_subscribers = "; only subscribers are answered" if setup.answers_only_subscribers else ""
    no_default = only_subscribers if "default_response" in setup.messages else ""
    match kind:
        case Kind.STOP | Kind.HELP if kind.value in setup.messages:
            reason = f"read as {kind}{only_subscribers}"
        case Kind.STOP | Kind.HELP:
            reason = f"read as {kind}; the account has no {kind} message"
        case Kind.ANSWER:
            reason = "the question has no reply to this answer"
        case _ if turn.changes:
            reason = f"{turn.changes[0].after} now; the campaign has no message for it"
        case Kind.KEYWORD:
            reason = "the keyword changes nothing in this state"
        case Kind.START:
            reason = f"nothing was stopped that could start again{no_default}"
        case Kind.UNMATCHED:
            reason = f"{_unmatched(received, setup)}{no_default}"
        case _:
            reason = f"read as {kind}, which the waiting opt-in does not accept{no_default}"
    return reason


def _unmatched(received: TextReceived, setup: Setup) -> str:
    """Why the text matched no rule."""
    text, lexicon = received.text, setup.lexicons[received.to]
    last = lexicon.tried(text, received.awaited)[-1]
    if last.reading is not None:  # a rule that ended the search without a reading: a question
        return last.skipped
    would = lexicon.read(text, pending=True, zip_awaited=True)
    if would.kind is not Kind.UNMATCHED:
        return f"{would.word} answers an opt-in, and none waits for an answer"
    words = setup.words
    here = [word for campaign in setup.by_number[received.to] for word in campaign.keywords]
    expected = [one.word or "" for one in (received.awaited.answers or {}).values()]
    expected = list(dict.fromkeys(expected))
    known = [*expected, *here, *words.stop, *words.help, *words.start]
    near = nearest(text.strip(), known) if len(text) <= _LONGEST else ""
    what = "not a keyword here"
    if expected:
        what = f"not an answer that is expected ({', '.join(expected)}), nor a keyword"
    return what + (f"; the closest is {near}" if near else "")
