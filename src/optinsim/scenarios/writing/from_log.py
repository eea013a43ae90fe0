"""Makes a scenario to review from a log of real messages.

The expectations are the log's messages. Made-up numbers replace the real ones, in the texts too.
Knows people and their steps; does not read the log (message_log.py) and does not write the file
(record.py).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from optinsim.codes import Code
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.numbers import national
from optinsim.fields import LONGEST_DURATION, format_duration
from optinsim.files.problems import MOST_PROBLEMS, FileError, Mark, Problem
from optinsim.scenarios.reading.made_up import AREA_CODES, MadeUp, fictional_mdns
from optinsim.scenarios.reading.people import MOST_PEOPLE
from optinsim.scenarios.writing.record import WrittenScenario, WrittenStep
from optinsim.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from optinsim.adapter import Account
    from optinsim.scenarios.writing.log_entries import LoggedMessage

ANSWERED_WITHIN = timedelta(minutes=5)
"""A later text is no answer: it came after some time."""
_SHORTEST_WAIT = timedelta(minutes=1)
"""A shorter time between two texts has no wait of its own: it is added to the next wait."""


@dataclass(slots=True)
class _Step:
    """A step of the future scenario."""

    at: datetime
    stimulus: dict[str, str]
    mdn: str = ""
    """The person who texts; empty: a wait."""
    replies: list[str] = field(default_factory=list)


class LogScenario:
    """The scenario of a log."""

    def __init__(
        self, messages: Sequence[LoggedMessage], shown: str, account: Account | None
    ) -> None:
        """Turn messages into steps.

        Args:
            messages: by time, at least one.
            shown: the log's name.
            account: has the brand's numbers, and is simulated to compare. None: the brand's
                numbers follow from the direction of each message; or else they are the short
                codes and names of senders; or else the one number that all messages have.

        Raises:
            FileError: the brand's number is unclear, or no message has it.
        """
        self._shown = shown
        self._account = account
        self._numbers = frozenset(_brand_numbers(messages, shown, account))
        self._messages = [message for message in messages if self._is_of_brand(message)]
        self.warnings = self._strangers(messages)
        """Warnings about messages that are left out: neither number is the brand's, or both are."""
        if not self._messages:
            errors = [replace(problem, code=Code.UNCLEAR_BRAND_NUMBER) for problem in self.warnings]
            raise FileError(errors[:MOST_PROBLEMS])
        self._people = self._made_up_people()
        self._by_digits = dict(_as_digits(self._people))
        self._lengths = sorted({len(digits) for digits in self._by_digits}, reverse=True)
        self._steps: list[_Step] = []
        self._start = self._messages[0].at.replace(microsecond=0)
        self._make_steps()
        self.differences = 0
        """How many steps differ between the simulation and the log."""

    def written(self, title: str, account: str, left_out: int = 0) -> WrittenScenario:
        """The scenario.

        Args:
            title: its title.
            account: the path of the account file from the scenario's folder.
            left_out: rows that the reader of the log left out.
        """
        names = self._names()
        return WrittenScenario(
            title=title,
            account=account,
            people={names[mdn]: {"mdn": mdn} for mdn in names},
            steps=[
                WrittenStep(step.stimulus, self._expectation(step), comments)
                for step, comments in zip(self._steps, self._said(), strict=True)
            ],
            start=self._start,
            comments=tuple(self._remarks(left_out + len(self.warnings))),
        )

    # --- People

    def _is_brand(self, number: str) -> bool:
        # A name in place of a number (ACME) is always a brand's.
        return number in self._numbers or not number.lstrip("+").isdecimal()

    def _is_of_brand(self, message: LoggedMessage) -> bool:
        return self._is_brand(message.sender) != self._is_brand(message.to)

    def _strangers(self, messages: Sequence[LoggedMessage]) -> list[Problem]:
        numbers = sorted(self._numbers - {""})
        some = " or ".join([*numbers[:_MOST_NAMED], "another"][: len(numbers)])
        problems = []
        for message in messages:
            if not self._is_of_brand(message):
                both = "are both" if self._is_brand(message.sender) else "are neither of them"
                what = f"{message.sender} and {message.to} {both} the brand's"
                mark = Mark(message.line, 1)
                expected = f"{some} on one side"
                problems.append(
                    Problem(self._shown, what, mark, expected=expected, code=Code.LEFT_OUT_ROW)
                )
        return problems

    def _made_up_people(self) -> dict[str, str]:
        """A made-up number for every real one; a number that is made up already stays."""
        country = self._account.setup.country if self._account else "US"
        country = country if country in AREA_CODES else "US"
        fictional = {mdn for known in AREA_CODES for mdn in fictional_mdns(known)}
        real = list(dict.fromkeys(self._person(message) for message in self._messages))
        if len(real) > MOST_PEOPLE:
            message = f"has {len(real):,} people"
            expected = f"at most {MOST_PEOPLE:,}"
            raise FileError([Problem(self._shown, message, expected=expected, code=Code.TOO_MUCH)])
        made_up = MadeUp(0, country)
        taken = fictional.intersection(real)
        found = {}
        for mdn in real:
            found[mdn] = mdn
            if mdn not in fictional:
                found[mdn] = next(n for n in iter(made_up.mdn, None) if n not in taken)
                taken.add(found[mdn])
        return found

    def _person(self, message: LoggedMessage) -> str:
        return message.to if self._is_brand(message.sender) else message.sender

    def _names(self) -> dict[str, str]:
        """The names of the people, by made-up number."""
        people = list(self._people.values())
        if len(people) == 1:
            return {people[0]: "me"}
        return {mdn: f"person{i}" for i, mdn in enumerate(people, 1)}

    def _without_numbers(self, text: str) -> str:
        """A text with the people's numbers replaced, in any spelling."""
        return _DIGITS.sub(self._replaced, text)

    def _replaced(self, match: re.Match[str]) -> str:
        """Digits with the characters between them, in which numbers are replaced."""
        characters = list(match[0])
        places = [i for i, c in enumerate(characters) if c.isdecimal()]
        digits = "".join(str(int(characters[i])) for i in places)
        # A number begins and ends where there is no other digit beside it.
        edges = [n for n in range(1, len(places)) if places[n] - places[n - 1] > 1]
        starts, ends = [0, *edges], {*edges, len(places)}
        for start in starts:
            for length in self._lengths:
                new = self._by_digits.get(digits[start : start + length])
                if new is not None and start + length in ends:
                    for place, digit in zip(places[start : start + length], new, strict=True):
                        characters[place] = digit
                    break
        return "".join(characters)

    # --- Steps

    def _make_steps(self) -> None:
        now = self._start
        last: dict[str, _Step] = {}
        names = self._names()
        home = self._home()
        for message in self._messages:
            mdn = self._people[self._person(message)]
            text = self._without_numbers(message.text)
            if self._is_brand(message.sender):
                step = self._answered(message, last.get(mdn), now)
                if step is None:
                    step, now = self._wait(message.at, now, at_least=timedelta(seconds=1))
                step.replies.append(text)
                continue
            if message.at - now >= _SHORTEST_WAIT:
                _, now = self._wait(message.at, now)
            stimulus = {"text": text}
            if len(names) > 1:
                stimulus["from"] = names[mdn]
            if message.to not in {home, ""}:
                stimulus["to"] = message.to
            last[mdn] = _Step(message.at, stimulus, mdn)
            self._steps.append(last[mdn])

    def _home(self) -> str:
        """The number of a text without `to` in the scenario."""
        if self._account:
            return self._account.setup.number
        texted = (message.to for message in self._messages if self._is_brand(message.to))
        return next(texted, "")

    def _answered(self, message: LoggedMessage, asked: _Step | None, now: datetime) -> _Step | None:
        """The step that a text of the brand answers; None: it needs a wait first."""
        if asked is not None and message.at - asked.at <= ANSWERED_WITHIN:
            return asked
        if self._steps and not self._steps[-1].mdn and message.at - now < _SHORTEST_WAIT:
            return self._steps[-1]  # a wait, at the end of which other texts came too
        return None

    def _wait(
        self, until: datetime, now: datetime, at_least: timedelta = timedelta(0)
    ) -> tuple[_Step, datetime]:
        passed = max(timedelta(seconds=int((until - now).total_seconds())), at_least)
        at = now + passed
        waited = {"wait": format_duration(passed)}
        if passed > LONGEST_DURATION:  # a year that was mistyped
            waited = {"wait_until": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
        step = _Step(at, waited)
        self._steps.append(step)
        return step, step.at

    def _expectation(self, step: _Step) -> Mapping[str, Any]:
        """The log's results of the step: for a text, also that no reply came."""
        return {"replies": step.replies} if step.mdn or step.replies else {}

    # --- What a reviewer should know

    def _said(self) -> Iterator[tuple[str, ...]]:
        """For each step, the simulation's replies if they differ from the log."""
        if self._account is None:
            yield from (() for _ in self._steps)
            return
        simulator = Simulator(self._account, start=self._start)
        for step in self._steps:
            if step.mdn:
                to = step.stimulus.get("to", self._account.setup.number)
                turn = simulator.handle(ReceiveText(step.mdn, step.stimulus["text"], to))
            else:
                turn = simulator.handle(AdvanceTime(step.at))
            replies = [reply.text for reply in turn.replies]
            if replies == step.replies:
                yield ()
                continue
            self.differences += 1
            simulated = ", ".join(json.dumps(reply, ensure_ascii=False) for reply in replies)
            yield (f"the simulation says: {simulated or 'nothing'}",)

    def _remarks(self, left_out: int) -> Iterator[str]:
        messages = self._messages
        counted = f"{len(messages)} message{'s' if len(messages) > 1 else ''}"
        yield f"Made from {counted} of a log. What is expected is what the log says."
        if left_out:
            rows = f"{left_out} rows of the log were" if left_out > 1 else "1 row of the log was"
            yield f"{rows} left out: optinsim import said why."
        yield "The people's numbers are made up. Look for names and other data in the texts."
        if not all(message.has_zone for message in messages):
            yield "The log has times without a time zone: they were taken for UTC."
        if self._account is None:
            yield "Say below which account the texts went to."


_DIGITS = re.compile(r"\d(?:\W{0,3}\d){5,}")
"""A possible number in a text: digits of any script, with few characters between them."""


def _as_digits(people: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The digits of every number, with and without its country code, and their replacements."""
    for real, made_up in people.items():
        if not real.startswith("+"):
            continue  # a short code is no personal data, and too short to be found in texts
        yield real[1:], made_up[1:].rjust(len(real) - 1, "0")[-len(real) + 1 :]
        short, new = national(real), national(made_up)
        # In many countries, people write a 0 in front of a national number.
        for way in (short, f"0{short}"):
            yield way, new.rjust(len(way), "0")[-len(way) :]


def _brand_numbers(
    messages: Sequence[LoggedMessage], shown: str, account: Account | None
) -> Iterable[str]:
    """The brand's numbers; an empty text is a number that the log does not have."""
    if account is not None:
        return [*account.setup.by_number, ""]
    by_direction = {m.to if m.inbound else m.sender for m in messages if m.inbound is not None}
    people = {m.sender if m.inbound else m.to for m in messages if m.inbound is not None}
    contradicted = by_direction & people or any(not n.startswith("+") for n in people)
    if by_direction and not contradicted:
        return by_direction
    sides = [number for m in messages for number in (m.sender, m.to)]
    codes = [number for number in dict.fromkeys(sides) if not number.startswith("+")]
    common = set.intersection(*({m.sender, m.to} for m in messages))
    if contradicted or (not codes and len(common) != 1):
        what = "which number is the brand's cannot be told"
        if contradicted:
            what += ": the directions contradict the numbers"
        expected, code = "--account, whose number it is", Code.UNCLEAR_BRAND_NUMBER
        raise FileError([Problem(shown, what, expected=expected, code=code)])
    return codes or common


_MOST_NAMED = 5
"""Numbers that a problem lists."""
