"""Steps about one person that were probably meant to be about another.

Without `from`, a step is about the first person. Its `state: none` then holds whatever a request
does to the person whom it names, and whatever happens to the person who has texted. It also holds
after a text of the first person if another person has texted before. A `from` beside a call selects
the person of `state` and `record`; the path and body decide whom the call is about. A request names
people by number, by external id, or by a value that a step about them has captured. Knows the
people of a scenario. Does not know which part of a request says whom it is about.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.core.consent import Consent
from optinsim.core.numbers import calling_code, mdns_in, national, parse_mdn, without_separators
from optinsim.files.composed import origin_of
from optinsim.scenarios.reading.operators import captures, is_operators

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optinsim.scenarios.reading.cases import Case, CaseStep
    from optinsim.scenarios.reading.model import Expectation, StepFile

_WITHOUT_PLUS = re.compile(r"(?<![0-9+])1?([2-9][0-9]{2}[2-9][0-9]{6})(?![0-9])")
"""A number of +1 as Cordial and the older version of Vibes write it."""


def about_others(case: Case) -> Iterator[Fault]:
    """The steps that were probably meant for another person, judged by the people they name."""
    drafts = [step.draft for step in case.steps]
    if not any(
        d is None or _keys_about_first(d) or _is_strangers(d) or _has_idle_from(d) for d in drafts
    ):
        return
    first = case.people.first.name
    owners: dict[str, str] = {}
    """Of each captured value, the person of whom it is."""
    active: dict[str, str] = {}
    """Whom a step has concerned, people and strangers, and how."""
    last = first
    """The person of the last step that was about one."""
    for i, (step, draft) in enumerate(zip(case.steps, drafts, strict=True)):
        if draft is None:
            active[first], last = "has texted", first  # or not: it waits for a captured value
            continue
        sent = said_by(draft)
        named = named_in(case, sent, owners) if sent else []
        strangers = strangers_in(case, sent) if sent else []
        about = _keys_about_first(draft)
        is_idle = named and _has_idle_from(draft) and not _is_of_use(case, i)
        if is_idle and not _concerns(case, draft.from_ or "", named, sent):
            yield Fault(
                (i, "from"),
                f"from has no effect here: the request names {named[0]}, and not {draft.from_:.60}",
                expected=f"what the request needs to name {draft.from_:.60}, or no from",
                code=Code.OTHER_PERSON,
            )
        if _is_strangers(draft) and active and first not in active:
            [(meant, how), *_] = active.items()
            yield Fault(
                (i, "text"),
                f"{meant} {how}, and this text is {first}'s",
                expected=f"from: {meant} in this step, or from: {first} if that is meant",
                code=Code.OTHER_PERSON,
            )
        if about and first not in named:
            others, latest = ({}, last) if first in active else (active, first)
            meant, what = _meant(draft, named, strangers, others, latest)
            if meant != first:
                yield Fault(
                    (i, "expect", about[0]),
                    f"{what}, and this is about {first}",
                    expected=f"from: {meant} in this step, or from: {first} if that is meant",
                    code=Code.OTHER_PERSON,
                )
        if "$capture" in repr(step.tree):
            owner = named[0] if named else (draft.from_ or first)
            owners |= dict.fromkeys(_captured(step), owner)
        active |= dict.fromkeys(named or strangers, "was named by a request")
        concerned = [draft.from_] if draft.from_ in case.people.names else named
        last = concerned[0] if concerned else first if draft.text is not None else last
        if draft.text is not None and not _is_strangers(draft):
            active[draft.from_ or first] = "has texted"


def _is_strangers(step: StepFile) -> bool:
    """Whether a text without `from` leaves its person as one whom the platform does not know."""
    if step.text is None or step.from_ is not None:
        return False
    return "state" in step.expect.model_fields_set and fits_a_stranger(step.expect)


def _has_idle_from(step: StepFile) -> bool:
    """Whether a call has a `from`, and its step expects neither `state` nor `record`."""
    is_call = step.request is not None or step.listener is not None
    given = step.expect.model_fields_set
    return is_call and step.from_ is not None and given.isdisjoint(("state", "record"))


def _is_of_use(case: Case, index: int) -> bool:
    """Whether a step inherits its `from` from the `use` of a group, where it is for the texts."""
    origin = origin_of(case.document, ("steps", index))
    return case.steps[index].group is not None and "from" not in origin.document.at(origin.place)


def _concerns(case: Case, who: str, named: list[str], sent: str) -> bool:
    """Whether a call names the person of a `from`, which is a name or a number."""
    mdn = parse_mdn(who, case.account.setup.country)
    return who in named or (mdn is not None and national(mdn) in without_separators(sent))


def said_by(step: StepFile) -> str:
    """What a call says about people: its path and body. No header names a person."""
    request = step.request
    if request is not None:
        return f"{request.path} {request.json_} {request.body}"
    return "" if step.listener is None else str(step.listener)


def _meant(
    step: StepFile, named: list[str], strangers: list[str], others: dict[str, str], last: str
) -> tuple[str, str]:
    """Whom a step that does not name the first person is probably about, and why.

    Args:
        step: what it expects is about the first person.
        named: the people whom its request names.
        strangers: the numbers that its request names.
        others: whom the steps before have concerned, and how, if not the first person.
        last: whom the last of them was about; the first person is there if that is in order.
    """
    is_strangers = fits_a_stranger(step.expect)
    if named or (is_strangers and strangers):
        [meant, *_] = named or strangers
        return meant, f"the request names {meant}"
    if is_strangers and others:
        [(meant, how), *_] = others.items()
        return meant, f"{meant} {how}"
    return last, f"the last step before was {last}'s"


def _keys_about_first(step: StepFile) -> list[str]:
    """What a step that is no text expects of the first person, only because it has no `from`."""
    if step.from_ is not None or step.text is not None:
        return []
    return [key for key in ("state", "record") if key in step.expect.model_fields_set]


def named_in(case: Case, sent: str, owners: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """The people whom a call names; `owners` are those of captured values."""
    digits = without_separators(sent)
    captured = {owners[name] for name in owners if f"${{{name}}}" in sent}
    return [
        member.name
        for member in case.people.members
        # Clients write a number of +1 without its 1, too.
        if member.mdn.removeprefix("+1").removeprefix("+") in digits
        or member.name in captured
        or has_word(sent, str(member.value("external_id")))
    ]


def strangers_in(case: Case, sent: str) -> list[str]:
    """The numbers that a call names, apart from the account's."""
    setup = case.account.setup
    found = mdns_in(sent)
    if not found and calling_code(setup.country) == "1":
        found = tuple(f"+1{number}" for number in _WITHOUT_PLUS.findall(sent))
    return [mdn for mdn in found if mdn not in setup.by_number]


def has_word(text: str, word: str) -> bool:
    """Whether a text has a word that is no part of a longer one."""
    return word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _captured(step: CaseStep) -> Iterator[str]:
    for _, name in captures(step.tree.get("expect")):
        yield name


def fits_a_stranger(expect: Expectation) -> bool:
    """Whether a person with whom nothing has happened has the expected state or record."""
    given = expect.model_fields_set
    states = expect.state
    if isinstance(states, dict) and not is_operators(states):
        fits = any(_allows(state, Consent.NONE) for state in states.values())
    else:
        fits = "state" in given and _allows(states, Consent.NONE)
    return fits or ("record" in given and _allows(expect.record, None))


def _allows(expected: Any, value: str | None) -> bool:
    """Whether an expectation of a state or record may be met by that one."""
    if not is_operators(expected):
        return bool(expected == value)
    if "$one_of" in expected:
        return any(_allows(choice, value) for choice in expected["$one_of"])
    if "$not" in expected:
        return not _allows(expected["$not"], value)
    return "$equals" in expected and _allows(expected["$equals"], value)
