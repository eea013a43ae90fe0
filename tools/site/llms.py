"""llms.txt: what the site has, for programs that read (llmstxt.org).

Knows the pages' texts. The links go to the Markdown beside each page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def llms_txt(pages: Mapping[str, str]) -> str:
    """The file."""
    lines = ["# optinsim", "", f"> {summary(pages['index.md'])}", ""]
    for heading, chosen in _sections(pages).items():
        lines += [f"## {heading}", ""]
        lines += [f"- [{title(pages[page])}]({page}): {summary(pages[page])}" for page in chosen]
        lines.append("")
    return "\n".join(lines)


def _sections(pages: Mapping[str, str]) -> dict[str, list[str]]:
    """The pages of each section; those that only a contributor needs are optional."""
    sections: dict[str, list[str]] = {"Start": [], "Guides": [], "Reference": [], "Optional": []}
    optional = ("decisions/", "architecture", "contributing", "changelog", "releasing")
    for page in sorted(pages):
        if page.startswith(optional):
            sections["Optional"].append(page)
        elif page.startswith("reference/"):
            sections["Reference"].append(page)
        else:
            sections["Start" if page.startswith(("index", "start/")) else "Guides"].append(page)
    return sections


def title(text: str) -> str:
    """The first heading of a page."""
    found = re.search(r"^# (.*)$", text, re.MULTILINE)
    return found[1].replace("`", "") if found else ""


def summary(text: str) -> str:
    """The first sentence of a page."""
    paragraphs = (part.strip() for part in text.split("\n\n"))
    words = " ".join(next(part for part in paragraphs if part[:1] not in "#>!|<").split())
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", words)
    return re.split(r"(?<=[.:!?]) (?=[A-Z`«])", words, maxsplit=1)[0]
