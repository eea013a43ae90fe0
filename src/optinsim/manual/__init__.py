"""What each code and each law means: what is wrong, why it matters, how it is mended, an example.

The pages lie beside this module as Markdown. What a code means is in codes.py, and what a law says
in its own module; here is added what a reader of a message needs next. Does not know where a
problem is found, and prints nothing.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.core.values import value
from optinsim.files.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

CHAPTERS = (
    "files",
    "values",
    "accounts",
    "scenarios",
    "expectations",
    "runs",
    "warnings_about_accounts",
    "warnings_about_scenarios",
    "sign_off_sheets",
    "laws",
)
"""The files beside this module, in the order of their codes; the laws are the last."""


@value
class Page:
    """The manual page of a code or a law."""

    name: str
    """OPT101, or stop-is-read"""
    severity: str
    title: str
    """What is wrong, or what the law says, in a line."""
    parts: tuple[tuple[str, str], ...]
    """Paragraphs with their names: Why, Mend; of a law also What, Source, Holds, Breaks."""
    example: str
    """Lines of a file, as a difference between what draws it and what does not, or of a shell."""
    is_difference: bool


def chapter(name: str) -> tuple[str, list[Page]]:
    """The title of a chapter, and its pages."""
    text = (files(__name__) / f"{name}.md").read_text(encoding="utf-8")
    title, *sections = re.split(r"^#+ (.*)\n", text, flags=re.MULTILINE)[1::2]
    bodies = re.split(r"^#+ .*\n", text, flags=re.MULTILINE)[2:]
    return title, [_page(*section) for section in zip(sections, bodies, strict=True)]


def pages() -> Iterator[Page]:
    """All pages, in the order of the codes, then the laws."""
    for name in CHAPTERS:
        yield from chapter(name)[1]


def page(name: str) -> Page | None:
    """The page of a code or law, however it is written: `OPT012`, `[opt012]`, `opt12`."""
    wanted = plain(name)
    return next((page for page in pages() if page.name == wanted), None)


def plain(name: str) -> str:
    """The name of a code or law as the pages have it, if it can be told."""
    bare = name.strip().strip("[]").replace("_", "-")
    if match := re.fullmatch(r"(?:opt)?-?([0-9]{1,3})", bare, re.IGNORECASE | re.ASCII):
        return f"OPT{match[1]:0>3}"
    return bare.lower()


def names() -> dict[str, str]:
    """The codes with their headings, and the laws with their titles."""
    return {page.name: page.title for page in pages()}


def near_name(name: str) -> str:
    """The code or law that a mistyped name most likely means; empty if none is near.

    A code of another hundred is about something else, however alike the two look.
    """
    wanted, known = plain(name), list(names())
    if re.fullmatch(r"OPT[0-9]{3}", wanted):
        known = [one for one in known if one.startswith(wanted[:4])]
    return nearest(wanted, known)


_EXAMPLE = re.compile(r"^```(diff|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _page(name: str, body: str) -> Page:
    example = _EXAMPLE.search(body)
    severity, title, law_parts = _head(name)
    return Page(
        name,
        severity,
        title,
        (*law_parts, *_paragraphs(_EXAMPLE.sub("", body))),
        example[2] if example else "",
        example is not None and example[1] == "diff",
    )


def _head(name: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """The severity, the title, and the paragraphs of a law's own manual page."""
    if name.startswith("OPT"):
        code = next(code for code in Code if code == name)
        return code.severity, code.heading, ()
    from optinsim.laws.packs import law  # noqa: PLC0415  (imports the engine)

    found = law(name.replace("-", "_"))
    return str(found.severity), found.title, _paragraphs(found.manual)


def _paragraphs(text: str) -> tuple[tuple[str, str], ...]:
    """The paragraphs that begin with a name and a colon."""
    found = re.findall(r"^([A-Z][a-z]+): (.*?)(?=\n\n|\Z)", text, re.MULTILINE | re.DOTALL)
    return tuple((name, " ".join(words.split())) for name, words in found)
