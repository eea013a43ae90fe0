"""Requests that name one person in a step whose state and record are another's.

Without `from`, a step is the first person's: `state: none` then holds whatever the request does to
the person whom it names. Knows the people of a scenario. Does not know which part of a request says
whom it is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.core.consent import Consent
from optinsim.core.numbers import mdns_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import Expectation


def about_others(case: Case) -> Iterator[Fault]:
    """The expectations about the first person that were meant for another, by their steps."""
    first = case.people.first
    for i, step in enumerate(case.steps):
        file = step.file
        if file is None or file.from_ is not None:
            continue
        call = file.request or file.listener
        about = [key for key in ("state", "record") if key in file.expect.model_fields_set]
        if call is None or not about:
            continue
        sent = str(call)
        if first.mdn[1:] in sent:
            continue
        named = [member.name for member in case.people.members if member.mdn[1:] in sent]
        if not named and _fits_a_stranger(file.expect):
            named = [*mdns_in(sent)]
        if named:
            yield Fault(
                (i, "expect", about[0]),
                f"the request names {named[0]}, and this is about {first.name}",
                expected=f"from: {named[0]} in this step",
                code=Code.OTHER_PERSON,
            )


def _fits_a_stranger(expect: Expectation) -> bool:
    """Whether a person with whom nothing has happened has the expected state or record."""
    states = expect.state.values() if isinstance(expect.state, dict) else (expect.state,)
    has_no_record = "record" in expect.model_fields_set and expect.record is None
    return has_no_record or Consent.NONE in states
