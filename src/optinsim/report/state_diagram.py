"""The states of consent and the arrows between them, as Mermaid text and as an SVG drawing.

Reads plain values: rows of a table, and the rows that were taken. Every state has a fixed
place, so that two drawings can be compared. An arrow that was not taken is dashed, has another mark
and a label in words, because colour alone is not accessible.
"""

from __future__ import annotations

from html import escape
from math import hypot
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

Row = tuple[str, ...]
"""A state, a trigger, and the state that it leads to."""

_TAKEN, _MISSING = "✓", "✗"


def mermaid(rows: Sequence[Row], taken: Collection[Row]) -> str:
    """A Mermaid state diagram, ending with a newline.

    Args:
        rows: the arrows.
        taken: the exercised arrows.
    """
    lines = ["stateDiagram-v2", "    [*] --> none"]
    for row in rows:
        state, trigger, to = row
        mark = f"{_TAKEN} {trigger}" if row in taken else f"{_MISSING} {trigger} (missing)"
        lines.append(f"    {state} --> {to}: {mark}")
    reached = {"none", *(row[2] for row in taken)}
    gaps = [state for state in _states(rows) if state not in reached]
    if gaps:
        lines.append("    classDef missing stroke-dasharray: 6 4")
        lines += [f"    class {state} missing" for state in gaps]
    return "\n".join(lines) + "\n"


def svg(rows: Sequence[Row], taken: Collection[Row], *, title: str) -> str:
    """An SVG drawing, complete in itself.

    Args:
        rows: the arrows, between the states of `core.consent`.
        taken: those of them that were exercised.
        title: what it shows, for screen readers.
    """
    pairs: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        pairs.setdefault((row[0], row[2]), []).append(row)
    missing = ", ".join(" ".join(row) for row in rows if row not in taken)
    reached = {"none", *(row[2] for row in taken)}
    parts = [
        _HEAD,
        f"<title>{escape(title)}</title>",
        f"<desc>Not exercised: {escape(missing) or 'nothing'}</desc>",
        _DEFINITIONS,
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        *(line for pair, its in pairs.items() for line in _arrow(pair, its, taken)),
        *(line for state in _states(rows) for line in _box(state, is_reached=state in reached)),
        *(line for pair, its in pairs.items() for line in _labels(pair, its, taken)),
        *_legend(),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class _Point(NamedTuple):
    x: float
    y: float


_WIDTH, _HEIGHT = 960, 600
_PLACES: Final = {
    # The states without a subscription are between pending and subscribed: few arrows cross.
    "pending": _Point(120, 280),
    "none": _Point(480, 50),
    "declined": _Point(480, 170),
    "expired": _Point(480, 390),
    "unsubscribed": _Point(480, 510),
    "subscribed": _Point(840, 280),
}
_BOX = _Point(66, 22)
"""Half the width and half the height of a state's box."""
_MIDDLE = _WIDTH / 2
_NEARER = 0.36
"""The position of a label along its arrow, from 0 to 1."""
_BEND, _LESS = 30, 0.4
"""The distance of an arrow's middle from the straight line, and the part of it inwards."""
_ROOM = 100
"""The space for a loop above a box and its label."""
_LINE = 16
"""The distance from one line of a label to the next."""
_COLOURS = {True: "#1b7837", False: "#b2182b"}
"""The colours of taken and other arrows: both dark enough on white for text."""
_DASH = ' stroke-dasharray="7 5"'

_HEAD = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
    f'width="{_WIDTH}" height="{_HEIGHT}" role="img" font-family="sans-serif">'
)
_DEFINITIONS = "<defs>{}</defs>".format(
    "".join(
        f'<marker id="tip-{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" '
        f'markerHeight="8" orient="auto-start-reverse"><path d="M0 0 L10 5 L0 10 z" '
        f'fill="{_COLOURS[is_taken]}"/></marker>'
        for is_taken, name in ((True, "taken"), (False, "missing"))
    )
)


def _states(rows: Iterable[Row]) -> list[str]:
    """The states of a table, and `none`, the first of all."""
    known = {"none", *(state for row in rows for state in (row[0], row[2]))}
    return [state for state in _PLACES if state in known]


def _box(state: str, *, is_reached: bool) -> Iterator[str]:
    at = _PLACES[state]
    dash = "" if is_reached else _DASH
    yield (
        f'<rect x="{at.x - _BOX.x:g}" y="{at.y - _BOX.y:g}" width="{_BOX.x * 2:g}" '
        f'height="{_BOX.y * 2:g}" rx="10" fill="#f5f5f5" '
        f'stroke="#333333" stroke-width="1.5"{dash}/>'
    )
    yield (
        f'<text x="{at.x:g}" y="{at.y + 5:g}" text-anchor="middle" font-size="15" '
        f'font-weight="bold" fill="#111111">{escape(state)}</text>'
    )


