"""Steps that wait until the current time, so that no time passes.

«A day later it is still pending» holds if the time of the step is the start of the scenario. Knows
the clock of a case as far as its waits are literal. Ignores `wait: 0s`, which says that no time
passes, and times from a column of examples, whose first value may be the start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.fields import parse_duration, parse_instant
from optinsim.scenarios.reading.variables import names_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.scenarios.reading.cases import Case


def waits_of_no_time(case: Case) -> Iterator[Fault]:
    """The steps that wait until the current time, with places from the steps on."""
    now, columns = case.file.start, (case.example or {}).keys()
    for i, step in enumerate(case.steps):
        draft = step.draft
        if draft is None:
            return  # it may be a wait
        try:
            if draft.wait is not None:
                now += parse_duration(draft.wait)
            if draft.wait_until is None:
                continue
            until = parse_instant(draft.wait_until)
        except ValueError:
            return  # a captured time
        if until == now and not columns & names_in(step.tree["wait_until"]):
            yield Fault(
                (i, "wait_until"),
                f"it is {now:%Y-%m-%dT%H:%M:%SZ} already: no time passes",
                expected="a later time, or wait: 0s if that is meant",
                code=Code.SHORT_WAIT,
            )
        now = until
