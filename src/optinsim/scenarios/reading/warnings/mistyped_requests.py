"""Names and values in a request that no call of the platform reads, or that it refuses.

A name that is passed over lets the call do less than it says; one that is refused meets an expected
refusal, whatever that was expected for. Knows the names that the platform lists for each call. A
step that says why it is refused means it so. An unknown name that is near to none may be meant.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.files.problems import nearest, one_of
from optinsim.scenarios.reading.ordering import ORDERINGS
from optinsim.scenarios.reading.warnings.misplaced_keys import misplaced_keys
from optinsim.scenarios.reading.warnings.paths import fits, mistyped_path, path_of
from optinsim.scenarios.reading.warnings.quoted_bodies import quoted_body
from optinsim.scenarios.reading.warnings.slips import is_slip

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from optinsim.adapter import JSON, KnownKeys, KnownRequests, Place, Route
    from optinsim.scenarios.reading.cases import Case, CaseStep
    from optinsim.scenarios.reading.model import ResponseExpectation
    from optinsim.scenarios.reading.warnings.known_keys import KeyTrees, Tree

_REFUSED = 400
_SHORTEST = 3
"""Letters of a part of a text that says which refusal is meant."""
_REQUEST, _LISTENER = "request", "LISTENER"
"""The key of a request, and the method of a call by a web page's script."""
_WITHOUT_BODY = ("GET", "HEAD", "DELETE")
"""Methods whose content has no meaning (RFC 9110)."""


def mistyped_requests(case: Case, keys: KeyTrees) -> Iterator[Fault]:
    """What the platform does not have of paths, names and values, with places from the steps on."""
    calls = [(i, found) for i, step in enumerate(case.steps) if (found := _call(step)) is not None]
    surface = case.account.platform.surface(case.account.file) if calls else None
    read, said = keys.known.requests, repr(calls)
    for i, (place, call) in calls:
        draft = case.steps[i].draft
        response = None if draft is None else draft.expect.response
        misplaced = list(_misplaced(case, call, keys, response, said))
        told = {fault.place for fault in misplaced}
        mistyped = _mistyped(call, keys, response, said)
        faults = [*misplaced, *(fault for fault in mistyped if fault.place not in told)]
        faults += _unread_body(call, read, response)
        faults += quoted_body(call) if call.get("method") not in _WITHOUT_BODY else ()
        if surface is not None and read.queries:
            faults += _unread_parameters(call, keys, surface.routes)
        faults += _always_empty(call, read, case.example or {})
        if surface is not None and not says_why(response, keys.known):
            faults += mistyped_path(call["path"], surface.routes)
        for fault in faults:
            inside = fault.place if place == (_REQUEST,) else fault.place[1:]
            yield replace(fault, place=(i, *place, *inside))


def _call(step: CaseStep) -> tuple[Place, Mapping[str, JSON]] | None:
    """The request of a step, or the call of its listener as one, with its place in the step.

    Captured values may be missing in it yet.
    """
    call = step.tree.get(_REQUEST) if isinstance(step.tree, dict) else None
    draft = step.draft
    if draft is not None and draft.request is not None:  # with all values in it
        call = draft.request.model_dump(by_alias=True)
    elif draft is not None and draft.listener is not None:
        call = {"method": _LISTENER, "path": "/contact", "json": draft.listener.contact}
        return ("listener", "contact"), call
    if not isinstance(call, dict) or not isinstance(call.get("path"), str):
        return None
    return (_REQUEST,), call


def _misplaced(
    case: Case,
    call: Mapping[str, JSON],
    keys: KeyTrees,
    response: ResponseExpectation | None,
    said: str,
) -> Iterator[Fault]:
    """The keys of the step that stand in the request, with places in it."""
    tree = keys.of_request(call.get("method"), call["path"])
    is_refused = response is not None and _is_refusal(response.status)
    return misplaced_keys(case, call, tree, said, is_refused=is_refused)


def _mistyped(
    call: Mapping[str, JSON], keys: KeyTrees, response: ResponseExpectation | None, said: str
) -> Iterator[Fault]:
    """The names and values of a call that are not read, with places in it.

    Args:
        call: the request.
        keys: what the platform reads.
        response: the answer that the step expects.
        said: all calls of the scenario.
    """
    path = call["path"]
    given = parse_qsl(path.partition("?")[2], keep_blank_values=True)
    yield from _unread_names(call, given, keys)
    is_refused = response is not None and _is_refusal(response.status)
    if is_refused and says_why(response, keys.known):
        return  # what a success says is no reason to send what is not read
    choices = keys.known.requests.choices
    for name, text in given:
        yield from _wrong_choice(("path",), name, text, choices, is_refused=is_refused)
    tree = keys.of_request(call.get("method"), path)
    if tree is None:
        return
    at, body = _body(call)
    for fault in _unread_keys(body, at, tree, tree, is_refused=is_refused):
        # A value of another request: the name of a list that it makes, say.
        if f": {fault.got!r}" not in said:
            yield fault
    if is_refused:
        yield from _wrong_choices(body, at, tree, choices)


