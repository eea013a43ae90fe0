"""Account files with the warnings about them, for commands that show these.

A run of scenarios shows none: it loads accounts by accounts.py, and does not import the rules of
the warnings (lint.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.files.accounts import account_in, only_document
from optinsim.files.extends import KEY, extended
from optinsim.files.ignores import without_ignored
from optinsim.files.lint import suspicious
from optinsim.files.problems import FileError
from optinsim.files.source import read_file, read_text
from optinsim.files.validate import fault_problem

if TYPE_CHECKING:
    from optinsim.adapter import Account
    from optinsim.files.problems import Problem
    from optinsim.files.source import Document


def check_account(path: str | Path) -> tuple[Account, list[Problem]]:
    """The account of a file, and the warnings about it.

    Raises:
        FileError: it cannot be used; all of its problems at once.
    """
    path = Path(path)
    return checked_account(only_document(read_file(path, str(path)), str(path)))


def checked_account(document: Document) -> tuple[Account, list[Problem]]:
    """The account of a document, and the warnings about it that no comment silences.

    Raises:
        FileError: it cannot be used; all of its problems at once.
    """
    document = extended(document)
    account = account_in(document)
    faults = suspicious(account)
    # The author is not responsible for our default texts.
    warnings = [fault_problem(fault, document, ()) for fault in faults if document.has(fault.place)]
    for part in document.parts:
        is_whole = part.file == document.file  # of a base: only with this account
        warnings = without_ignored(warnings, part.lines, part.file, is_whole=is_whole)
    return account, list(dict.fromkeys(warnings))


def read_account(text: str, shown: str) -> tuple[Account, list[Problem]]:
    """The account of a text from outside, and the warnings about it.

    Args:
        text: of an account file that extends none: it may name no file of this machine.
        shown: its name in problems.

    Raises:
        FileError: it cannot be used; all of its problems at once.
    """
    document = only_document(read_text(text, shown), shown)
    if document.has((KEY,)):
        message = "an account that is sent extends no file"
        raise FileError([document.problem((KEY,), message, of_key=True, code=Code.BAD_BASE)])
    account = account_in(document)
    faults = [fault for fault in suspicious(account) if document.has(fault.place)]
    return account, [fault_problem(fault, document, ()) for fault in faults]
