"""Runs all checks for warnings about a passed case.

Knows the list of checks. The modules beside it know what each of them finds suspicious.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.scenarios.running.warnings.empty_captures import empty_captures
from optinsim.scenarios.running.warnings.empty_pages import empty_pages
from optinsim.scenarios.running.warnings.excluded import excluded_of
from optinsim.scenarios.running.warnings.forgotten_from import forgotten_from
from optinsim.scenarios.running.warnings.left_alone import left_alone
from optinsim.scenarios.running.warnings.loose_state import loose_state
from optinsim.scenarios.running.warnings.made_anew import made_anew
from optinsim.scenarios.running.warnings.near_values import near_values
from optinsim.scenarios.running.warnings.never_there import never_there
from optinsim.scenarios.running.warnings.not_understood import not_understood
from optinsim.scenarios.running.warnings.other_answer import other_answer
from optinsim.scenarios.running.warnings.other_campaign import other_campaign
from optinsim.scenarios.running.warnings.other_key import other_key
from optinsim.scenarios.running.warnings.other_kind import other_kind
from optinsim.scenarios.running.warnings.other_level import other_level
from optinsim.scenarios.running.warnings.other_list import other_list
from optinsim.scenarios.running.warnings.other_number import other_number
from optinsim.scenarios.running.warnings.refused import refused
from optinsim.scenarios.running.warnings.short_waits import short_waits
from optinsim.scenarios.running.warnings.too_late import too_late
from optinsim.scenarios.running.warnings.unasked import unasked
from optinsim.scenarios.running.warnings.unchanged import unchanged
from optinsim.scenarios.running.warnings.unchanged_record import unchanged_record
from optinsim.scenarios.running.warnings.unsaid_names import unsaid_names
from optinsim.scenarios.running.warnings.unsaid_words import unsaid_words
from optinsim.scenarios.running.warnings.wrong_kind import wrong_kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optinsim.adapter import Unsettled
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import StepResult

_LOOKS = (
    not_understood,
    refused,
    made_anew,
    other_number,
    other_level,
    other_campaign,
    other_list,
    other_answer,
    unchanged,
    unchanged_record,
    unsaid_words,
    unsaid_names,
    loose_state,
    left_alone,
    never_there,
    empty_pages,
    forgotten_from,
    short_waits,
    too_late,
)


def suspicious(
    case: Case,
    steps: Sequence[StepResult],
    captured: Mapping[str, Any],
    unsettled: Sequence[Unsettled],
) -> list[Problem]:
    """The warnings about a case, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
        captured: what they have captured, by name.
        unsettled: the calls of the case that have failed, changed nothing or are not carried out.
    """
    found = [problem for look in _LOOKS for problem in look(case, steps)]
    excluded = excluded_of(case, steps)
    found += [*other_key(case, excluded), *near_values(case, steps, excluded)]
    found += empty_captures(case, captured)
    found += [*other_kind(case, steps, captured), *wrong_kind(case, steps, captured)]
    return [*found, *unasked(case, steps, unsettled)]
