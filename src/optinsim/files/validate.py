"""Validates a tree by a pydantic model, with its errors in the words of our files.

Knows how pydantic names an error, and how to find its place. Does not know the valid content of
a file: the models do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from optinsim.codes import Code
from optinsim.files.problems import MOST_PROBLEMS, Problem, in_order, nearest, one_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.adapter import Fault, Place
    from optinsim.files.source import Document

Model = TypeVar("Model", bound=BaseModel)

_LONGEST = 60
"""Characters of the author's text that a message quotes."""
_EXPECTED = {
    "model_type": "a mapping",
    "dict_type": "a mapping such as {key: value}",
    "tuple_type": "a list such as [one, two]",
    "int_parsing": "a whole number such as 7",
    "int_type": "a whole number such as 7",
    "int_from_float": "a whole number such as 7",
    "int_parsing_size": "a whole number of reasonable size",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
}
"""The meaning of pydantic's error types in a YAML file."""
_LISTS_OF_WORDS = frozenset({"tags", "keywords", "stop", "help", "yes", "no", "start"})
"""Keys whose list people may write as a single word."""


def validate(
    model: type[Model],
    tree: Any,
    document: Document,
    at: Place = (),
    *,
    may_wait: bool = False,
) -> tuple[Model | None, list[Problem]]:
    """The model of a tree, or all its problems, in the order of the file.

    Args:
        model: the expected model.
        tree: of the file, variables filled in.
        document: with the tree.
        at: the place of the tree in the document.
        may_wait: whether a value with a variable is unknown yet, and so no problem.
    """
    try:
        return model.model_validate(tree), []
    except ValidationError as error:
        errors = error.errors(include_url=False)[:MOST_PROBLEMS]
    if may_wait:
        errors = [one for one in errors if not has_variable(one["input"])]
    found = _one_for_each_place(errors, tree)
    problems = {place: _problem(model, one, place, document, at) for place, one in found.items()}
    # A mistyped key would be reported twice: as missing, and as unknown.
    mistyped = {
        (*place[:-1], problem.suggestion)
        for place, problem in problems.items()
        if found[place]["type"] == "extra_forbidden"
    }
    return None, in_order(
        problem
        for place, problem in problems.items()
        if found[place]["type"] != "missing" or place not in mistyped
    )


def rest_of(model: type[Model], tree: Any) -> Model | None:
    """The model of a tree without the parts at fault; None if what is left is none.

    The parts have their default values, so a lack of something may only follow from the faults.
    """
    while isinstance(tree, dict):
        try:
            return model.model_validate(tree)
        except ValidationError as error:
            found = error.errors(include_url=False)
        faulty = {_droppable(error, tree) for error in found}
        holders = {place[:n] for place in faulty for n in range(len(place))}
        tree = None if () in faulty else _without(tree, faulty, holders, ())
    return None


def _droppable(error: Any, tree: Any) -> Place:
    """The smallest part with an error that can be left out, and moves no item of a list."""
    place = _place(error, tree)
    if error["type"] == "missing":
        place = place[:-1]
    while place and isinstance(place[-1], int):
        place = place[:-1]
    return place


def _without(tree: Any, faulty: set[Place], holders: set[Place], at: Place) -> Any:
    """The tree without the faulty places; `holders` are those that contain one."""
    if at not in holders:
        return tree
    if isinstance(tree, list):
        return [_without(item, faulty, holders, (*at, i)) for i, item in enumerate(tree)]
    return {
        key: _without(item, faulty, holders, (*at, key))
        for key, item in tree.items()
        if (*at, key) not in faulty
    }


def has_variable(value: object) -> bool:
    """Whether a value has a variable that may not have been filled in."""
    return isinstance(value, str) and "${" in value


def _one_for_each_place(errors: Sequence[Any], tree: Any) -> dict[Place, Any]:
    """The first error of each place, without places that contain another error.

    Both happen only if a value may have one of several types, and has none of them.
    """
    found: dict[Place, Any] = {}
    for error in errors:
        found.setdefault(_place(error, tree), error)
    holders = {place[:n] for place in found for n in range(len(place))}
    holders -= {place[:-1] for place, error in found.items() if error["type"] == "missing"}
    return {place: error for place, error in found.items() if place not in holders}


