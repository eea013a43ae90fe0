"""Checking accounts and scenarios without running them.

Knows which files are which. What is wrong or suspicious in one, its own modules say.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.files.accounts import account_in, extended
from optinsim.files.ignores import without_ignored
from optinsim.files.lint import suspicious
from optinsim.files.problems import FileError
from optinsim.files.source import read_file
from optinsim.files.validate import fault_problem
from optinsim.scenarios.reading.collect import find_files
from optinsim.scenarios.reading.load import Loader, is_account

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optinsim.files.problems import Problem
    from optinsim.files.source import Document


def check_files(paths: Iterable[str]) -> tuple[int, list[Problem]]:
    """How many files were checked, and everything wrong or suspicious in them, each once."""
    files, problems = find_files(paths)
    loader = Loader()
    for file in files:
        problems += _check_file(file, loader)
    return len(files), list(dict.fromkeys(problems))


def _check_file(file: str, loader: Loader) -> Iterator[Problem]:
    try:
        documents = read_file(Path(file), file)
        if len(documents) == 1 and is_account(documents[0]):
            yield from _check_account(documents[0])
            return
    except FileError as error:
        yield from error.problems
        return
    loaded = loader.take(documents, Path(file), file)
    yield from loaded.problems
    yield from loaded.warnings


def _check_account(document: Document) -> Iterator[Problem]:
    document = extended(document)
    faults = suspicious(account_in(document))
    # A default text is ours to answer for, not the author's.
    warnings = [fault_problem(fault, document, ()) for fault in faults if document.has(fault.place)]
    for part in document.parts:
        is_whole = part.file == document.file  # of a base, only what this account makes of it
        warnings = without_ignored(warnings, part.lines, part.file, is_whole=is_whole)
    yield from warnings
