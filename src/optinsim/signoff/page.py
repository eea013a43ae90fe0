"""A sign-off sheet as a page: one file of HTML that needs no other, runs no script, and prints.

Every text of the conversation and of the account is escaped. The page's frame and style are in
sheet.html and sheet.css.
"""

from __future__ import annotations

import html
import re
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from optinsim.core.numbers import time_zone
from optinsim.files.wordings import RULES
from optinsim.report.html import common_style
from optinsim.report.screen import one_line, safe
from optinsim.signoff.sheet import SHORT_DIGEST, Said, shown_words
from optinsim.signoff.trail import STANDING, clock, day_and_time

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from optinsim.signoff.sheet import Noted, Sheet, Strip
    from optinsim.signoff.trail import TrailStep

_LONGEST = 60
"""Characters of a message in the table of costs."""
_SHORT = 200
"""Characters of a list of words in letters of the usual size."""
_LABELS = {
    "words.stop": "Words that stop",
    "words.stop_phrases": "Phrases that stop",
    "words.stop_match": "How a stop is matched",
    "words.help": "Words that ask for help",
    "words.start": "Words that ask to return",
    "words.yes": "Words that mean yes",
    "words.no": "Words that mean no",
    "words.postal_code": "Pattern of a ZIP code",
    "opt_in": "Opt-in",
    "expires_after": "The request expires after",
    "description": "Name",
    "answers": "Who is answered",
    RULES: "Rules of the platform (digest)",
}
_VALUES = {
    ("words.stop_match", "exact"): "the whole text",
    ("words.stop_match", "first_sentence"): "the whole text, or its first sentence",
    ("words.stop_match", "contains"): "anything in the text",
}
"""The meanings of an account's words, by the name and the text."""


def page(sheet: Sheet, file: str, scenario: str) -> str:
    """The page.

    Args:
        sheet: the sheet.
        file: the name of the sheet's file, which gets the approval.
        scenario: the name of the scenario that plays the conversation.
    """
    source = files("optinsim.signoff")
    parts = {
        "title": _line(sheet.title),
        "style": common_style() + (source / "sheet.css").read_text(encoding="utf-8"),
        "brand": _line(sheet.brand),
        "number": _line(sheet.number),
        "platform": _line(sheet.platform),
        "when": _line(f"{_long(sheet.begins)} to {_long(sheet.ends)}, times in UTC."),
        "tiles": "".join(_tiles(sheet)),
        "days": "".join(_days(sheet)),
        "costs": "".join(_costs(sheet)),
        "words": "".join(_words(sheet)),
        "file": _line(file),
        "scenario": _line(scenario),
        "digest": sheet.digest[:SHORT_DIGEST],
    }
    template = (source / "sheet.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{([a-z]+)\}\}", lambda match: parts[match[1]], template)


def _text(text: str) -> str:
    """A text, which may have several lines, as HTML."""
    return html.escape(safe(text))


def _line(text: str) -> str:
    return html.escape(one_line(text))


def _long(at: datetime) -> str:
    return f"{day_and_time(at)} {at:%Y}" if at.second else f"{at:%a} {at.day} {at:%b %Y %H:%M}"


def _tiles(sheet: Sheet) -> Iterator[str]:
    several = len(sheet.people) > 1
    for person, campaign, state in sheet.standing:
        whose = f"{person.name}, {campaign}" if several else campaign
        yield (
            f'    <div><dt>{_line(whose)}, at the end</dt><dd class="{state}">'
            f"{_line(STANDING[state].capitalize())}</dd></div>\n"
        )
    count = len(sheet.costs)
    most = max((said.size.segments for _, said in sheet.costs if said.size), default=0)
    longest = f"<small>the longest takes {most}</small>" if count else ""
    yield f"    <div><dt>Messages sent</dt><dd>{count}</dd></div>\n"
    yield f"    <div><dt>Segments billed</dt><dd>{sheet.segments}{longest}</dd></div>\n"
    short = sheet.digest[:SHORT_DIGEST]
    yield f"    <div><dt>Digest</dt><dd><code>{short}</code></dd></div>\n"


def _days(sheet: Sheet) -> Iterator[str]:
    several = len(sheet.people) > 1
    for day, strips in groupby(sheet.strips, key=lambda strip: strip.day):
        yield f"<section>\n  <h2>{day:%A} {day.day} {day:%B %Y}</h2>\n"
        for strip in strips:
            yield from _strip(strip, sheet, several=several)
        yield "</section>\n"


