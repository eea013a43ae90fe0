"""Keys of a step that stand in its request: they are sent, and the step is judged without them.

Behind `json`, `expect: {state: none}` is one key more of the body, which most platforms ignore.
Knows what can stand behind the keys of steps, requests and expectations, and which keys a call
reads. Of a refused call, and where a body can have any key, only that counts which can hardly be a
brand's own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.core.consent import Consent
from optinsim.scenarios.reading.model import Expectation, RequestFile, ResponseExpectation
from optinsim.scenarios.reading.operators import is_operators

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from optinsim.adapter import JSON, Place
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.warnings.known_keys import Tree

_METHODS = get_args(RequestFile.model_fields["method"].annotation)
_DURATION = re.compile(r"(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?")


def misplaced_keys(
    case: Case, call: Mapping[str, JSON], tree: Tree | None, said: str, *, is_refused: bool
) -> Iterator[Fault]:
    """The keys in the body and the headers of a call that belong further up.

    Args:
        case: whose people a `from` names.
        call: the request; the places are in it.
        tree: the keys that the call reads; None: they are not listed.
        said: all calls of the scenario: a text of theirs may be the name of a brand's own key.
        is_refused: whether the step expects a refusal, which an unknown key may be meant to cause.
    """
    told: Place = ("",)
    for at, key, item, is_listed in _unread(call.get("json"), ("json",), tree or {}):
        is_probable = key in _CERTAIN or (is_listed and not is_refused and f": {key!r}" not in said)
        if is_probable and at[: len(told)] != told and _fits(case, key, item):
            told = at
            yield _fault(at, key, "body")
    headers = call.get("headers")
    for name, text in headers.items() if isinstance(headers, dict) else ():
        if name in _OF_REQUEST and _fits(case, name, text):
            yield _fault(("headers", name), name, "headers")


def _unread(body: JSON, at: Place, tree: Tree) -> Iterator[tuple[Place, str, JSON, bool]]:
    """The keys of a body that a call does not read there, with their places and values.

    The last of each tells whether any keys are listed there; if not, the body can have any.
    """
    if isinstance(body, list):
        for i, item in enumerate(body):
            yield from _unread(item, (*at, i), tree)
    elif isinstance(body, dict):
        for key, item in body.items():
            inner = tree.get(key, tree.get("*"))
            if inner is None:
                yield (*at, key), key, item, bool(tree)
            yield from _unread(item, (*at, key), inner or {})


def _fits(case: Case, key: str, item: Any) -> bool:
    """Whether a value can stand behind a key of a step, a request or an expectation."""
    if key == "from":
        return item in case.people.names
    return key in _SHAPES and _SHAPES[key](item)


def _fault(at: Place, key: str, part: str) -> Fault:
    if key in _OF_STEP:
        place = "further up, beside request"
    elif key in _OF_REQUEST:
        place = "further up, in the request itself"
    else:
        place = "in expect, which stands beside request"
    return Fault(
        at,
        f"{key!r} is sent in the {part} of the request here, and has no other effect",
        expected=f"it {place}",
        of_key=True,
        code=Code.UNREAD_NAME,
    )


def _names(model: Any) -> Collection[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def _is_mapping_of(names: Collection[str]) -> Callable[[Any], bool]:
    return lambda item: isinstance(item, dict) and bool(item) and item.keys() <= set(names)


def _is_list(item: Any) -> bool:
    return isinstance(item, list) or is_operators(item)


def _is_mapping(item: Any) -> bool:
    return isinstance(item, dict)


_OF_STEP = ("expect", "from", "wait")
_OF_REQUEST = ("method", "path", "headers", "auth")
_CERTAIN = ("expect", "response", "replies", "callbacks")
_SHAPES: dict[str, Callable[[Any], bool]] = {
    "expect": _is_mapping_of(_names(Expectation)),
    "response": _is_mapping_of(_names(ResponseExpectation)),
    "replies": _is_list,
    "callbacks": _is_list,
    "state": lambda item: is_operators(item) or item in tuple(Consent),
    "record": lambda item: item is None or _is_mapping(item),
    "status": lambda item: is_operators(item) or type(item) is int,
    "wait": lambda item: isinstance(item, str) and bool(_DURATION.fullmatch(item)),
    "method": lambda item: item in _METHODS,
    "path": lambda item: isinstance(item, str) and item[:1] == "/",
    "headers": _is_mapping,
    "auth": lambda item: item in ("none", "wrong"),
}
"""What can stand behind the keys that a vendor's body may have, too."""