def _always_empty(
    call: Mapping[str, JSON], read: KnownRequests, example: Mapping[str, JSON]
) -> Iterator[Fault]:
    """The parameters with which a list never has an entry; one that examples vary is meant."""
    for name, text in parse_qsl(call["path"].partition("?")[2]):
        if text in read.empty.get(name, ()) and text not in example.values():
            message = f"with {name}={text} the list is always empty here: this checks nothing"
            expected = "a list that can have entries"
            yield Fault(("path",), message, expected=expected, code=Code.ANYTHING_MEETS)


def _unread_names(
    call: Mapping[str, JSON], given: list[tuple[str, str]], keys: KeyTrees
) -> Iterator[Fault]:
    """The parameters that the call does not read, and what is nearly one of the headers."""
    read, own_names = keys.known.requests, keys.parameters_of(call.get("method"), call["path"])
    for name, _ in given:
        if read.parameters is None or "${" in name:
            continue
        if name not in read.parameters:
            yield _fault(("path",), "parameter", name, read.parameters)
        elif own_names is not None and name not in own_names:
            yield Fault(
                ("path",),
                f"this call does not read the parameter {name!r:.60}",
                expected=one_of(own_names) or "no parameter",
                code=Code.UNREAD_NAME,
            )
    headers, own = call.get("headers"), {name.lower() for name in read.headers}
    for name in headers if isinstance(headers, dict) else ():
        if name.lower() not in own and nearest(name, read.headers):
            yield _fault(("headers", name), "header", name, read.headers)


def _unread_parameters(
    call: Mapping[str, JSON], keys: KeyTrees, routes: Iterable[Route]
) -> Iterator[Fault]:
    """The parameters of a call for which the platform lists none: those of another call."""
    read, method, path = keys.known.requests, call.get("method"), call["path"]
    own = [route for route in routes if route.method == method != "GET"]
    if not any(fits(path_of(path), route.path) for route in own if route.path != "*"):
        return
    if keys.parameters_of(method, path) is not None:
        return  # `_unread_names` tells these
    tree = keys.of_request(method, path)
    for name, _ in parse_qsl(path.partition("?")[2], keep_blank_values=True):
        if name in (read.parameters or ()):
            expected = "no parameter"
            if tree and (place := next(_places(name, tree), "")):
                expected = f"it in {place}" if place != name else "it in the body"
            message = f"this call does not read the parameter {name!r:.60}"
            yield Fault(("path",), message, expected=expected, code=Code.UNREAD_NAME)


def _unread_body(
    call: Mapping[str, JSON], read: KnownRequests, response: ResponseExpectation | None
) -> Iterator[Fault]:
    """A body of a request whose method has none.

    It may be meant where a refusal is expected, unless it has a parameter in it.
    """
    method, body = call.get("method"), call.get("json")
    if method not in _WITHOUT_BODY:
        return
    parameters = isinstance(body, dict) and not body.keys().isdisjoint(read.parameters or ())
    if response is not None and _is_refusal(response.status) and not parameters:
        return
    for key in ("json", "body"):
        if call.get(key) is not None:
            message = f"no {method} of the platform reads a body"
            expected = "another method, or the call without a body"
            if parameters:
                expected = "the parameters in the query of the path"
            yield Fault((key,), message, expected=expected, code=Code.UNREAD_BODY)


def says_why(response: ResponseExpectation | None, known: KnownKeys | None) -> bool:
    """Whether an expected answer says by a text or a code of its body why it is one.

    What the platform says for several reasons does not tell which one is meant.
    """
    shared = {} if known is None else known.refusals.shared
    return response is not None and _has_word(response.json_, shared)


def _has_word(
    expected: Any, shared: Mapping[str, Collection[JSON]], of_several: Collection[JSON] = ()
) -> bool:
    """The same of a part of the body; `of_several` is what several reasons say there."""
    if isinstance(expected, dict):
        return any(
            _has_word(item, shared, of_several if key[:1] == "$" else shared.get(key, ()))
            for key, item in expected.items()
            if key not in ("$any", "$length") and not _is_loose(key, item, expected)
        )
    if isinstance(expected, list):
        return any(_has_word(item, shared, of_several) for item in expected)
    is_word = isinstance(expected, str | int) and not isinstance(expected, bool)
    return is_word and expected not in of_several


