"""Requests for a person of a company, campaign or list that the account does not have.

They are answered 404 for every person, and so is a request for a person who is not there: an
expected 404 does not say which of the two is meant. Knows what a platform's paths name, and what
the account has of it. A list or campaign that is asked for by itself is meant, unless its id is
that of something else or a keyword; and so is an id that examples vary, and the whole first step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.files.problems import nearest
from optinsim.scenarios.reading.variables import names_in
from optinsim.scenarios.reading.warnings.mistyped_requests import says_why
from optinsim.scenarios.reading.warnings.paths import fits, path_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from optinsim.adapter import KnownKeys, KnownTargets
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import RequestFile

_NOT_FOUND = 404


def missing_owners(case: Case) -> Iterator[Fault]:
    """The steps with such a request, with places from the steps on."""
    known = case.account.known_keys
    if known is None or not known.targets.owners:
        return
    columns = (case.example or {}).keys()
    for i, step in enumerate(case.steps[1:], 1):
        draft = step.draft
        if draft is None or draft.request is None or draft.expect.response is None:
            continue
        response = draft.expect.response
        if response.status != _NOT_FOUND or says_why(response, known):
            continue
        written = step.tree["request"]
        if columns & names_in(written["path"] if isinstance(written, dict) else written):
            continue
        for name, id_ in _missing(case, draft.request, known):
            what, other = _kind(name), _other_kind(case, id_, known.targets)
            is_other = f", and that is {other}" if other else ""
            yield Fault(
                (i, "request", "path"),
                f"the account has no {what} {id_!r:.60}: this is 404 for every person{is_other}",
                expected=f"a {what} of the account, or the message of the answer in its json, if "
                "that is meant",
                code=Code.UNCLEAR_REFUSAL,
            )


def _missing(case: Case, request: RequestFile, known: KnownKeys) -> Iterator[tuple[str, str]]:
    """The parts of a path that the account lacks, by their names in `KnownTargets.owners`.

    Of a path that names no person, only those that are something else in the account.
    """
    path, _, query = request.path.partition("?")
    path = path_of(path)
    for template, method in _calls(case):
        if method == request.method and fits(path, template):
            break
    else:
        return
    targets, requests, ids = known.targets, known.requests, known.targets.ids
    named = dict(_named(template, path, targets.owners))
    asks_by = requests.queries.get(f"{method} {template}", ()) if query else ()
    # A parameter with a few choices is a filter.
    asks_for = any(f"{name}=" in query for name in asks_by if name not in requests.choices)
    names_person = asks_for or named.keys() - targets.owners
    for name, id_ in named.items():
        if name not in targets.owners or id_ in targets.owners[name] or "${" in id_:
            continue
        # What is nearly an id is OPT720.
        if id_ in ids or (
            not nearest(id_, ids) and (names_person or _other_kind(case, id_, targets))
        ):
            yield name, id_


def _named(template: str, path: str, owners: Collection[str]) -> Iterator[tuple[str, str]]:
    """The variable parts of a path, by their names in `KnownTargets.owners` if it has them."""
    before = ""
    for part, id_ in zip(template.split("/"), map(unquote, path.split("/")), strict=True):
        if part[:1] == "{":
            long = f"{before}/{part[1:-1]}"
            yield (long if long in owners else part[1:-1]), id_
        before = part


def _kind(name: str) -> str:
    """What a name in `KnownTargets.owners` is called: `company_key`, `programs/id`."""
    return name.partition("/")[0].removesuffix("s") if "/" in name else name.removesuffix("_key")


def _other_kind(case: Case, id_: str, targets: KnownTargets) -> str:
    """What an id is in the account, in words; empty if it is nothing there."""
    for name, owned in targets.owners.items():
        if id_ in owned:
            return f"the id of the {_kind(name)}"
    for campaign in case.account.setup.campaigns:
        if id_ in campaign.keywords:
            return f"a keyword of {campaign.id}"
    return ""


def _calls(case: Case) -> list[tuple[str, str]]:
    """The paths and methods of the platform's calls."""
    surface = case.account.platform.surface(case.account.file)
    return [] if surface is None else [(route.path, route.method) for route in surface.routes]
