"""The pages of the site as Markdown, by their paths: those of docs/, and those made of the code.

Knows which files become pages. Does not know what is made of them.
"""

from __future__ import annotations

import re
from pathlib import Path

from tools.site.links import led
from tools.site.reference import reference_pages

ROOT = Path(__file__).resolve().parents[2]
_OUTSIDE = {
    "README.md": "index.md",
    "ARCHITECTURE.md": "architecture.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
}
"""Pages that are not in docs/, and where they are on the site."""


def pages() -> dict[str, str]:
    """The text of each page, by its path on the site."""
    docs = ROOT / "docs"
    sources = {path: path.relative_to(docs).as_posix() for path in sorted(docs.rglob("*.md"))}
    sources |= {ROOT / name: page for name, page in _OUTSIDE.items()}
    found = {
        page: _as_page(led(path.read_text(encoding="utf-8"), path, page, sources))
        for path, page in sources.items()
    }
    return {**found, **reference_pages()}


def _as_page(text: str) -> str:
    """The text as Python-Markdown reads it: it wants an empty line before a list."""
    lines: list[str] = []
    in_block = False
    for line in text.splitlines():
        in_block ^= line.lstrip().startswith("```")
        before = lines[-1] if lines else ""
        if not in_block and _ITEM.match(line) and before.strip() and not _INSIDE.match(before):
            lines.append("")
        lines.append(line)
    return "\n".join(lines) + "\n"


_ITEM = re.compile(r"(?:[*-]|\d+\.) ")
_INSIDE = re.compile(r"(?:[*-]|\d+\.) | +\S")
