"""Numbers, ids and names that nothing in a scenario has, where an empty answer is expected.

`404`, `[]` and `state: none` are met by a mistyped number, id or name too. Knows the people of a
scenario, what its steps say, the calls of the platform and the ids of the account. A number that
several steps name is that of a person whom the scenario does not declare. The first step may ask
for a stranger on purpose, so it is left alone, unless it is refused for its password alone.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.core.numbers import describe_mistyped, national, parse_mdn, without_separators
from optinsim.files.problems import nearest, one_of
from optinsim.scenarios.reading.nested import texts_by_key
from optinsim.scenarios.reading.operators import is_empty_list, is_no_count, is_operators
from optinsim.scenarios.reading.warnings.mistyped_requests import says_why
from optinsim.scenarios.reading.warnings.other_people import has_word, strangers_in
from optinsim.scenarios.reading.warnings.paths import named_parts
from optinsim.scenarios.reading.warnings.slips import is_slip, lacks_one

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from optinsim.adapter import KnownKeys, Route
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import RequestFile, StepFile

_NOT_FOUND = 404
_UNAUTHORISED = (401, 403)
"""The statuses of a call that is refused before the platform looks at what it names."""
_REFUSED = (400, 422, *_UNAUTHORISED)
"""The statuses of a call that names something wrong, or may do so."""
_EXTERNAL = "{external_id}"
"""In the paths of calls, the brand's own id of a person."""


def unknown_targets(case: Case) -> Iterator[Fault]:
    """The steps that name a number or id which nothing has, with places from the steps on."""
    country = case.account.setup.country
    has_numbers = any(person.mdn is not None for person in case.file.people.values())
    for i, step in enumerate(case.steps):
        draft = step.draft
        if draft is None:
            continue
        from_ = draft.from_
        if from_ is not None and has_numbers and case.people.member(from_) is None:
            mdn = parse_mdn(from_, country)
            if mdn is not None and not describe_mistyped(mdn, country):  # that is OPT606
                yield from _unknown_numbers(case, i, [mdn], "from")
        if draft.request is None:
            continue
        is_negative = i > 0 and expects_nothing(draft, case.account.known_keys)
        if is_negative or (from_ is not None and not _names(case, draft.request, from_)):
            sent = f"{draft.request.path} {draft.request.json_} {draft.request.body}"
            yield from _unknown_numbers(case, i, strangers_in(case, sent), "request")
        if is_negative or _has_status(case, draft, _REFUSED if i > 0 else _UNAUTHORISED):
            yield from _unknown_ids(case, i, draft.request)
        if is_negative:
            yield from _mistyped_texts(case, i, draft.request)
            yield from _mistyped_names(case, i, draft.request)
            yield from _national_numbers(case, i, draft.request)
            yield from _miscounted_numbers(case, i, draft.request)
            yield from _misplaced_ids(case, i, draft.request)


def expects_nothing(draft: StepFile, known: KnownKeys | None) -> bool:
    """Whether a step expects that its request finds nothing.

    Args:
        draft: the step.
        known: the keys of the platform, if it lists them: some count what is found.
    """
    response = draft.expect.response
    if response is None:
        return False
    body = response.json_ if "json_" in response.model_fields_set else True
    parts = body if isinstance(body, dict) and not is_operators(body) else {}
    if response.status == _NOT_FOUND or any(map(is_empty_list, (body, *parts.values()))):
        return True
    counts = () if known is None else known.values.counts
    return any(is_no_count(item) for key, item in parts.items() if key in counts)


def _has_status(case: Case, draft: StepFile, statuses: Collection[int]) -> bool:
    """Whether a step expects a refusal with one of these statuses, and does not say why."""
    response = draft.expect.response
    if response is None or response.status not in statuses:
        return False
    return not says_why(response, case.account.known_keys)


def _names(case: Case, request: RequestFile, who: str) -> bool:
    """Whether a request names a person by number, in whatever form."""
    member = case.people.member(who)
    digits = without_separators(f"{request.path} {request.json_}")
    return member is None or national(member.mdn) in digits


