"""Shows coverage: lines for a screen, JSON, and the state diagram.

Knows the formats. Does not count, and does not know the meaning of a kind of item.
"""

from __future__ import annotations

import posixpath
import textwrap
from html import escape
from typing import TYPE_CHECKING

from optinsim.report.screen import one_line
from optinsim.report.state_diagram import mermaid, svg
from optinsim.scenarios.coverage import PARTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from optinsim.adapter import JSON
    from optinsim.report.screen import Part
    from optinsim.scenarios.coverage import Coverage, Item, Tally

_WIDTH = 80
_MOST_DOCUMENTS = 20
"""Documents that are listed on a screen; the JSON has all of them."""


def percent(score: tuple[int, int], *, of_nothing: int = 100) -> int:
    """The exercised share in per cent, rounded down: 100 means that nothing is missing.

    Args:
        score: how many items were exercised, and how many there are.
        of_nothing: the result if there are no items: 100 for a kind that an account does not have,
            0 for a suite without a scenario that could run.
    """
    exercised, items = score
    return exercised * 100 // items if items else of_nothing


# --- For a screen


def coverage_lines(coverage: Coverage) -> Iterator[tuple[Part, ...]]:
    """The lines of a table for each platform, with the names of the missing items."""
    if not coverage.accounts:
        yield ("coverage         no scenario was run, and nothing is counted",)
        return
    yield (_row("coverage", coverage.score(), indent=""), "; what is missing is listed")
    for name, tally in coverage.platforms().items():
        yield (("", ""),)
        yield ((_row(one_line(name), tally.score(), indent=""), "bold"),)
        for kind in PARTS:
            if kind in tally.declared:
                if not tally.items(kind):
                    continue
                missing = tally.missing(kind)
                style = "yellow" if missing else "green"
                yield ((_row(kind, tally.score([kind]), indent="  "), style),)
                below = _beginning(tally) if kind == "answers" else ""
                yield from ((line,) for line in _missing_lines(kind, missing, below))
            else:
                yield ((f"  {kind:<14}   the platform does not say which it has", "dim"),)
        accounts = {n: t for n, t in sorted(coverage.accounts.items()) if t.platform == name}
        if len(accounts) > 1:
            yield ("  by account",)
            for account, its_tally in accounts.items():
                yield (f"{_score(its_tally.score(), '  '):<22}{one_line(account)}",)
    yield from _statement_lines(coverage)


def _row(label: str, score: tuple[int, int], *, indent: str) -> str:
    """A label, then how many of how many, in aligned columns."""
    return f"{f'{indent}{label}':<16}{_score(score)}"


def _score(score: tuple[int, int], indent: str = "") -> str:
    exercised, items = score
    return f"{indent}{percent(score):>4} %  {exercised} of {items}"


def _beginning(tally: Tally) -> str:
    """The common prefix of the paths of a platform's calls, if it is more than a slash."""
    paths = [path for _, path, _ in tally.items("answers") if path != "*"]
    beginning = posixpath.commonpath(paths) if paths else ""
    return beginning if beginning.strip("/") and beginning not in paths else ""


def _missing_lines(kind: str, missing: Sequence[Item], beginning: str) -> Iterator[str]:
    """The missing items, with related ones on one line."""
    groups: dict[str, list[str]] = {}
    for item in missing:
        group, name = _SHOWN[kind](item)
        if beginning:
            group = group.replace(f" {beginning}", " …", 1)
        groups.setdefault(group, []).append(name)
    for group, names in groups.items():
        yield from textwrap.wrap(
            one_line(f"{group}: {', '.join(names)}" if group else ", ".join(names)),
            _WIDTH,
            initial_indent="    - ",
            subsequent_indent="      ",
            break_long_words=False,
            break_on_hyphens=False,
        )


_SHOWN: dict[str, Callable[[Item], tuple[str, str]]] = {
    "transitions": lambda item: (item[0], f"{item[1]} → {item[2]}"),
    "readings": lambda item: (item[0], item[1].replace("_", " ")),
    "campaigns": lambda item: (item[0], item[1]),
    "messages": lambda item: (item[0] or "the account", item[1]),
    "callbacks": lambda item: ("", item[0]),
    "answers": lambda item: (f"{item[0]} {item[1]}".replace("* *", "any call"), item[2]),
}
"""How an item is listed: its heading, and its name."""