def _is_loose(operator: str, argument: Any, operators: Mapping[str, Any]) -> bool:
    """Whether an operator fits nearly every code or text: a limit alone, or a letter or two."""
    if operator in ORDERINGS:
        return len(operators) == 1
    if operator not in ("$contains", "$regex"):
        return False
    said = [character for character in str(argument) if character.isalnum()]
    return len(said) < _SHORTEST and not any(map(str.isdigit, said))


def _is_refusal(status: Any) -> bool:
    """Whether an expected status can be one of a refusal."""
    if isinstance(status, dict):
        return any(map(_is_refusal, status.values()))
    if isinstance(status, list):
        return any(map(_is_refusal, status))
    return isinstance(status, int) and status >= _REFUSED


def _is_near(name: str, names: Collection[str], *, is_refused: bool) -> bool:
    """Whether one of the names was meant.

    A refusal may be expected of any that is not by a slip one of them.
    """
    if not is_refused:
        return nearest(name, names) != ""
    typed = name.lower().replace("_", "")
    known = [one.lower().replace("_", "") for one in names]
    return typed in known or any(is_slip(typed, one) for one in known)


def _body(request: Mapping[str, JSON]) -> tuple[Place, JSON]:
    """The body of a request, and its place; a text that is JSON counts as that."""
    text = request.get("body")
    if not isinstance(text, str):
        return ("json",), request.get("json")
    try:
        return ("body",), json.loads(text)
    except (ValueError, RecursionError):
        return ("body",), None


def _unread_keys(
    body: JSON, at: Place, tree: Tree, whole: Tree, *, is_refused: bool
) -> Iterator[Fault]:
    """The keys that the call does not read there, but reads nearly so, or elsewhere.

    Args:
        body: the body, or a part of it.
        at: its place.
        tree: the keys that are read there; below one without any, all may stand.
        whole: the keys of the whole body.
        is_refused: whether the step expects a refusal.
    """
    if not isinstance(body, dict) or not tree:
        return
    for key, item in body.items():
        inner = tree.get(key, tree.get("*"))
        place = (*at, key) if at[0] == "json" else at
        if inner is not None:
            yield from _unread_keys(item, place, inner, whole, is_refused=is_refused)
        elif "${" in key:
            continue
        elif _is_near(key, tree, is_refused=is_refused):
            yield _fault(place, "key", key, tree)
        elif elsewhere := next(_places(key, whole), ""):
            yield Fault(
                place,
                f"the call does not read the key {key!r:.60} here",
                expected=f"it in {elsewhere}" if elsewhere != key else "it at the top of the body",
                got=key,
                code=Code.UNREAD_NAME,
            )


def _places(key: str, tree: Tree, above: str = "") -> Iterator[str]:
    """The paths at which the call reads a key: `key` itself at the top."""
    for name, inner in tree.items():
        if name == key:
            yield above or key
        yield from _places(key, inner, f"{above}.{name}" if above else name)


def _wrong_choices(
    body: JSON, at: Place, tree: Tree, choices: Mapping[str, Collection[str]]
) -> Iterator[Fault]:
    """The values of a body that are nearly one of the few that their keys can have."""
    if not isinstance(body, dict):
        return
    for key, item in body.items():
        inner = tree.get(key, tree.get("*"))
        place = (*at, key) if at[0] == "json" else at
        if isinstance(item, str) and inner == {}:
            yield from _wrong_choice(place, key, item, choices, is_refused=True)
        elif inner:
            yield from _wrong_choices(item, place, inner, choices)


def _wrong_choice(
    at: Place, name: str, text: str, choices: Mapping[str, Collection[str]], *, is_refused: bool
) -> Iterator[Fault]:
    """A value that is none of those that a name can have."""
    possible = choices.get(name)
    if possible is None or "${" in text or text.lower() in map(str.lower, possible):
        return
    if not is_refused or _is_near(text, possible, is_refused=True):
        yield Fault(
            at,
            f"{name} is never {text!r:.60}",
            expected="what the answer says of it, if that is meant" if is_refused else "",
            got=text,
            names=tuple(filter(None, possible)),
            code=Code.MISTYPED_VALUE,
        )


def _fault(at: Place, what: str, name: str, names: Collection[str]) -> Fault:
    return Fault(
        at,
        f"no call of the platform reads the {what} {name!r:.60}",
        got=name,
        names=tuple(names),
        code=Code.UNREAD_NAME,
    )