def _unknown_numbers(case: Case, index: int, mdns: Collection[str], key: str) -> Iterator[Fault]:
    """The numbers that no person of the scenario has, and that no other step names."""
    mdns = [mdn for mdn in mdns if all(mdn != one.mdn for one in case.people.members)]
    others = digits_of_others(case, index) if mdns else ""
    for mdn in mdns:
        if national(mdn) not in others:
            yield Fault(
                (index, key),
                f"no person of this scenario has the number {mdn}",
                expected="the number of one of people; who else takes part is declared there",
                got=mdn,
                names=tuple(member.mdn for member in case.people.members),
                code=Code.UNKNOWN_TARGET,
            )


def digits_of_others(case: Case, index: int) -> str:
    """What other steps and examples say, without what may divide the digits of numbers."""
    return without_separators(_said_by_others(case, index))


def _said_by_others(case: Case, index: int) -> str:
    drafts = (step.draft for i, step in enumerate(case.steps) if i != index and step.draft)
    said = " ".join(f"{d.from_} {d.request!r} {d.listener!r} {d.expect!r}" for d in drafts)
    return f"{said} {case.file.examples or ''}"


def _unknown_ids(case: Case, index: int, request: RequestFile) -> Iterator[Fault]:
    """The ids in a path that are nearly one that there is, and the names without `${}` there."""
    known = case.account.known_keys
    given = [member.given.external_id for member in case.people.members]
    ids = [*(known.targets.ids if known else ()), *(id_ for id_ in given if id_)]
    names = {*case.scope.captured, *case.file.vars, *(case.example or ())}
    fixed = _fixed_parts(case)
    for whole in _parts(request):
        head, colon, _ = whole.partition(":")
        part = head if colon and nearest(head, ids) else whole
        if part in ids or part in fixed or "${" in part:
            continue
        if part in names:
            yield Fault(
                (index, "request", "path"),
                f"{part!r:.60} is not filled in, and stays as it is",
                expected=f"${{{part}}}",
                code=Code.FOREIGN_VARIABLE,
            )
        elif (near := nearest(part, ids)) and not has_word(_said_by_others(case, index), part):
            yield Fault(
                (index, "request", "path"),
                _unknown(case, request, whole, part, near),
                got=part,
                names=(near,),
                code=Code.UNKNOWN_TARGET,
            )


def _unknown(case: Case, request: RequestFile, whole: str, part: str, near: str) -> str:
    """The message about a part of a path, or about what stands there before a colon.

    What is nearly the name of a key is no id: it is called as the platform's path does.
    """
    known = case.account.known_keys
    calls = [route.path for route in _routes(case) if route.method == request.method]
    name = dict(named_parts(request.path, calls)[1]).get(whole, "id")
    if known is not None and near in known.targets.key_names and name != "id":
        return f"the platform has no {name} {part!r:.60}"
    return f"nothing in this scenario has the id {part!r:.60}"


def _parts(request: RequestFile) -> list[str]:
    """The parts of a path, and the values of its query."""
    path, _, query = request.path.partition("?")
    return [*map(unquote, path.split("/")), *(value for _, value in parse_qsl(query))]


def _without_name(case: Case, part: str) -> str:
    """A part of a path without the name of a key before it: `email:ann@example.com`."""
    name, colon, value = part.partition(":")
    known = case.account.known_keys
    return value if colon and known is not None and name in known.targets.ids else part


def _mistyped_texts(case: Case, index: int, request: RequestFile) -> Iterator[Fault]:
    """The words in a path that are a slip away from what another step has stored: email, name.

    What has a digit in it is compared with ids, since two of these may differ by one digit.
    """
    drafts = (step.draft for i, step in enumerate(case.steps) if i != index and step.draft)
    stored = [text for d in drafts if d.request for _, text in texts_by_key(d.request.json_)]
    fixed = _fixed_parts(case)
    for whole in _parts(request):
        part = _without_name(case, whole)
        if part in stored or part in fixed or "${" in part or any(map(str.isdigit, part)):
            continue
        typed = part.casefold()
        if "@" in part and typed in map(str.casefold, stored):
            continue  # of an email address, the case does not count
        for text in stored:
            if typed == text.casefold() or is_slip(typed, text.casefold()):
                yield Fault(
                    (index, "request", "path"),
                    f"no step stores {part!r:.60}",
                    got=part,
                    names=(text,),
                    code=Code.UNKNOWN_TARGET,
                )
                break


