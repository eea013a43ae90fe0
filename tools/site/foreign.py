"""Removes the addresses of other hosts from a site: a reader's browser asks only the site's own.

Zensical's script would load a library from another host where a page has a diagram or a gallery,
and ask one about a repository; ours have none of these, and the addresses are taken out. Does not
know the pages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_ADDRESS = re.compile(r"""https?://(?!www\.w3\.org/)[^"'`\s)]*""")
"""Names of formats begin with www.w3.org, and nothing is loaded from there."""


def without_foreign_hosts(site: Path) -> None:
    """Take the addresses of other hosts out of the scripts of a site."""
    for path in site.rglob("*.js"):
        text = path.read_text(encoding="utf-8")
        path.write_text(_ADDRESS.sub("about:blank", text), encoding="utf-8")
