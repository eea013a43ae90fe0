"""Words of an account that the title of a case names and its steps do not use.

«CANCEL ends a subscription» is green if its step still texts STOP, and reports show titles. Knows
the words of the account, what the steps do and expect, and what the platform answers and posts.
Ignores the account's own messages, also in callbacks: most of them have STOP in them. A word counts
in capitals only. `NO` never counts, because it can be emphasis, nor does what the title denies
(«STOP is not needed»). A title that is the same for all examples and accounts may name the words of
all of them. A call that ends a subscription counts as a stop word, and the id of a campaign or its
list as a keyword.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from optinsim.adapter import Request
from optinsim.codes import Code
from optinsim.core.commands import ReceiveText
from optinsim.core.consent import Trigger
from optinsim.core.inbound import normalise
from optinsim.files.composed import origin_of
from optinsim.scenarios.reading.nested import keys_and_values
from optinsim.scenarios.reading.warnings.slips import is_slip
from optinsim.scenarios.running.warnings.account_words import words_of
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.adapter import Place
    from optinsim.codec import Command
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case, CaseStep
    from optinsim.scenarios.running.results import StepResult

_EMPHASIS = "NO"
_SHORTEST = 2
"""Letters of the shortest word that counts: «customer Y» names no word."""
_DENIED = re.compile(
    r"(?:\b(?:[Nn]o|[Nn]ot|[Nn]ever|[Ww]ithout|[Nn]or|[Nn]either|[Nn]obody|[Tt]han|[Ll]ike|[Ii]nstead|[Bb]ut|"
    r"[Cc]annot|was|were|would|[Ii]f|[Uu]nless)\b|n't)(?:\W+\w+){0,3}\W*$"
)
"""A word that denies what stands up to three words behind it, or says it of another case."""
_IS_DENIED = re.compile(r"\s+(?:(?:is|are|was|were|does|do|has|can|will)\s+(?:not|never)|\w+n't)\b")
"""What denies the word before it."""
_STOPS = frozenset({Trigger.STOP, Trigger.REMOVE})


def unsaid_words(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such words, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    named = _named_words(case)
    if not named:
        return []
    setup, typed, said, answered = case.account.setup, "", "", ""
    brought: set[str] = set()
    """The stop words or keywords that a call or an id stands for."""
    messages = {reply.text for result in steps for reply in result.turn.replies}
    for step, result in zip(case.steps, steps, strict=True):
        command = result.turn.command
        if isinstance(command, ReceiveText):
            typed += f" {normalise(command.text)}"
            answered += f" {result.turn.reading.word if result.turn.reading else ''}"
        elif any(change.trigger in _STOPS for change in result.turn.changes):
            brought.update(map(str.upper, setup.words.stop))
        said += f" {' '.join(said_by(step, command))}"
        answered += f" {' '.join(text for text in answered_by(result) if text not in messages)}"
    for campaign in setup.campaigns:
        if has_word(said, campaign.id) or has_word(said, campaign.list_id):
            brought.update(map(str.upper, campaign.all_keywords))
    of_others = _said_in_others(case)
    found: list[Problem] = []
    for word in named:
        place = place_in_title(case, word)
        if place == ("scenario",) and has_word(of_others.upper(), word):
            continue
        if word in brought or is_typed(word, typed) or has_word(f"{said} {answered}".upper(), word):
            continue
        found += warning(
            case,
            place,
            f"the title names {word}, and no step says it",
            expected="a step that does, or a title that names what the steps say",
            code=Code.UNSAID_WORD,
        )
    return found


def _named_words(case: Case) -> list[str]:
    """The account's words that the title has in capitals; none if the whole title is capitals."""
    title = case.title
    if title.upper() == title:
        return []
    words = dict.fromkeys(word.upper() for word in words_of(case.account.setup))
    return [
        word
        for word in words
        if len(word) >= _SHORTEST and word != _EMPHASIS and _is_named(title, word)
    ]


def _is_named(title: str, word: str) -> bool:
    """Whether a title has a word somewhere where it does not deny it."""
    return word in title and any(
        not is_denied(title, match.start()) and not _IS_DENIED.match(title, match.end())
        for match in _as_word(word).finditer(title)
    )


def is_denied(title: str, start: int) -> bool:
    """Whether a title denies what begins at a place in it, or says it of another case."""
    return _DENIED.search(title, 0, start) is not None


def _said_in_others(case: Case) -> str:
    """What the steps say with any of the examples and on any of the accounts, as it is written."""
    rows = case.file.examples or ()
    said = [row[name] for row in rows for name in case.scope.used if name in row]
    if case.sharing.account_name is not None:
        origins = (origin_of(case.document, ("steps", i)) for i in range(len(case.steps)))
        said += [origin.document.at(origin.place) for origin in origins]
    return " ".join(text for one in said for text in _texts(one))


def has_word(text: str, word: str) -> bool:
    """Whether a text has a word without a letter directly before or after it."""
    return word in text and _as_word(word).search(text) is not None


def _as_word(word: str) -> re.Pattern[str]:
    letter = r"[^\W\d_]"
    return re.compile(rf"(?<!{letter}){re.escape(word)}(?!{letter})")


def is_typed(word: str, typed: str) -> bool:
    """Whether a person texts a word, a longer text with it, or a word that is a slip away."""
    wanted = normalise(word)
    squeezed = wanted.replace(" ", "") in typed.replace(" ", "")
    return squeezed or any(is_slip(one, wanted) for one in typed.split())


def said_by(step: CaseStep, command: Command) -> Iterator[str]:
    """The texts that a step sends and expects."""
    draft = step.draft
    if draft is None:
        yield from _texts(step.tree)
    else:
        yield from _texts(draft.expect.model_dump(by_alias=True, exclude_unset=True))
        yield from _texts(draft.listener.model_dump() if draft.listener else None)
    if isinstance(command, Request):
        yield unquote(command.path)
        yield command.body.decode(errors="replace")


def answered_by(result: StepResult) -> Iterator[str]:
    """The texts of the answer to a step, and of its callbacks."""
    if result.turn.response is not None:
        yield from _texts(result.turn.response.json)
    for callback in result.turn.callbacks:
        yield from _texts(callback.body)


def _texts(value: Any) -> Iterator[str]:
    """The keys and texts of a value, however deep."""
    return (one for one in keys_and_values(value) if isinstance(one, str))


def place_in_title(case: Case, word: str) -> Place:
    """The source of a word in the title: a column of the examples, or the title itself."""
    for column, item in (case.example or {}).items():
        if column in case.scope.in_title and has_word(str(item), word):
            return ("examples", case.number, column)
    return ("scenario",)