def _problem(
    model: type[BaseModel], error: Any, loc: Place, document: Document, at: Place
) -> Problem:
    place: Place = (*at, *loc)
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    name = _named(place)
    is_hidden = isinstance(value, str) and document.hides(place)
    shown = "this" if is_hidden else _shown(value)
    if kind == "extra_forbidden":
        key, keys = str(loc[-1]), _keys(model, loc[:-1])
        quoted = f" {key!r:.60}" if document.may_name(place, keys) else ""
        return document.problem(
            place,
            f"unknown key{quoted}{_within(place)}",
            of_key=True,
            expected=one_of(keys),
            # No key has a dot: `expect.state` was meant to be `state` inside `expect`.
            suggestion=nearest(key.strip(".").partition(".")[0], keys),
            code=Code.UNKNOWN_KEY,
        )
    if kind == "missing":
        return document.problem(
            place[:-1], f"key {str(place[-1])!r} is missing{_within(place)}", code=Code.MISSING_KEY
        )
    if kind == "literal_error":
        words = [word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", ")]
        return document.problem(
            place,
            f"{name}{shown} is not known",
            expected=one_of(words),
            suggestion=nearest(str(value), words),
            code=Code.UNKNOWN_WORD,
        )
    if kind in ("too_long", "string_too_long"):
        message = f"{name}{len(value)} characters are too many"
        of_key = "[key]" in error["loc"]
        expected = f"at most {context['max_length']}"
        return document.problem(
            place, message, of_key=of_key, expected=expected, code=Code.TOO_LONG
        )
    if kind in ("too_short", "string_too_short"):
        expected = "text" if isinstance(value, str) else "at least one item"
    elif kind == "model_type":
        expected = f"a mapping with the keys {', '.join(_keys(model, loc))}"
    else:
        expected = context.get("expected") or _EXPECTED.get(kind, "")
    if kind == "tuple_type" and place[-1] in _LISTS_OF_WORDS and isinstance(value, str):
        expected = expected if is_hidden else f"a list such as [{value:.{_LONGEST}}]"
    if not expected:
        # Only reached by validators of platforms from other packages, with their own message.
        return document.problem(
            place, f"{name}{context.get('error') or error['msg']}", code=Code.WRONG_VALUE
        )
    message, code = f"{shown} is {_not(expected)}", Code.WRONG_VALUE
    if value is None or value in ("", [], ()):
        code = Code.NO_VALUE
        message = "the list is empty" if isinstance(value, list | tuple) else "nothing stands here"
    return document.problem(place, f"{name}{message}", expected=expected, code=code)


def _place(error: Any, tree: Any) -> Place:
    """The place of an error, without the names of types and validators that pydantic inserts."""
    place: list[str | int] = []
    for part in error["loc"]:
        if (isinstance(tree, dict) and part in tree) or (
            isinstance(tree, list) and isinstance(part, int)
        ):
            tree = tree[part]
            place.append(part)
    # A missing key is not in the tree, and is the last part.
    return (*place, error["loc"][-1]) if error["type"] == "missing" else tuple(place)


def _shown(value: Any) -> str:
    """The author's word, or the kind of the value."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = str(value)
    return repr(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _not(expected: str) -> str:
    """The phrase that a value is not valid: «no duration», «neither true nor false»."""
    if expected == "true or false":
        return "neither true nor false"
    what = re.split(", | such as | with the keys ", expected)[0]
    article, _, noun = what.partition(" ")
    return f"no {noun}" if article in ("a", "an") else f"not {what}"


def _named(place: Sequence[str | int]) -> str:
    """A prefix that names the key of a value: «account: », «accepts[0]: »."""
    keys = [i for i, part in enumerate(place) if isinstance(part, str)]
    return f"{path_text(place[keys[-1] :])}: " if keys else ""


def _within(place: Sequence[str | int]) -> str:
    path = path_text(place[:-1])
    return f" in {path}" if path else ""


def path_text(place: Sequence[str | int]) -> str:
    """A place as people write it: steps[2].expect.callbacks[0]."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _keys(model: type[BaseModel], place: Place) -> list[str]:
    """The keys that the mapping at a place may have."""
    annotation: Any = model
    for part in place:
        annotation = _inside(annotation, part)
    found = model_in(annotation)
    fields = found.model_fields.items() if found is not None else ()
    return [field.alias or name for name, field in fields]


def _inside(annotation: Any, part: str | int) -> Any:
    """The type of the value at a key or an index of a type; None if there is none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields.items()
        return next((f.annotation for name, f in fields if part in (name, f.alias)), None)
    arguments = get_args(annotation)
    origin = get_origin(annotation)
    if origin in (dict, tuple):
        return arguments[1] if origin is dict else arguments[0]
    # One of several types, or one with notes.
    return next(filter(None, (_inside(argument, part) for argument in arguments)), None)


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside `Model | None`, `list[Model]`, `dict[str, Model]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, (model_in(arg) for arg in get_args(annotation))), None)


def fault_problem(fault: Fault, document: Document, at: Place) -> Problem:
    """A fault of a part of the document, as a problem with its position."""
    message = fault.message
    if document.hides((*at, *fault.place)):
        value = str(document.at((*at, *fault.place)))
        message = message.replace(repr(value), "this").replace(f"{value!r:.60}", "this")
    if fault.clashes_with is not None:
        place = (*at, *fault.clashes_with)
        first = document.mark(place)
        where = f"line {first.line}, column {first.column}" if document.has(place) else "a default"
        if document.has(place) and document.file_of(place) != document.file_of((*at, *fault.place)):
            where = f"{document.file_of(place)}:{first.line}:{first.column}"
        message += f" ({where})"
    return document.problem(
        (*at, *fault.place),
        message,
        of_key=fault.of_key,
        expected=fault.expected or one_of(fault.names),
        suggestion=nearest(fault.got, fault.names) if fault.got else "",
        code=fault.code,
    )
