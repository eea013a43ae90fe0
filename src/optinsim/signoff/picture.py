"""A sign-off sheet as a picture: phone strips day by day, as SVG that needs no other file.

Text stays text. Its width is estimated, since the font is unknown; see text_lines.py.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.report.screen import one_line
from optinsim.signoff.sheet import SHORT_DIGEST, Said
from optinsim.signoff.text_lines import lines_of, width_of
from optinsim.signoff.trail import clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.signoff.sheet import Noted, Sheet, Strip

_STRIP, _GAP, _MARGIN = 340, 28, 36
"""Widths in pixels (as all below): of a strip, between two strips, and around all of them."""
_COLUMNS = 3
"""Strips side by side, at most."""
_BUBBLE = 270
"""The widest bubble."""
_HEAD = 118
"""The height above the strips."""
_SIZE, _SMALL = 15, 12
"""The sizes of letters."""
_LEADING = 1.35
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"
_STYLE = f"""\
text {{ font-family: {_FONT}; fill: #1a1d21; }}
.ground {{ fill: #f4f5f7; }} .phone {{ fill: #ffffff; stroke: #d9dde3; }}
.mo {{ fill: #0a5fc4; }} .mt {{ fill: #e6e9ee; }} text.on {{ fill: #ffffff; }}
.line {{ stroke: #d9dde3; }} .pill {{ fill: none; stroke: #d9dde3; stroke-dasharray: 3 3; }}
text.quiet {{ fill: #5b6470; }} text.kind {{ fill: #0a5fc4; }}
.yes {{ fill: none; stroke: #17713b; }} text.yes {{ fill: #17713b; stroke: none; }}
.asked {{ fill: none; stroke: #8f4700; }} text.asked {{ fill: #8f4700; stroke: none; }}
.no {{ fill: none; stroke: #b3201b; }} text.no {{ fill: #b3201b; stroke: none; }}
@media (prefers-color-scheme: dark) {{
text {{ fill: #e8eaed; }}
.ground {{ fill: #0e1013; }} .phone {{ fill: #16191d; stroke: #31363d; }}
.mo {{ fill: #2470cf; }} .mt {{ fill: #2b3038; }}
.line, .pill {{ stroke: #31363d; }}
text.quiet {{ fill: #a0a8b3; }} text.kind {{ fill: #6ea8f0; }}
.yes {{ stroke: #5fcf8a; }} text.yes {{ fill: #5fcf8a; }}
.asked {{ stroke: #f2b266; }} text.asked {{ fill: #f2b266; }}
.no {{ stroke: #ff8a80; }} text.no {{ fill: #ff8a80; }}
}}
"""
_TONES = {"subscribed": "yes", "pending": "asked"}
"""The style of a state; other states have `no`."""


@value
class _Drawn:
    """A part of the picture: its elements at a height of 0, and its height."""

    elements: tuple[str, ...]
    height: float


def picture(sheet: Sheet) -> str:
    """The picture, of the sheet's own width and height."""
    strips = [_strip(strip, sheet) for strip in sheet.strips]
    columns = max(1, min(_COLUMNS, len(strips)))
    width = 2 * _MARGIN + columns * _STRIP + (columns - 1) * _GAP
    title = lines_of(one_line(sheet.title), (width - 2 * _MARGIN) * 0.88, 24)
    top = _HEAD + 30.0 * (len(title) - 1)
    body: list[str] = [*_head(sheet, title)]
    for first in range(0, len(strips), columns):
        row = strips[first : first + columns]
        for column, drawn in enumerate(row):
            x = _MARGIN + column * (_STRIP + _GAP)
            body.append(f'<g transform="translate({x} {top:g})">')
            body += drawn.elements
            body.append("</g>")
        top += max(drawn.height for drawn in row) + _GAP
    top += 6
    short = sheet.digest[:SHORT_DIGEST]
    about = f"Digest {short} · times in UTC · a simulation: no text was sent to a phone"
    for line in lines_of(about, width - 2 * _MARGIN, _SMALL):
        body.append(_text(_MARGIN, top, line, _SMALL, "quiet"))
        top += 17
    height = top + 14
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:g}"'
        f' width="{width}" height="{height:g}" role="img">\n'
        f"<title>{_escaped(sheet.title)}</title>\n<style>\n{_STYLE}</style>\n"
        f'<rect class="ground" width="{width}" height="{height:g}"/>\n' + "\n".join(body)
    ) + "\n</svg>\n"


def _head(sheet: Sheet, title: Sequence[str]) -> Iterator[str]:
    yield _text(_MARGIN, 40, "SIGN-OFF SHEET", _SMALL, "kind", weight=700)
    y = 68
    for line in title:
        yield _text(_MARGIN, y, line, 24, weight=680)
        y += 30
    messages = f"{len(sheet.costs)} message{'' if len(sheet.costs) == 1 else 's'}"
    segments = f"{sheet.segments} segment{'' if sheet.segments == 1 else 's'}"
    facts = f"{sheet.brand} · {sheet.number} · {sheet.platform} · {messages}, {segments}"
    yield _text(_MARGIN, y - 5, one_line(facts), 14, "quiet")


def _strip(strip: Strip, sheet: Sheet) -> _Drawn:
    day = f"{strip.day:%a} {strip.day.day} {strip.day:%b %Y}"
    person = strip.person
    whose = f"{person.name}, {person.mdn}" if len(sheet.people) > 1 else person.mdn
    middle = _STRIP / 2
    elements = [
        _text(middle, 27, day, 14, anchor="middle", weight=660),
        _text(middle, 45, one_line(whose), _SMALL, "quiet", anchor="middle"),
        f'<line class="line" x1="0" y1="58" x2="{_STRIP}" y2="58"/>',
    ]
    y = 74.0
    for item in strip.items:
        drawn = _said(item) if isinstance(item, Said) else _noted(item)
        elements.append(f'<g transform="translate(0 {y:g})">')
        elements += drawn.elements
        elements.append("</g>")
        y += drawn.height
    height = y + 8
    phone = f'<rect class="phone" width="{_STRIP}" height="{height:g}" rx="24"/>'
    return _Drawn((phone, *elements), height)


def _said(item: Said) -> _Drawn:
    lines = lines_of(item.text, _BUBBLE - 26, _SIZE)
    step = _SIZE * _LEADING
    width = min(_BUBBLE, max(width_of(line, _SIZE) for line in lines) + 26)
    height = len(lines) * step + 14
    x = _STRIP - 14 - width if item.is_mine else 14.0
    side, on = ("mo", "on") if item.is_mine else ("mt", "")
    elements = [
        f'<rect class="{side}" x="{x:g}" width="{width:g}" height="{height:g}" rx="17"/>',
        *(
            _text(x + 13, 7 + step * (number + 0.78), line, _SIZE, on)
            for number, line in enumerate(lines)
        ),
    ]
    about, tone = clock(item.at), "quiet"
    if item.cost is not None:
        about = f"{about} · {item.cost.line}"
        tone = "asked" if item.cost.is_much else tone
    anchor, at = ("end", x + width - 9) if item.is_mine else ("start", x + 9)
    small = lines_of(about, _STRIP - 46, _SMALL)
    for line in small:
        height += 16
        elements.append(_text(at, height, line, _SMALL, tone, anchor=anchor))
    return _Drawn(tuple(elements), height + 14)


def _noted(item: Noted) -> _Drawn:
    is_bold = item.state is not None
    lines = lines_of(item.text, _STRIP - 100, _SMALL)
    width = max(width_of(line, _SMALL, bold=is_bold) for line in lines) + 24
    height = 16 * len(lines) + 8
    tone = "pill" if item.state is None else _TONES.get(item.state, "no")
    middle = _STRIP / 2
    x = middle - width / 2
    words = "quiet" if item.state is None else tone
    weight = 620 if is_bold else 400
    return _Drawn(
        (
            f'<rect class="{tone}" x="{x:g}" width="{width:g}" height="{height}" rx="12"/>',
            *(
                _text(middle, 16 * number + 16, line, _SMALL, words, anchor="middle", weight=weight)
                for number, line in enumerate(lines)
            ),
        ),
        height + 14,
    )


def _text(  # noqa: PLR0913  (the attributes of the element)
    x: float,
    y: float,
    text: str,
    size: int,
    style: str = "",
    *,
    anchor: str = "start",
    weight: int = 400,
) -> str:
    more = f' class="{style}"' if style else ""
    more += f' text-anchor="{anchor}"' if anchor != "start" else ""
    more += f' font-weight="{weight}"' if weight != 400 else ""  # noqa: PLR2004  (the normal one)
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}"{more}>{_escaped(text)}</text>'


def _escaped(text: str) -> str:
    return html.escape(one_line(text))
