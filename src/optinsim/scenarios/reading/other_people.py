"""Steps whose state and record are one person's, and were probably meant to be another's.

Without `from`, a step is the first person's: `state: none` then holds whatever a request does to
the person whom it names, and whatever befalls the person who has texted. Knows the people of a
scenario. Does not know which part of a request says whom it is about, nor what steps do that wait
for a captured value.
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
    texted: dict[str, None] = {}
    for i, step in enumerate(case.steps):
        file = step.file
        if file is None:
            texted[first.name] = None  # it may be about them
            continue
        call = file.request or file.listener
        sent = str(call)
        if file.text is not None:
            texted[file.from_ or first.name] = None
        elif first.mdn[1:] in sent:
            texted[first.name] = None
        if file.from_ is not None:
            continue
        about = [key for key in ("state", "record") if key in file.expect.model_fields_set]
        if not about or file.text is not None or first.mdn[1:] in sent:
            continue
        named = [member.name for member in case.people.members if member.mdn[1:] in sent]
        if not named and _fits_a_stranger(file.expect):
            named = [*mdns_in(sent)]
        message = f"the request names {{}}, and this is about {first.name}"
        if not named and first.name not in texted and _fits_a_stranger(file.expect):
            named = [*texted]
            message = f"{{}} has texted, and this is about {first.name}, who has not"
        if named:
            yield Fault(
                (i, "expect", about[0]),
                message.format(named[0]),
                expected=f"from: {named[0]} in this step",
                code=Code.OTHER_PERSON,
            )


def _fits_a_stranger(expect: Expectation) -> bool:
    """Whether a person with whom nothing has happened has the expected state or record."""
    states = expect.state.values() if isinstance(expect.state, dict) else (expect.state,)
    has_no_record = "record" in expect.model_fields_set and expect.record is None
    return has_no_record or Consent.NONE in states