def _statement_lines(coverage: Coverage) -> Iterator[tuple[Part, ...]]:
    """The cited statements, by document: the part of a statement before its first colon."""
    if not coverage.cited:
        return
    yield (("", ""),)
    yield (("statements that scenarios cite, and how many passed", "bold"),)
    documents: dict[str, list[str]] = {}
    for statement in sorted(coverage.cited):
        documents.setdefault(statement.partition(":")[0].strip(), []).append(statement)
    for document, statements in list(documents.items())[:_MOST_DOCUMENTS]:
        cited = sum(coverage.cited[s] for s in statements)
        proved = sum(coverage.proved[s] for s in statements)
        yield (f"{_score((proved, cited), '  '):<22}{one_line(document)}",)
        for statement in statements:
            if not coverage.proved[statement]:
                yield (("    - none passed: ", "yellow"), one_line(statement))
    if len(documents) > _MOST_DOCUMENTS:
        yield (f"    … {len(documents) - _MOST_DOCUMENTS} more",)


# --- For programs


def coverage_json(coverage: Coverage) -> JSON:
    """The whole coverage as JSON.

    `platforms` and `accounts` have, for each kind, every item by its parts with a `count`; `total`
    is over the platforms.
    """
    return {
        "total": _total(coverage.score(), of_nothing=0),
        "platforms": {
            name: {
                **_tally(tally),
                "accounts": sorted(n for n, t in coverage.accounts.items() if t.platform == name),
                "diagram": coverage_mermaid(tally),
            }
            for name, tally in coverage.platforms().items()
        },
        "accounts": {
            name: {"platform": tally.platform, **_tally(tally)}
            for name, tally in sorted(coverage.accounts.items())
        },
        "statements": [
            {"statement": statement, "cited": cited, "passed": coverage.proved[statement]}
            for statement, cited in sorted(coverage.cited.items())
        ],
    }


def _tally(tally: Tally) -> dict[str, JSON]:
    return {
        "total": _total(tally.score()),
        **{
            kind: {
                **_total(tally.score([kind])),
                "list": [
                    {**_parts(kind, item), "count": count}
                    for item, count in tally.items(kind).items()
                ],
            }
            for kind in PARTS
            if kind in tally.declared
        },
    }


def _total(score: tuple[int, int], *, of_nothing: int = 100) -> dict[str, JSON]:
    share = percent(score, of_nothing=of_nothing)
    return {"exercised": score[0], "items": score[1], "percent": share}


def _parts(kind: str, item: Item) -> dict[str, JSON]:
    parts: dict[str, JSON] = dict(zip(PARTS[kind], item, strict=True))
    if kind == "messages":
        parts["campaign"] = parts["campaign"] or None  # null: the account's own
    if kind == "answers":
        parts["status"] = int(parts["status"])
    return parts


# --- The state diagram


def coverage_mermaid(tally: Tally) -> str:
    """The rows of the table as a Mermaid state diagram, with marks on the missing rows."""
    return mermaid(*_rows(tally))


def coverage_svg(tally: Tally, title: str = "") -> str:
    """The same as an SVG, for a page or a file."""
    return svg(*_rows(tally), title=title or f"Transitions of {tally.platform}")


def _rows(tally: Tally) -> tuple[list[Item], set[Item]]:
    items = tally.items("transitions")
    return list(items), {item for item, count in items.items() if count}


# --- For a page


def coverage_html(coverage: Coverage) -> str:
    """A folding part of a page: the table, and the diagram of each platform."""
    lines = (
        "".join(part if isinstance(part, str) else part[0] for part in line)
        for line in coverage_lines(coverage)
    )
    drawings = (
        f"<figure><figcaption>Transitions of {escape(name)}</figcaption>\n"
        f"{coverage_svg(tally)}</figure>\n"
        for name, tally in coverage.platforms().items()
    )
    share = percent(coverage.score(), of_nothing=0)
    return (
        f'<details class="coverage"><summary>Coverage: {share} %</summary>\n'
        f'<div class="coverage-body" tabindex="0">\n<pre>{escape(chr(10).join(lines))}</pre>\n'
        f"{''.join(drawings)}</div></details>\n"
    )