def _arrow(pair: tuple[str, str], rows: Sequence[Row], taken: Collection[Row]) -> Iterator[str]:
    """One arrow for all triggers between two states: whole only if all of them were taken."""
    is_taken = all(row in taken for row in rows)
    name, dash = ("taken", "") if is_taken else ("missing", _DASH)
    stroke = f'stroke="{_COLOURS[is_taken]}" stroke-width="1.8"{dash}'
    yield f'<path d="{_path(pair)}" fill="none" {stroke} marker-end="url(#tip-{name})"/>'


def _labels(pair: tuple[str, str], rows: Sequence[Row], taken: Collection[Row]) -> Iterator[str]:
    """The triggers of an arrow, one below the other, each with its mark."""
    at = _label_place(pair)
    top = at.y + 5 - (len(rows) - 1) * _LINE / 2
    for i, row in enumerate(rows):
        is_taken = row in taken
        mark = _TAKEN if is_taken else _MISSING
        style = "" if is_taken else ' font-style="italic"'
        yield (
            f'<text x="{at.x:.1f}" y="{top + i * _LINE:.1f}" text-anchor="middle" font-size="13"'
            f'{style} fill="{_COLOURS[is_taken]}" stroke="#ffffff" stroke-width="4" '
            f'paint-order="stroke">{mark} {escape(row[1])}</text>'
        )


def _path(pair: tuple[str, str]) -> str:
    """A curve from the edge of one box to the edge of the other."""
    if pair[0] == pair[1]:
        return _loop(_PLACES[pair[0]])
    control = _control(pair)
    start = _edge(_PLACES[pair[0]], control)
    end = _edge(_PLACES[pair[1]], control)
    return f"M{start.x:.1f} {start.y:.1f} Q{control.x:.1f} {control.y:.1f} {end.x:.1f} {end.y:.1f}"


def _loop(at: _Point) -> str:
    """An arrow from a box to itself, above or below it."""
    side, x = _side(at), _loop_middle(at)
    edge, far = at.y + side * _BOX.y, at.y + side * (_BOX.y + 62)
    return f"M{x - 20:g} {edge:g} C{x - 44:g} {far:g} {x + 44:g} {far:g} {x + 20:g} {edge:g}"


def _loop_middle(at: _Point) -> float:
    """Beside the middle of the box, on the side where no other arrow ends."""
    return at.x + (40 if at.x > _MIDDLE else -40 if at.x < _MIDDLE else 0)


def _side(at: _Point) -> int:
    """Below (1) in the lower half and if there is no room above, else above (-1)."""
    return 1 if at.y > _HEIGHT / 2 or at.y < _ROOM else -1


def _control(pair: tuple[str, str]) -> _Point:
    """The control point of an arrow's curve, to the left of the straight line.

    So the arrows of both directions never overlap. Towards the middle, where the arrow from
    `pending` to `subscribed` is, there is less room. No arrow comes back to `none`, so arrows from
    it curve outwards.
    """
    start, end = _PLACES[pair[0]], _PLACES[pair[1]]
    dx, dy = end.x - start.x, end.y - start.y
    bend = 2 * _BEND / hypot(dx, dy)
    if not dy:
        bend = 0
    elif pair[0] == "none" and dx < 0:
        bend = -bend
    elif dx * ((start.y + end.y) / 2 - _PLACES["pending"].y) > 0:
        bend *= _LESS
    return _Point((start.x + end.x) / 2 + dy * bend, (start.y + end.y) / 2 - dx * bend)


def _label_place(pair: tuple[str, str]) -> _Point:
    """The place on the arrow, nearer to the middle states, where the arrows are farther apart."""
    start, end = _PLACES[pair[0]], _PLACES[pair[1]]
    if pair[0] == pair[1]:
        return _Point(_loop_middle(start), start.y + _side(start) * (_BOX.y + 58))
    nearer_start = abs(start.x - _MIDDLE) < abs(end.x - _MIDDLE) or start.x == end.x
    t = _NEARER if nearer_start else 1 - _NEARER
    control = _control(pair)
    start, end = _edge(start, control), _edge(end, control)
    weights = ((1 - t) ** 2, 2 * t * (1 - t), t**2)
    return _Point(
        *(
            sum(weight * point[axis] for weight, point in zip(weights, corners, strict=True))
            for corners in [(start, control, end)]
            for axis in (0, 1)
        )
    )


def _edge(box: _Point, towards: _Point) -> _Point:
    """The point where the line from the middle of a box towards a point leaves the box."""
    dx, dy = towards.x - box.x, towards.y - box.y
    scale = min(_BOX.x / abs(dx) if dx else float("inf"), _BOX.y / abs(dy) if dy else float("inf"))
    return _Point(box.x + dx * scale, box.y + dy * scale)


def _legend() -> Iterator[str]:
    y = _HEIGHT - 24
    for x, is_taken, says in ((40, True, "exercised"), (190, False, "not exercised")):
        dash = "" if is_taken else _DASH
        mark = _TAKEN if is_taken else _MISSING
        yield (
            f'<path d="M{x} {y - 5} h40" stroke="{_COLOURS[is_taken]}" stroke-width="1.8"{dash}/>'
            f'<text x="{x + 48}" y="{y}" font-size="13" fill="{_COLOURS[is_taken]}">'
            f"{mark} {says}</text>"
        )
