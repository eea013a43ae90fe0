"""Merges two trees of YAML: that of a base, and one that changes it.

Mappings merge key by key, and `null` removes a key of the base. Lists whose items are mappings
with an id or a name merge by it; any other list replaces the base's. Knows the origin of every
value of the result. Does not know why one tree changes another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.codes import Code
from optinsim.fields import Plain, to_json
from optinsim.files.composed import Origin
from optinsim.files.problems import nearest
from optinsim.files.tree import YamlMapping, YamlSequence

if TYPE_CHECKING:
    from optinsim.files.problems import Problem

_NAMES = ("acquisition_id", "id", "name")
"""The keys that identify items of lists; the first that all of them have is used."""


def merged(
    base: tuple[Any, Origin], own: tuple[Any, Origin], problems: list[Problem]
) -> tuple[Any, Origin]:
    """A value of the base and its origin, changed by the one at its place in the extending file.

    Adds to `problems` a null without a key to remove.
    """
    under, above = base[0], own[0]
    if isinstance(above, YamlMapping):
        # Without a value in the base, a null has no key to remove.
        empty = YamlMapping(), own[1]
        return _merged_mapping(base if isinstance(under, YamlMapping) else empty, own, problems)
    if isinstance(under, YamlSequence) and isinstance(above, YamlSequence):
        key = _identity(under, above)
        if key:
            return _merged_list(base, own, key, problems)
    return own


def _merged_mapping(
    base: tuple[Any, Origin], own: tuple[Any, Origin], problems: list[Problem]
) -> tuple[YamlMapping, Origin]:
    (under, under_origin), (above, above_origin) = base, own
    whole = YamlMapping()
    inside: dict[str | int, Origin] = {}
    for key in under:
        whole[key], inside[key] = under[key], under_origin.part(key)
    for key in above:
        origin = above_origin.part(key)
        if _is_null(above[key]):
            if key not in under:
                problems.append(_nothing_to_take_away(str(key), under, above_origin))
            whole.pop(key, None)
        else:
            before = under.get(key), inside.get(key, origin)
            whole[key], inside[key] = merged(before, (above[key], origin), problems)
    document, place = above_origin.document, above_origin.place
    return whole, Origin(document, place, inside)


def _merged_list(
    base: tuple[Any, Origin], own: tuple[Any, Origin], key: str, problems: list[Problem]
) -> tuple[YamlSequence, Origin]:
    """The items of the base, whole, and then the new ones."""
    (under, under_origin), (above, above_origin) = base, own
    whole = YamlSequence()
    inside: dict[str | int, Origin] = {}
    at: dict[str, int] = {}
    for i, item in enumerate(under):
        whole.append(item)
        inside[i] = under_origin.part(i)
        at.setdefault(item[key], i)
    for i, item in enumerate(above):
        origin = above_origin.part(i)
        # Each item is whole once: a repeated one is a fault, and has to stay one.
        number = at.pop(item[key], len(whole))
        if number == len(whole):
            whole.append(None)
        before = whole[number], inside.get(number, origin)
        whole[number], inside[number] = merged(before, (item, origin), problems)
    return whole, Origin(above_origin.document, above_origin.place, inside)


def _identity(under: YamlSequence, above: YamlSequence) -> str:
    """The key that identifies the items of two lists; empty if there is none."""
    items = [*under, *above]
    if not under or not above or not all(isinstance(item, YamlMapping) for item in items):
        return ""
    return next((k for k in _NAMES if all(isinstance(item.get(k), str) for item in items)), "")


def _is_null(value: Any) -> bool:
    return isinstance(value, Plain) and value != "" and to_json(value) is None


def _nothing_to_take_away(key: str, base: YamlMapping, origin: Origin) -> Problem:
    place = (*origin.place, key)
    quoted = f"{key!r:.60}" if origin.document.may_name(place, base) else "such key"
    message = f"there is no {quoted} to take away"
    return origin.document.problem(
        place, message, of_key=True, suggestion=nearest(key, base), code=Code.NOTHING_TO_TAKE_AWAY
    )
