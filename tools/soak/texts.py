"""Texts to worlds in any state: a stop ends all, and only the account's messages are sent.

Knows the accounts of the scenarios, and reads off each what its people may say.
"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from optinsim.core.consent import Consent
from optinsim.errors import CommandError
from optinsim.files.accounts import load_account
from optinsim.simulator import Simulator
from tools.soak.mutations import mutated_text, unusual_text
from tools.soak.rounds import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from optinsim.adapter import Account
    from optinsim.core.messages import Message
    from optinsim.core.setup import Question
    from optinsim.core.values import Canonical
    from optinsim.core.world import Snapshot
    from optinsim.simulator import Turn
    from tools.soak.rounds import Round

PEOPLE = ("+13125550123", "(312) 555-0124", "+13125550125", "+14165550123")
TEXTS_OF_A_ROUND = 60
_COMMON_WORDS = ("please", "thanks", "don't", "stop", "no", "why?", "ok", "60601", "K1A 0B1", "yes")
_WAITS = ("1s", "15m", "24h", "30d", "400d")


def play_texts(played: Round) -> None:
    """A few people text one account, and time passes."""
    chance = played.chance
    name, account = chance.choice(accounts())
    simulator = Simulator(account, seed=chance.randrange(9))
    kept = simulator.snapshot(), simulator.canonical()
    for _ in range(TEXTS_OF_A_ROUND):
        if chance.random() < 0.1:
            simulator.wait(chance.choice(_WAITS) if chance.random() < 0.9 else timedelta(0))
            continue
        sender, to, text = _a_text(chance, account)
        played.note((name, sender, to, text))
        before = simulator.snapshot()
        try:
            turn = simulator.text(text, sender, to)
        except CommandError:
            assert simulator.snapshot() == before, "a refused command changed something"
            continue
        _check_messages(account, turn)
        _check_stop(simulator, sender, to or account.setup.number, text)
        if chance.random() < 0.05:
            kept = _check_state(simulator, *kept)


def _a_text(chance: Random, account: Account) -> tuple[str, str | None, str]:
    """Who texts what, and to which number."""
    sender = chance.choice(PEOPLE)
    if chance.random() < 0.02:
        sender = mutated_text(chance, sender)
    to = chance.choice((None, *account.setup.by_number))
    if chance.random() < 0.01:
        to = mutated_text(chance, account.setup.number)
    words = words_of(account)
    kind = chance.random()
    if kind < 0.5:
        return sender, to, chance.choice(words)
    if kind < 0.7:
        return sender, to, mutated_text(chance, chance.choice(words))
    return sender, to, unusual_text(chance, words)


def _check_messages(account: Account, turn: Turn) -> None:
    for reply in turn.replies:
        if not _pattern(account).fullmatch(reply.text):
            raise AssertionError(f"no message of the account: {reply.text!r}")


def _check_stop(simulator: Simulator, sender: str, to: str, text: str) -> None:
    """A stop word alone ends all that its sender has at a number."""
    setup = simulator.account.setup
    if text.strip().upper() not in {word.upper() for word in setup.words.stop}:
        return
    states = simulator.states(sender)
    for campaign in setup.by_number[to]:
        state = states[campaign.id]
        assert state not in {Consent.PENDING, Consent.SUBSCRIBED}, (
            f"a stop word left {campaign.id} {state}"
        )


def _check_state(
    simulator: Simulator, before: Snapshot, form: Canonical
) -> tuple[Snapshot, Canonical]:
    """A snapshot, restored here and in another simulator, is the same world."""
    now = simulator.snapshot(), simulator.canonical()
    hash(now[1])
    simulator.restore(before)
    assert (simulator.snapshot(), simulator.canonical()) == (before, form), "not as it was"
    simulator.restore(now[0])
    assert (simulator.snapshot(), simulator.canonical()) == now, "not the same when restored"
    other = Simulator.of(simulator.account, now[0])
    assert (other.snapshot(), other.canonical()) == now, "not the same elsewhere"
    return now


@cache
def accounts() -> list[tuple[str, Account]]:
    """The accounts of the scenarios, by file name."""
    files = sorted((ROOT / "scenarios/accounts").glob("*.yaml"))
    return [(file.name, load_account(file)) for file in files]


@cache
def words_of(account: Account) -> tuple[str, ...]:
    """The words that mean something to an account."""
    setup = account.setup
    words = setup.words
    lists = [words.stop, words.stop_phrases, words.help, words.yes, words.no, words.start]
    lists += [c.keywords for c in setup.campaigns] + [
        c.confirming_keywords for c in setup.campaigns
    ]
    answers = [a.word for question in setup.questions.values() for a in question.answers.values()]
    return (*(word for some in lists for word in some), *answers, *_COMMON_WORDS)


@cache
def _pattern(account: Account) -> re.Pattern[str]:
    """What every message of the account looks like, whatever its places are filled with."""
    setup = account.setup
    messages = [*setup.messages.values()]
    messages += [message for c in setup.campaigns for message in c.messages.values()]
    messages += [message for q in setup.questions.values() for message in _of_question(q)]
    places = [re.split(r"\$\{[^{}]*\}", message.template) for message in messages]
    forms = (".*".join(map(re.escape, parts)) for parts in places)
    return re.compile("|".join(forms), re.DOTALL)


def _of_question(question: Question) -> Iterable[Message]:
    yield question.text
    for answer in question.answers.values():
        if answer.reply is not None:
            yield answer.reply
