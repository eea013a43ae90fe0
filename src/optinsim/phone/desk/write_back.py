"""Writes the words of a message into the account's file, and changes nothing else.

Writes into the file that has the words, which may be one that the account extends. All other
characters stay, comments too. Knows texts of files. Does not know the meaning of a message.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optinsim.codes import Code
from optinsim.fields import to_json
from optinsim.files.accounts import load_account
from optinsim.files.composed import origin_of
from optinsim.files.extends import extended
from optinsim.files.layout import NodeKind, layout, path_of
from optinsim.files.problems import FileError, Problem
from optinsim.files.save import replace_bytes
from optinsim.files.source import read_file, read_text
from optinsim.scenarios.writing.update.changes import AddKey, Replace
from optinsim.scenarios.writing.update.splice import Splicer, spliced

if TYPE_CHECKING:
    from optinsim.adapter import Place


def file_of(account: Path, place: Place) -> Path:
    """The file that has, or would get, the message at a place of the account.

    Raises:
        FileError: the account cannot be read.
    """
    return _origin(account, place)[0]


def write_words(account: Path, place: Place, words: str) -> Path:
    """Write the words of the message at a place of the account; the changed file.

    Raises:
        FileError: they cannot be written there, or the account cannot be used with them. The
            file is unchanged.
    """
    path, at = _origin(account, place)
    data = _bytes(path)
    before = data.decode()
    try:
        after = _written(before, at, words, str(path))
    except ValueError as error:
        raise _refused(path, str(error)) from None
    _replace(path, data, after.encode())
    try:
        load_account(account)
    except FileError:
        _replace(path, after.encode(), data)
        raise
    return path


def _origin(account: Path, place: Place) -> tuple[Path, Place]:
    """The file of the message, and its place there; for a missing message, the place for it."""
    document = extended(read_file(account, str(account))[0])
    depth = max(n for n in range(len(place) + 1) if document.has(place[:n]))
    origin = origin_of(document, place[:depth])
    return Path(origin.document.file), (*origin.place, *place[depth:])


def _written(text: str, at: Place, words: str, shown: str) -> str:
    """The text of the file with other words at a place.

    Raises:
        FileError: the new text cannot be read.
        ValueError: the words are behind an alias, cannot be written, or more would change.
    """
    body = text.lstrip("\ufeff")
    [root] = layout(body)
    path = path_of(root, at)
    if any(node.shared or node.kind is NodeKind.ALIAS for node in path):
        message = "the words stand behind an alias, or an alias repeats them: edit the file"
        raise ValueError(message)
    is_there = len(path) > len(at)
    change = Replace(at, words) if is_there else AddKey(at[:-1], str(at[-1]), words)
    # In a scenario `$${` is a written `${`; in an account `${` is.
    edits = [
        replace(edit, text=edit.text.replace("$${", "${"))
        for edit in Splicer(body, root).edits([change])
    ]
    after = spliced(body, edits)
    old, new = (to_json(read_text(one, shown)[0].tree) for one in (body, after))
    if _with(old, at, words) != new:
        message = "more than the words would change: edit the file"
        raise ValueError(message)
    return text[: len(text) - len(body)] + after


def _with(tree: Any, at: Place, words: str) -> Any:
    """The tree with the words at a place."""
    tree = deepcopy(tree)
    node = tree
    for part in at[:-1]:
        node = node.setdefault(part, {}) if isinstance(node, dict) else node[part]
    node[at[-1]] = words
    return tree


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _refused(path, str(error.strerror).lower()) from None


def _replace(path: Path, before: bytes, after: bytes) -> None:
    try:
        replace_bytes(path, before, after)
    except OSError as error:
        raise _refused(path, str(error.strerror)) from None


def _refused(path: Path, why: str) -> FileError:
    return FileError([Problem(str(path), f"is left as it is: {why}", code=Code.NOT_UPDATED)])