def _strip(strip: Strip, sheet: Sheet, *, several: bool) -> Iterator[str]:
    person = strip.person
    whose = f"{person.name}, {person.mdn}" if several else person.mdn
    yield (
        f'  <div class="strip">\n  <div class="phone">\n'
        f"    <h3>{_line(sheet.brand)}<small>{_line(f'{sheet.number} to {whose}')}</small></h3>\n"
    )
    for item in strip.items:
        yield _said(item) if isinstance(item, Said) else _noted(item)
    yield '  </div>\n  <div class="trail">\n'
    yield f"    <h3>Consent, step by step{_line(f': {person.name}') if several else ''}</h3>\n"
    yield "    <ol>\n"
    zone = time_zone(person.mdn)
    for step in strip.trail:
        yield _step(step, zone)
    yield "    </ol>\n  </div>\n  </div>\n"


def _said(item: Said) -> str:
    side = "mo" if item.is_mine else "mt"
    about = f"<time>{clock(item.at)}</time>"
    if item.cost is not None:
        much = ' class="much"' if item.cost.is_much else ""
        about += f" · <span{much}>{_line(item.cost.line)}</span>"
    return f'    <div class="said {side}"><p>{_text(item.text)}</p><small>{about}</small></div>\n'


def _noted(item: Noted) -> str:
    moved = "" if item.state is None else f" moved {item.state}"
    return f'    <p class="noted{moved}">{_line(item.text)}</p>\n'


def _step(step: TrailStep, zone: str | None) -> str:
    local = ""
    if zone is not None:
        place = zone.rpartition("/")[2].replace("_", " ")
        there = step.at.astimezone(ZoneInfo(zone))
        day = "" if there.date() == step.at.date() else f"{there:%a} "
        local = f" UTC · {day}{clock(there)} {place} time"
    moved = f' class="moved {step.states[-1][1]}"' if step.states else ""
    chips = "".join(
        f'<span class="chip {state}">{_line(STANDING[state])}</span>' for _, state in step.states
    )
    means = "".join(f'<p class="means">{_line(sentence)}</p>' for sentence in step.means)
    return (
        f"      <li{moved}><time>{clock(step.at)}{_line(local)}</time>"
        f'<p class="did">{_line(step.did)}</p>{means}{chips}</li>\n'
    )


def _costs(sheet: Sheet) -> Iterator[str]:
    for _, said in sheet.costs:
        if said.size is None or said.cost is None:
            continue
        begins = one_line(said.text)
        if len(begins) > _LONGEST:
            begins = f"{begins[:_LONGEST].rpartition(' ')[0] or begins[:_LONGEST]} …"
        much = ' class="much"' if said.cost.is_much else ""
        yield (
            f"      <tr{much}><td>{day_and_time(said.at)}</td>"
            f"<td>{_line(said.purpose.replace('_', ' '))}</td>"
            f'<td class="text">{html.escape(begins)}</td>'
            f'<td class="n size">{len(said.text)}</td><td>{said.size.encoding}</td>'
            f'<td class="n">{said.size.segments}</td></tr>\n'
        )
    yield (
        '      <tr class="total"><td>Together</td><td></td><td class="text"></td>'
        '<td class="size"></td><td></td>'
        f'<td class="n">{sheet.segments}</td></tr>\n'
    )


def _words(sheet: Sheet) -> Iterator[str]:
    """The words and rules, those of each campaign first; in each group the messages first."""
    groups: dict[str, list[str]] = {**{campaign: [] for campaign in sheet.campaigns}, "": []}
    listed = shown_words(sheet)
    for name, text, is_shown in sorted(listed, key=lambda one: "messages." not in one[0]):
        campaign = next((c for c in sheet.campaigns if name.startswith(f"{c}.")), "")
        local = name.removeprefix(f"{campaign}.") if campaign else name
        is_message = local.startswith("messages.")
        note = "<small>Not in this conversation.</small>" if is_message and not is_shown else ""
        long = "" if is_message or len(text) <= _SHORT else ' class="long"'
        groups[campaign].append(
            f"    <dt>{_line(_label(local))}</dt>"
            f"<dd{long}>{_text(_VALUES.get((local, text), text)) or 'none'}{note}</dd>\n"
        )
    for campaign, entries in groups.items():
        name = sheet.words.get(f"{campaign}.description", "") or campaign
        about = f" (campaign {campaign})" if name != campaign else ""
        head = f"{name}{about}" if campaign else f"{sheet.brand}, {sheet.number}"
        yield f"  <h3>{_line(head)}</h3>\n  <dl>\n{''.join(entries)}  </dl>\n"


def _label(name: str) -> str:
    if name in _LABELS:
        return _LABELS[name]
    kind, _, rest = name.partition(".")
    said = rest.replace("_", " ").replace(".", ", ") if rest else name.replace("_", " ")
    shown = {"messages": f"Message: {said}", "questions": f"Question: {said}"}
    return shown.get(kind, said[:1].upper() + said[1:])
