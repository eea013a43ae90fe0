"""Requests for a person of a company, campaign or list that the account does not have.

They are answered 404 whoever is there, and so are those for a person who is not: an expected 404
does not say which of the two is meant. Knows what a platform's paths name, and what the account has
of it. A list or campaign that is asked for by itself is meant, and so is an id that examples vary,
and the whole first step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.files.problems import nearest
from optinsim.scenarios.reading.mistyped_requests import says_why
from optinsim.scenarios.reading.paths import fits, path_of
from optinsim.scenarios.reading.variables import names_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import KnownKeys
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import RequestFile

_NOT_FOUND = 404


def missing_owners(case: Case) -> Iterator[Fault]:
    """The steps with such a request, with places from the steps on."""
    known = case.account.known_keys
    if known is None or not known.owners:
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
            what = name.removesuffix("_key")
            yield Fault(
                (i, "request", "path"),
                f"the account has no {what} {id_!r:.60}: this is 404 whoever is there",
                expected=f"a {what} of the account, or the message of the answer in its json, if "
                "that is meant",
                code=Code.UNCLEAR_REFUSAL,
            )


def _missing(case: Case, request: RequestFile, known: KnownKeys) -> Iterator[tuple[str, str]]:
    """The parts of a path that the account lacks, by their names, if it names a person too."""
    path, _, query = request.path.partition("?")
    path = path_of(path)
    for template, method in _calls(case):
        if method == request.method and fits(path, template):
            break
    else:
        return
    pairs = zip(template.split("/"), map(unquote, path.split("/")), strict=True)
    named = {part[1:-1]: id_ for part, id_ in pairs if part[:1] == "{"}
    asks_by = known.queries.get(f"{method} {template}", ()) if query else ()
    if not named.keys() - known.owners and not any(f"{name}=" in query for name in asks_by):
        return
    ids = [id_ for owned in known.owners.values() for id_ in owned]
    for name, id_ in named.items():
        is_missing = name in known.owners and id_ not in known.owners[name] and "${" not in id_
        if is_missing and not nearest(id_, ids):  # else it is OPT720
            yield name, id_


def _calls(case: Case) -> list[tuple[str, str]]:
    """The paths and methods of the platform's calls."""
    surface = case.account.platform.surface(case.account.file)
    return [] if surface is None else [(route.path, route.method) for route in surface.routes]
