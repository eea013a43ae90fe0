"""Numbers that no person of a scenario has, in steps whose expectation was meant for a person.

A call that adds +13125550132 does nothing to Ann, whose number is +13125550123. Neither her
unchanged state nor the success of the call shows anything about her. Knows the numbers that a
scenario names. Does not know which of two such numbers was meant. A number that several steps name
is that of a person whom the scenario does not declare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.core.numbers import national, parse_mdn
from optinsim.scenarios.reading.warnings.other_people import named_in, said_by, strangers_in
from optinsim.scenarios.reading.warnings.paths import fits, path_of
from optinsim.scenarios.reading.warnings.slips import is_swapped
from optinsim.scenarios.reading.warnings.unknown_targets import digits_of_others

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import StepFile

_OF_A_PERSON = {"state", "record"}
"""What is expected of the person whom the step is about."""
_OF_A_STEP = {"replies", "callbacks"}
"""What is expected of a step as a whole."""
_CREATED, _UPDATED, _REFUSED = 201, 200, 400


def slipped_numbers(case: Case) -> Iterator[Fault]:
    """The steps with such a number, with places from the steps on."""
    for i, step in enumerate(case.steps):
        draft = step.draft
        if draft is None or draft.from_ is not None or not (stored := _stored_by(draft)):
            continue
        sent = said_by(draft)
        if named_in(case, sent):
            continue
        expected = _expected_from(case, i)
        for mdn in strangers_in(case, stored):
            near = [one.mdn for one in case.people.members if _is_slip(mdn, one.mdn)]
            wanted = _OF_A_PERSON if near or i > 0 else set[str]()
            if any(is_swapped(mdn, one) for one in near):
                wanted = _OF_A_PERSON | _OF_A_STEP
                wanted |= set() if _says_why(case, draft) else {"response"}
            if expected & wanted and national(mdn) not in digits_of_others(case, i):
                yield _fault(i, "listener" if draft.request is None else "request", mdn, near)


def slipped_senders(case: Case) -> Iterator[Fault]:
    """The senders' numbers of no person, where the scenario's people have no numbers.

    Such a number is another's that the scenario names, with two digits swapped; or it is the only
    one beside declared people, after something has happened to them, and something is expected.
    """
    if any(person.mdn is not None for person in case.file.people.values()):
        return  # any other number is told
    are_declared = "people" in case.file.model_fields_set
    named: list[str] = []
    """The numbers of the steps before."""
    for i, step in enumerate(case.steps):
        draft = step.draft
        if draft is None:
            continue
        mdn = parse_mdn(draft.from_ or "", case.account.setup.country)
        if mdn is not None and national(mdn) not in digits_of_others(case, i):
            near = [one for one in named if is_swapped(mdn, one)]
            expects = bool(draft.expect.model_fields_set)
            if near or (are_declared and expects and i > 0 and not named):
                yield _fault(i, "from", mdn, near)
        named += [mdn] if mdn else strangers_in(case, said_by(draft))


def says_created(draft: StepFile) -> bool:
    """Whether a step expects that its call creates something: 201 and no other status."""
    response = draft.expect.response
    status = None if response is None else response.status
    return status in (_CREATED, {"$equals": _CREATED}, {"$one_of": [_CREATED]})


def says_new(case: Case, draft: StepFile) -> bool:
    """Whether a step says by `status: 201` that its call makes a new person.

    It does not if every success of the call has status 201.
    """
    request, surface = draft.request, case.account.platform.surface(case.account.file)
    if request is None or surface is None or not says_created(draft):
        return False
    path = path_of(request.path)
    return any(
        _UPDATED in route.statuses
        for route in surface.routes
        if route.method == request.method and fits(path, route.path)
    )


def _says_why(case: Case, draft: StepFile) -> bool:
    """Whether the expected status says that no record changes: a new person, or a refusal."""
    status = None if draft.expect.response is None else draft.expect.response.status
    return says_new(case, draft) or (isinstance(status, int) and status >= _REFUSED)


def _stored_by(draft: StepFile) -> str:
    """What a call says of the person whom it stores or changes; empty if it only asks.

    The number in the body of a PUT is one that the person is to get.
    """
    if draft.request is None or draft.request.method == "POST":
        return said_by(draft)
    return draft.request.path if draft.request.method in ("PUT", "PATCH") else ""


def _expected_from(case: Case, index: int) -> set[str]:
    """What a step expects, and the steps until the next one that does something.

    A step that asks about a person by name is another matter.
    """
    found: set[str] = set()
    for i, step in enumerate(case.steps[index:]):
        tree, draft = step.tree, step.draft
        request, expect = tree.get("request"), tree.get("expect")
        asks = isinstance(request, dict) and request.get("method") == "GET"
        waits = asks or "wait" in tree or "wait_until" in tree
        if i > 0 and not (waits and (draft is None or not named_in(case, said_by(draft)))):
            break
        if "from" not in tree and isinstance(expect, dict):
            found |= expect.keys()
    return found


def _is_slip(typed: str, number: str) -> bool:
    """Whether a digit is another one, or two neighbours have changed places."""
    if len(typed) != len(number):
        return False
    other = [i for i, (one, two) in enumerate(zip(typed, number, strict=True)) if one != two]
    return len(other) == 1 or is_swapped(typed, number)


def _fault(index: int, key: str, mdn: str, near: list[str]) -> Fault:
    return Fault(
        (index, key),
        f"no person of this scenario has the number {mdn}",
        expected="the number of one of people; who else takes part is declared there",
        got=mdn,
        names=tuple(near),
        code=Code.UNKNOWN_TARGET,
    )
