"""Reads account and scenario files: bytes in, documents out, or their problems.

Knows files, their size and their encoding. Does not know YAML (reader.py), nor what a file is
about.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from optinsim.codes import Code
from optinsim.files.excerpts import excerpt_of_text, is_masked
from optinsim.files.paths import SUFFIXES, is_folder, may_be_read, near_path, visible_names
from optinsim.files.problems import FileError, Mark, Problem, in_order, one_of
from optinsim.files.reader import Reader
from optinsim.files.tree import Document, YamlMapping, YamlSequence
from optinsim.files.yaml_words import yaml_problem

__all__ = ["Document", "YamlMapping", "YamlSequence", "file_text", "read_file", "read_text"]

LARGEST_FILE = 50_000_000
"""Bytes: some fifty thousand scenarios."""


def read_file(path: Path, shown: str) -> list[Document]:
    """The documents of a file, empty ones left out.

    Args:
        path: its path.
        shown: its name in problems.

    Raises:
        FileError: it does not exist, is not UTF-8, too large, no YAML, or unsafe.
    """
    return read_text(file_text(path, shown), shown)


def file_text(path: Path, shown: str) -> str:
    """The text of a file, without a byte order mark.

    Args:
        path: its path.
        shown: its name in problems.

    Raises:
        FileError: it does not exist, is not UTF-8, or is too large.
    """
    if not may_be_read(path):
        message = "cannot be read: it is outside of the folder that was named"
        raise FileError([Problem(shown, message, code=Code.UNREADABLE_FILE)])
    try:
        if path.is_fifo() and not path.is_relative_to("/dev"):
            # Opening it blocks until a process writes to it. (The shell's pipes, <(…), have one.)
            raise FileError(
                [Problem(shown, "cannot be read: it is a pipe", code=Code.UNREADABLE_FILE)]
            )
        # Reads no more than the limit: the size of a device or a pipe is not known before.
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(
            [
                Problem(
                    shown,
                    f"cannot be read: {reason.lower()}",
                    expected=one_of(_files_in(path, shown)),
                    suggestion=_near(path, shown) if isinstance(error, FileNotFoundError) else "",
                    code=Code.UNREADABLE_FILE,
                )
            ]
        ) from None
    if len(data) > LARGEST_FILE:
        raise FileError(
            [Problem(shown, f"is larger than {LARGEST_FILE // 1_000_000} MB", code=Code.TOO_MUCH)]
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Positions of the error count from after a byte order mark, if there is one.
        before = error.object[: error.start].decode()
        lines = f"{before}x".splitlines()
        mark = Mark(len(lines), len(lines[-1]))
        lines[-1] = lines[-1][:-1]
        source = excerpt_of_text(lines, len(lines))
        message = f"is not UTF-8: byte {error.object[error.start]:#04x}"
        problem = Problem(
            shown,
            message,
            mark,
            source,
            "text saved as UTF-8",
            is_masked=is_masked(lines[-1], source),
            code=Code.NOT_UTF8,
        )
        raise FileError([problem]) from None


def _near(path: Path, shown: str) -> str:
    """The existing file that a missing one most likely means, in its shown form."""
    near = near_path(path)
    return str(Path(shown).parent / Path(near).name) if near else ""


def _files_in(path: Path, shown: str) -> list[str]:
    """The YAML files in a folder that was named in place of a file, in their shown form."""
    return [
        str(Path(shown, name))
        for name in (visible_names(path) if is_folder(path) else ())
        if name.lower().endswith(SUFFIXES)
    ]


def read_text(text: str, shown: str) -> list[Document]:
    """The documents of a YAML text; raises what `read_file` does."""
    # A byte order mark is not part of the text, and the parser does not count it.
    text = text.lstrip("\ufeff")
    reader = Reader(text, shown)
    documents = []
    try:
        documents = reader.documents()
    except yaml.YAMLError as error:
        reader.problems.append(yaml_problem(error, text, reader.lines, shown))
    if reader.problems:
        raise FileError(in_order(reader.problems))
    return documents
