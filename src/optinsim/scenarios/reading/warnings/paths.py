"""Paths of requests and the templates of the platform's calls, and paths that are nearly one.

Knows parts between slashes, names in braces and slips of the finger. Knows no vendor.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.scenarios.reading.warnings.slips import is_slip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optinsim.adapter import Route

_VERSION = re.compile(r"v[0-9]+")
_SLASHES = re.compile("//+")


def path_of(path: str) -> str:
    """The path without its query, and without a slash at its end."""
    return path.partition("?")[0].rstrip("/")


def fits(path: str, template: str) -> bool:
    """Whether a path is one of a call's: `/v2/contacts/{key}`."""
    parts, wanted = path.split("/"), template.split("/")
    return len(parts) == len(wanted) and all(map(_fits, parts, wanted))


def _fits(part: str, wanted: str) -> bool:
    return part == wanted or wanted[:1] == "{"


def mistyped_path(path: str, routes: Iterable[Route]) -> Iterator[Fault]:
    """A path that is none of the platform's, but of one with one part mistyped, or a slash twice.

    Args:
        path: of a request; `${name}` in it can be any part.
        routes: the calls of the platform.
    """
    path = path_of(path)
    templates = [route.path for route in routes if route.path != "*"]
    if any(fits(path, template) for template in templates):
        return
    if any(fits(_SLASHES.sub("/", path), template) for template in templates):
        yield _mistyped(path, _SLASHES.sub("/", path))
        return
    parts = path.split("/")
    for template in templates:
        wanted = template.split("/")
        if len(wanted) != len(parts):
            continue
        wrong = [i for i, part in enumerate(parts) if not _fits(part, wanted[i])]
        if len(wrong) == 1 and _is_near(parts[wrong[0]], wanted[wrong[0]]):
            parts[wrong[0]] = wanted[wrong[0]]
            yield _mistyped(path, "/".join(parts))
            return


def _mistyped(path: str, meant: str) -> Fault:
    message = f"no call of the platform has the path {path!r:.100}"
    return Fault(("path",), message, got=path, names=(meant,), code=Code.MISTYPED_PATH)


def _is_near(part: str, wanted: str) -> bool:
    """Whether a part of a path is another version, or a slip away."""
    if _VERSION.fullmatch(part) and _VERSION.fullmatch(wanted):
        return True
    return part.lower() == wanted or is_slip(part.lower(), wanted)


def named_parts(path: str, calls: Iterable[str]) -> tuple[str, list[tuple[str, str]]]:
    """The template of the call that has a path, and the variable parts with their names."""
    path = path_of(path)
    template = next((one for one in calls if fits(path, one)), "")
    pairs = zip(map(unquote, path.split("/")), template.split("/"), strict=False)
    return template, [(part, name[1:-1]) for part, name in pairs if name[:1] == "{"]
