"""`optinsim explain`: a code or a law in, what, why, how to mend it and an example out."""

import sys
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import typer

from optinsim.errors import OptinsimError

if TYPE_CHECKING:
    from optinsim.manual import Page
    from optinsim.report.screen import Screen

_WIDTH = 88


def explain(
    name: Annotated[
        str | None,
        typer.Argument(help="A code, such as OPT101, or a law; default: list all.", metavar="CODE"),
    ] = None,
) -> None:
    """Explain a code or a law: its meaning, reason and remedy."""
    from optinsim.manual import names, page
    from optinsim.report.screen import Screen

    screen = Screen(sys.stdout)
    if name is None:
        for known, title in names().items():
            screen.line(f"{known}  {title}")
        return
    found = page(name)
    if found is None:
        raise OptinsimError(_unknown(name))
    _write(screen, found)


def _unknown(name: str) -> str:
    from optinsim.manual import near_name

    lines = [
        f"there is no code or law {name!r:.60}",
        "  `optinsim explain` lists all of them; a platform from another package explains its own",
        "  codes in that package's documentation",
    ]
    if near := near_name(name):
        lines.append(f"  did you mean {near!r}?")
    return "\n".join(lines)


def _write(screen: "Screen", page: "Page") -> None:
    screen.line((page.name, "bold"), f"  {page.severity}: {page.title}")
    for name, words in page.parts:
        screen.line("")
        first, *rest = wrap(
            words, _WIDTH, initial_indent=f"{name + ':':7} ", subsequent_indent=" " * 8
        )
        screen.line(first)
        for line in rest:
            screen.line(line)
    if page.example:
        screen.line("")
        screen.line(
            f"Example (optinsim reports {page.name} for the lines at -, not for those at +):"
            if page.is_difference
            else "Example:"
        )
        for line in page.example.splitlines():
            screen.line(("  " + line, _STYLES.get(line[:1], "") if page.is_difference else ""))


_STYLES = {"-": "red", "+": "green", "@": "cyan", "$": "bold"}
