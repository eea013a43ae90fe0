"""From a tree to a checked model, with pydantic's errors said in the words of our files.

Knows how pydantic names what is wrong, and how to find the place. Does not know what any file
should hold: the models say that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from optinsim.files.problems import Problem, nearest, one_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.adapter import Fault, Place
    from optinsim.files.source import Document

Model = TypeVar("Model", bound=BaseModel)

_EXPECTED = {
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "list_type": "a list",
    "tuple_type": "a list",
    "string_type": "text",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a whole number of reasonable size",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
}
"""What pydantic's error types mean in a YAML file."""


def validate(
    model: type[Model], tree: Any, document: Document, at: Place = ()
) -> tuple[Model | None, list[Problem]]:
    """The model of a tree, or all that is wrong with it.

    Args:
        model: what it should be.
        tree: what was read, variables filled in.
        document: where it was read.
        at: the place of the tree in the document.
    """
    try:
        return model.model_validate(tree), []
    except ValidationError as error:
        problems = [
            _problem(model, one, document, at) for one in error.errors(include_url=False)
        ]
        return None, problems


def _problem(model: type[BaseModel], error: Any, document: Document, at: Place) -> Problem:
    place: Place = (*at, *error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        key = str(place[-1])
        names = _keys_beside(model, error["loc"])
        return document.problem(
            place,
            f"unknown key {key!r:.60}{_within(place)}",
            of_key=True,
            expected=one_of(names),
            suggestion=nearest(key, names),
        )
    if kind == "missing":
        return document.problem(
            place[:-1], f"key {str(place[-1])!r} is missing{_within(place)}"
        )
    shown = _shown(error["input"])
    if kind == "wrong":
        return document.problem(
            place, f"{shown} is not what belongs here{_named(place)}", expected=context["expected"]
        )
    if kind == "literal_error":
        names = [name.strip("'") for name in context["expected"].replace(" or ", ", ").split(", ")]
        suggestion = nearest(str(error["input"]), names)
        return document.problem(
            place,
            f"{shown} is not known{_named(place)}",
            expected=one_of(names),
            suggestion=suggestion,
        )
    if kind == "value_error":
        return document.problem(place, str(context["error"]))
    expected = _EXPECTED.get(kind)
    if expected is not None:
        return document.problem(
            place, f"{shown} is not what belongs here{_named(place)}", expected=expected
        )
    return document.problem(place, f"{error['msg'][:1].lower()}{error['msg'][1:]}{_named(place)}")


def _shown(value: Any) -> str:
    """The author's word, or what kind of thing stands there."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return "nothing" if value in ("", None) else f"{str(value)!r:.60}"


def _named(place: Sequence[str | int]) -> str:
    """Says for which key a value is: «(account)», «(steps[2].expect.state)»."""
    path = path_text(place)
    return f" ({path})" if path else ""


def _within(place: Sequence[str | int]) -> str:
    path = path_text(place[:-1])
    return f" in {path}" if path else ""


def path_text(place: Sequence[str | int]) -> str:
    """A place as people write it: steps[2].expect.callbacks[0]."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _keys_beside(model: type[BaseModel], place: Sequence[str | int]) -> list[str]:
    """The keys that the mapping which holds this place may have."""
    current: Any = model
    for part in place[:-1]:
        if isinstance(part, str) and isinstance(current, type) and issubclass(current, BaseModel):
            field = next(
                (f for n, f in current.model_fields.items() if part in (n, f.alias)), None
            )
            current = model_in(field.annotation) if field is not None else None
        if current is None:
            return []
    if isinstance(current, type) and issubclass(current, BaseModel):
        return [field.alias or name for name, field in current.model_fields.items()]
    return []


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside `Model | None`, `list[Model]`, `dict[str, Model]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, (model_in(arg) for arg in get_args(annotation))), None)


def fault_problem(
    fault: Fault, document: Document, at: Place, *, severity: str = "error"
) -> Problem:
    """A fault of a part of the document, as a problem with its position."""
    message = fault.message
    if fault.clashes_with is not None:
        place = (*at, *fault.clashes_with)
        first = document.mark(place)
        where = f"line {first.line}, column {first.column}" if document.has(place) else "a default"
        message += f" ({where})"
    return document.problem(
        (*at, *fault.place),
        message,
        expected=fault.expected or one_of(fault.names),
        suggestion=nearest(fault.got, fault.names) if fault.got else "",
        severity=severity,
    )
