"""Steps that expect something of a campaign that nothing has touched, and not of one that ended.

That Ann is not on list B says nothing of her STOP if she was on list A only. Knows a case, its
steps' results, and the campaigns of its account with their lists. A scenario that looks at the
ended campaign too means what it says of the other; an answer that finds nothing is only told apart
by another answer, or a record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.codes import Code
from optinsim.core.consent import Consent
from optinsim.scenarios.reading.nested import keys_and_values
from optinsim.scenarios.reading.operators import is_empty_list, is_no_count
from optinsim.scenarios.reading.warnings.negated import negated
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.adapter import KnownKeys, Place
    from optinsim.core.setup import Campaign
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import StepFile
    from optinsim.scenarios.running.results import StepResult

ENDED = frozenset({Consent.UNSUBSCRIBED, Consent.DECLINED, Consent.EXPIRED})
"""The states in which an opt-in is over."""
_NOT_FOUND = 404


def other_campaign(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such steps, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    campaigns = case.account.setup.campaigns
    if len(campaigns) == 1:
        return []
    touched: set[tuple[str, str]] = set()
    """The people by their phones, and the campaigns in which they have been."""
    found: list[tuple[Place, str, str]] = []
    asked: set[str] = set()
    """What is expected of an ended campaign: `state`, `record` or `request`."""
    for i, step in enumerate(steps):
        touched |= {(step.mdn, id_) for id_, state in step.states.items() if state != Consent.NONE}
        ended = [id_ for id_, state in step.states.items() if state in ENDED]
        draft = case.steps[i].draft
        if draft is None or not ended:
            continue
        asked |= {"request"} if _shows_one_of(case, draft, ended) else set()
        for place, names in _named(case, draft):
            named = [one.id for one in campaigns if not names.isdisjoint((one.id, one.list_id))]
            if not set(ended).isdisjoint(named):
                asked.add(str(place[-1] if place[0] == "expect" else place[0]))
            elif named and not any((step.mdn, id_) in touched for id_ in named):
                found.append((("steps", i, *place), named[0], ended[0]))
    shown = {one.id: with_name(one) for one in campaigns}
    warnings: list[Problem] = []
    for at, name, meant in found:
        if asked - {"state"} or (asked and at[3] in ("state", "record")):
            continue
        warnings += warning(
            case,
            at,
            f"this is about {shown[name]}, which no step has touched; {shown[meant]} has ended",
            expected=f"what has become of {shown[meant]}, too",
            code=Code.OTHER_PERSON,
        )
    return warnings


def with_name(campaign: Campaign) -> str:
    """The id of a campaign, with its name if that differs: ids may look alike."""
    name = campaign.description
    return f"{campaign.id} ({name:.60})" if name not in ("", campaign.id) else campaign.id


def _named(case: Case, draft: StepFile) -> Iterator[tuple[Place, set[str]]]:
    """The names in what a step expects of campaigns, with their places."""
    expect = draft.expect
    for key in ("state", "record"):
        if key in expect.model_fields_set:
            yield ("expect", key), set(_keys(getattr(expect, key)))
    if draft.request is not None and finds_nothing(draft, case.account.known_keys):
        yield ("request", "path"), set(draft.request.path.partition("?")[0].split("/"))
        body = None if expect.response is None else expect.response.json_
        excluded = (item for _, item in negated(body, ()))
        yield ("expect", "response", "json"), {one for item in excluded for one in words_in(item)}


def _shows_one_of(case: Case, draft: StepFile, ended: Sequence[str]) -> bool:
    """Whether a step asks for an ended campaign, and expects something in the answer."""
    response = draft.expect.response
    if draft.request is None or response is None or "json_" not in response.model_fields_set:
        return False
    campaigns = (case.account.setup.by_id[id_] for id_ in ended)
    names = {name for one in campaigns for name in (one.id, one.list_id)}
    parts = draft.request.path.partition("?")[0].split("/")
    return draft.request.method == "GET" and not names.isdisjoint(parts)


def finds_nothing(step: StepFile, known: KnownKeys | None) -> bool:
    """Whether a step expects an answer without a result: 404, an empty list, or no such entry.

    Args:
        step: as the file has it.
        known: the keys of the platform, if it lists them: some count the entries.
    """
    response = step.expect.response
    if response is None or response.status == _NOT_FOUND:
        return response is not None
    body = response.json_ if isinstance(response.json_, dict) else {}
    if is_empty_list(response.json_) or is_empty_list(body.get("items")):
        return True
    counts = () if known is None else known.values.counts
    return any(is_no_count(body[key]) for key in counts if key in body)


def _keys(expected: Any) -> Iterator[str]:
    """The keys of an expectation, however deep."""
    if isinstance(expected, dict):
        for key, item in expected.items():
            yield key
            yield from _keys(item)
    elif isinstance(expected, list):
        for item in expected:
            yield from _keys(item)


def words_in(expected: Any) -> Iterator[str]:
    """The keys, texts and numbers of an expectation, however deep."""
    return (str(one) for one in keys_and_values(expected) if isinstance(one, str | int))
