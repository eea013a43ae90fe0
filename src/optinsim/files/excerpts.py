"""The line of a file that a problem shows, without possible credentials.

An account's line shows only the values of known, harmless keys: a credential may be under a
mistyped key, in a broken quote or behind a forgotten colon. A scenario's line hides values of keys
that look like a credential. No line of any other file is shown. This module knows lines and keys;
it does not know YAML, since many of these files are no YAML, and does not know the problem.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING, Any

from optinsim.files.credentials import (
    HARMLESS,
    NAMED_BY_USERS,
    is_credential,
    is_harmless,
    may_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.adapter import Place


class DocumentKind(Enum):
    """The kind of a document, if it can be determined."""

    ACCOUNT = "account"
    SCENARIO = "scenario"
    FOREIGN = "foreign"
    """No file of ours, or too broken to tell."""


_KEY = re.compile(r"""(?:(?<=[\s{\[,?-])|^)(["']?)([\w.$-]+)\1\s*(?::(?=[\s\[{"']|$)|=)""")
_BEFORE_KEY = re.compile(r"[\s\-{\[?]*")
_VALUE = re.compile(r"(\s*[\[{]*\s*)(.*?)([\s,\]}]*)", re.DOTALL)
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*", re.DOTALL)
_USER_IN_URL = re.compile(r"://[^/\s]*@")
_LONGEST = 10_000
"""Characters of a line that is searched for credentials; a longer line is not shown."""
_FARTHEST = 100_000
"""Lines that are searched for the keys above a line."""


def kind_of(tree: Any) -> DocumentKind:
    """The kind of the document with that tree."""
    if not isinstance(tree, dict):
        return DocumentKind.FOREIGN
    if "scenario" in tree or "steps" in tree:
        return DocumentKind.SCENARIO
    if "platform" in tree or "extends" in tree:
        return DocumentKind.ACCOUNT
    return _kind([str(key).lower() for key in islice(tree, 100)])


def keys_of(place: Place) -> list[str]:
    """The keys on the path to a place."""
    return [part for part in place if isinstance(part, str)]


def hides(kind: DocumentKind, path: Sequence[str]) -> bool:
    """Whether the value at a path of a document may not be quoted."""
    kind, path = within(kind, path)
    return (
        not is_harmless(path)
        if kind is DocumentKind.ACCOUNT
        else any(map(_is_hidden_in_scenario, path))
    )


def _kind(keys: Sequence[str]) -> DocumentKind:
    for kind, names in (
        (DocumentKind.SCENARIO, ("scenario", "steps")),
        (DocumentKind.ACCOUNT, ("platform", "extends")),
        (DocumentKind.SCENARIO, ("account", "accounts")),
    ):
        if any(get_close_matches(name, keys, n=1, cutoff=0.8) for name in names):
            return kind
    return DocumentKind.FOREIGN


def within(kind: DocumentKind, path: Sequence[str]) -> tuple[DocumentKind, Sequence[str]]:
    """The kind of the value at a path, and the path within it: a scenario may have its account."""
    if kind is DocumentKind.SCENARIO and path and _is_account(path[0]):
        return DocumentKind.ACCOUNT, path[1:]
    return kind, path


def _is_account(key: str) -> bool:
    return bool(get_close_matches(key.lower()[:40], ("account", "accounts"), n=1, cutoff=0.8))


def excerpt(line: str, kind: DocumentKind, path: Sequence[str]) -> str:
    """The shown form of a line, every character at its column; empty if it may not be shown.

    Args:
        line: as the file has it.
        kind: of its document.
        path: the keys that lead to the line.
    """
    if len(line) > _LONGEST:
        return ""
    kind, path = within(kind, path)
    keys = list(_KEY.finditer(line))
    holds_account = any("{" in line[key.end() :] and _is_account(key[2]) for key in keys)
    if kind is DocumentKind.FOREIGN:
        return ""
    if kind is DocumentKind.SCENARIO and not holds_account:
        return _of_scenario(line, keys, path)
    return _of_account(line, keys, path if kind is DocumentKind.ACCOUNT else ())


def is_masked(line: str, shown: str) -> bool:
    """Whether an excerpt hides a part of its line."""
    return shown not in ("", line)


def _of_scenario(line: str, keys: list[re.Match[str]], path: Sequence[str]) -> str:
    hidden = any(map(_is_hidden_in_scenario, path))
    if not keys:
        return "" if hidden or _names_credential(line) else line
    shown = line[: keys[0].start()]
    for i, key in enumerate(keys):
        end = keys[i + 1].start() if i + 1 < len(keys) else len(line)
        value = line[key.end() : end]
        shown += key[0] + (_blotted(value) if hidden or _is_hidden_in_scenario(key[2]) else value)
    return shown


def _is_hidden_in_scenario(key: str) -> bool:
    return key != "auth" and is_credential(key)  # `auth: wrong` says how a request is signed


def _of_account(line: str, keys: list[re.Match[str]], path: Sequence[str]) -> str:
    before = line[: keys[0].start()] if keys else ""
    if not _BEFORE_KEY.fullmatch(before):
        return ""
    comment = _COMMENT.search(line)
    content = line[: comment.start()] if comment else line
    names = [key[2] for key in keys if key.end() <= len(content)]
    fine = is_harmless(path) and not _names_credential(line)
    if not names:
        is_item = line.lstrip()[:1] == "-" and path
        return _without_comment(line, content) if fine and is_item else ""
    named_by_users = {*path, *names} & NAMED_BY_USERS
    if fine and all(
        name in HARMLESS or (named_by_users and line[key.end() :].lstrip()[:1] in ("{", ""))
        for key, name in zip(keys, names, strict=False)
    ):
        return _without_comment(line, content)
    shown = before
    for i, key in enumerate(keys):
        end = keys[i + 1].start() if i + 1 < len(keys) else len(line)
        name = key[0] if may_name(key[2], path) else "*" * len(key[0])
        shown += name + _blotted(line[key.end() : end])
    return shown


def _without_comment(line: str, content: str) -> str:
    return content + "*" * (len(line) - len(content))


def _names_credential(line: str) -> bool:
    words = re.findall(r"[\w-]+", line)
    return any(map(is_credential, words)) or _USER_IN_URL.search(line) is not None


def _blotted(value: str) -> str:
    match = _VALUE.fullmatch(value)
    return value if match is None else match[1] + "*" * len(match[2]) + match[3]


# For a text that cannot be parsed


def excerpt_of_text(lines: Sequence[str], number: int) -> str:
    """The shown form of the line with that number, from 1, of any text."""
    if not 0 < number <= len(lines) or len(lines[number - 1]) > _LONGEST:
        return ""
    line, kind, path = lines[number - 1], _kind_of_text(lines, number), _path_to(lines, number)
    if not _KEY.search(line):
        # It may continue the value of the key before, with any indentation.
        before = next(filter(_KEY.search, _lines_above(lines, number)), "")
        kind_here, _ = within(kind, path)
        if kind_here is DocumentKind.ACCOUNT and not before.rstrip().endswith(":"):
            return ""
        keys = [key[1] for key in _KEY.findall(before)]
        path += keys if kind_here is DocumentKind.ACCOUNT else filter(is_credential, keys)
    return excerpt(line, kind, path)


def _kind_of_text(lines: Sequence[str], number: int) -> DocumentKind:
    """The kind of a line's document, by the keys in its first column."""
    first = last = number - 1
    while first > 0 and number - first < _FARTHEST and lines[first - 1][:3] != "---":
        first -= 1
    while last < len(lines) and last - number < _FARTHEST and lines[last][:3] != "---":
        last += 1
    keys = []
    for line in lines[first:last]:
        if line[:1] not in ("", " ", "#", "-", "\t"):
            some = islice(_KEY.finditer(line), 3 if line[0] == "{" else 1)
            keys += [key[2].lower() for key in some]
        if len(keys) > 100:  # noqa: PLR2004  (of a file that is no account and no scenario)
            break
    return _kind(keys)


def _path_to(lines: Sequence[str], number: int) -> list[str]:
    """The keys that lead to a line, by their columns."""
    line = lines[number - 1]
    column = len(line) - len(line.lstrip())
    path: list[str] = []
    for above in _lines_above(lines, number):
        if not column:
            break
        start = len(above) - len(above.lstrip())
        if start < column:
            keys = [key for key in _KEY.finditer(above) if key.start(2) < column]
            path[:0] = [key[2] for key in keys]
            column = start
    return path


def _lines_above(lines: Sequence[str], number: int) -> Iterator[str]:
    """The lines above a line in its document, nearest first; no empty ones and no comments."""
    for i in range(number - 2, max(-1, number - 2 - _FARTHEST), -1):
        if lines[i][:3] == "---":
            return
        if lines[i].lstrip()[:1] not in ("", "#"):
            yield lines[i]
