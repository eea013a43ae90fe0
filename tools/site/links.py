"""Leading the links of a page to where their targets are on the site.

Links between pages follow the pages; a link to a file of the repository, which the site has not,
becomes its name. Does not check that a target is there: Zensical does, and a test.
"""

from __future__ import annotations

import os
import re
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
_BLOCK = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)


def led(text: str, path: Path, page: str, pages: Mapping[Path, str]) -> str:
    """The text of a page with its links led.

    Args:
        text: the page as it is in the repository.
        path: where it is there.
        page: where it is on the site.
        pages: where all pages are on the site, by their paths in the repository.
    """
    by_path = {other.resolve(): where for other, where in pages.items()}

    def lead(match: re.Match[str]) -> str:
        target, _, anchor = match["target"].partition("#")
        if "://" in target or not target:
            return match[0]
        file = (path.parent / target).resolve()
        where = by_path.get(file)
        if where is None and file.parent.name == "assets" and file.suffix == ".svg":
            where = f"assets/{file.name}"
        if where is None:
            return match["text"]
        relative = os.path.relpath(where, PurePosixPath(page).parent).replace(os.sep, "/")
        return f"{match['image']}[{match['text']}]({relative}{'#' + anchor if anchor else ''})"

    blocks = [match[0] for match in _BLOCK.finditer(text)]
    prose = (_LINK.sub(lead, part) for part in _BLOCK.sub("\0", text).split("\0"))
    return "".join(part + block for part, block in zip_longest(prose, blocks, fillvalue=""))