def _mistyped_names(case: Case, index: int, request: RequestFile) -> Iterator[Fault]:
    """The values of parameters that are a slip away from a name that the account gives."""
    known = case.account.known_keys
    names = {} if known is None else known.targets.names
    for parameter, text in parse_qsl(request.path.partition("?")[2]):
        given = names.get(parameter, ())
        near = [one for one in given if text != one and is_slip(text.lower(), one.lower())]
        is_meant = text in given or "${" in text or has_word(_said_by_others(case, index), text)
        if near and not is_meant:
            yield Fault(
                (index, "request", "path"),
                f"the account has no {parameter} {text!r:.60}",
                got=text,
                names=(near[0],),
                code=Code.UNKNOWN_TARGET,
            )


def _national_numbers(case: Case, index: int, request: RequestFile) -> Iterator[Fault]:
    """The numbers of people in a path without their country code, by which nothing is found."""
    keys = {_without_name(case, part) for part in request.path.partition("?")[0].split("/")}
    parts = {without_separators(key) for key in keys}
    for member in case.people.members:
        if national(member.mdn) in parts and not member.mdn.endswith(f"+{national(member.mdn)}"):
            yield Fault(
                (index, "request", "path"),
                f"the number of {member.name} stands here without its country code",
                expected=member.mdn.removeprefix("+"),
                code=Code.UNKNOWN_TARGET,
            )


def _miscounted_numbers(case: Case, index: int, request: RequestFile) -> Iterator[Fault]:
    """What is a person's number but for a digit that is missing or added."""
    given = {member.given.external_id for member in case.people.members}
    told = strangers_in(case, request.path)
    for part in map(partial(_without_name, case), _parts(request)):
        digits = without_separators(part).strip("+ ")
        if not digits.isdecimal() or part in given or f"+{digits}" in told:
            continue
        if has_word(_said_by_others(case, index), digits):
            continue
        for member in case.people.members:
            own = national(member.mdn)
            if digits != own and (lacks_one(digits, own) or lacks_one(digits, member.mdn[1:])):
                yield Fault(
                    (index, "request", "path"),
                    f"{part!r:.60} has a digit too few or too many to be the number of "
                    f"{member.name}",
                    expected=member.mdn,
                    code=Code.UNKNOWN_TARGET,
                )
                break


def _misplaced_ids(case: Case, index: int, request: RequestFile) -> Iterator[Fault]:
    """The external ids and numbers of people where a call takes another key."""
    given = {member.given.external_id for member in case.people.members} - {None}
    numbers = {member.mdn.removeprefix("+") for member in case.people.members} - given
    known = case.account.known_keys
    by_number = None if known is None else known.targets.by_number
    calls = [route.path for route in _routes(case) if route.method == request.method]
    template, named = named_parts(request.path, calls)
    for part, name in named:
        if part in given and f"{{{name}}}" != _EXTERNAL:
            ending = template.partition(f"{{{name}}}")[2]
            others = [one for one in calls if one.endswith(f"{_EXTERNAL}{ending}")]
            instead = others[0].replace(_EXTERNAL, part) if others else ""
            yield _misplaced(index, part, "external id", instead)
    query = [(value, name) for name, value in parse_qsl(request.path.partition("?")[2])]
    for part, name in (*named, *query):
        if by_number is not None and name not in by_number and part.removeprefix("+") in numbers:
            yield _misplaced(index, part, "number", one_of(by_number))


def _misplaced(index: int, part: str, what: str, instead: str) -> Fault:
    return Fault(
        (index, "request", "path"),
        f"{part!r:.60} is a person's {what}, and this call takes another key",
        expected=instead,
        code=Code.UNKNOWN_TARGET,
    )


def _fixed_parts(case: Case) -> set[str]:
    """The parts of the platform's paths that are the same in every call."""
    return {part for route in _routes(case) for part in route.path.split("/")}


def _routes(case: Case) -> tuple[Route, ...]:
    surface = case.account.platform.surface(case.account.file)
    return surface.routes if surface else ()
