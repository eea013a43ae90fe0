"""Account files: from a file to an account that can be simulated.

Knows in which order a file is checked. Its platform knows what the file may say; faults.py knows
which parts contradict each other in any platform's account.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Account
from optinsim.codes import Code
from optinsim.errors import PlatformError
from optinsim.files.extends import KEY, account_files, extended
from optinsim.files.faults import faults_of
from optinsim.files.ignores import without_ignored
from optinsim.files.lint import suspicious
from optinsim.files.problems import FileError, Problem, in_order, nearest, one_of
from optinsim.files.source import read_file, read_text
from optinsim.files.validate import fault_problem, validate
from optinsim.platforms import load_platform, platform_names

__all__ = [
    "account_files",
    "account_in",
    "check_account",
    "checked_account",
    "extended",
    "load_account",
    "read_account",
]

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optinsim.adapter import Place, Platform
    from optinsim.files.source import Document


def load_account(path: str | Path) -> Account:
    """The account of a file.

    Raises:
        FileError: it cannot be used; all of its problems at once.
    """
    path = Path(path)
    return account_in(_only(read_file(path, str(path)), str(path)))


def check_account(path: str | Path) -> tuple[Account, list[Problem]]:
    """The account of a file, and the warnings about it.

    Raises:
        FileError: it cannot be used; all of its problems at once.
    """
    path = Path(path)
    return checked_account(_only(read_file(path, str(path)), str(path)))


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
    document = _only(read_text(text, shown), shown)
    if document.has((KEY,)):
        message = "an account that is sent extends no file"
        raise FileError([document.problem((KEY,), message, of_key=True, code=Code.BAD_BASE)])
    account = account_in(document)
    faults = [fault for fault in suspicious(account) if document.has(fault.place)]
    return account, [fault_problem(fault, document, ()) for fault in faults]


def _only(documents: list[Document], shown: str) -> Document:
    """The only document of a file or text."""
    if len(documents) != 1:
        message = f"has {len(documents)} YAML documents" if documents else "has no account"
        raise FileError(
            [
                Problem(
                    shown,
                    message,
                    expected="one account, and nothing else",
                    code=Code.WRONG_DOCUMENT if documents else Code.NOTHING_IN_FILE,
                )
            ]
        )
    return documents[0]


def account_in(document: Document, at: Place = (), folder: Path | None = None) -> Account:
    """The account at a place of a document.

    If its shape is wrong, only that is reported: contradictions found in half an account might be
    none.

    Args:
        document: where it was read.
        at: the place of the account.
        folder: see `extended`.

    Raises:
        FileError: it cannot be used.
    """
    document = extended(document, at, folder)
    tree = document.tree
    for part in at:
        tree = tree[part]
    if not isinstance(tree, dict):
        raise FileError(
            [
                document.problem(
                    at,
                    "this is no account",
                    expected="a mapping: platform: …",
                    code=Code.WRONG_DOCUMENT,
                )
            ]
        )
    platform = _platform(tree, document, at)
    file, problems = validate(platform.account_file, tree, document, at)
    if file is None:
        raise FileError(problems)
    setup = platform.setup(file)
    faults = [*faults_of(file, setup), *platform.faults(file)]
    if faults:
        raise FileError(in_order(fault_problem(fault, document, at) for fault in faults))
    return Account(file, platform, setup)


def _platform(tree: Mapping[str, Any], document: Document, at: Place) -> type[Platform]:
    if "platform" not in tree:
        raise FileError([_without_platform(tree, document, at)])
    name, place = tree["platform"], (*at, "platform")
    if not isinstance(name, str):
        message = "a platform is a name"
        raise FileError(
            [
                document.problem(
                    place, message, expected=one_of(platform_names()), code=Code.WRONG_VALUE
                )
            ]
        )
    try:
        return load_platform(name)
    except PlatformError as error:
        if error.reason:
            raise FileError(
                [document.problem(place, str(error), code=Code.UNKNOWN_PLATFORM)]
            ) from None
        problem = document.problem(
            place,
            f"platform {str(name)!r:.60} is not installed",
            expected=one_of(error.installed),
            suggestion=nearest(name, error.installed),
            code=Code.UNKNOWN_PLATFORM,
        )
        raise FileError([problem]) from None


def _without_platform(tree: Mapping[str, Any], document: Document, at: Place) -> Problem:
    if not at and tree.keys() & {"scenario", "steps"}:
        message = "this is a scenario, not an account"
        return document.problem(at, message, expected="platform: …", code=Code.WRONG_DOCUMENT)
    mistyped = nearest("platform", tree)
    if mistyped:
        message = f"unknown key {mistyped!r:.60}"
        place = (*at, mistyped)
        return document.problem(
            place, message, of_key=True, suggestion="platform", code=Code.UNKNOWN_KEY
        )
    message = f"key 'platform' is missing{' in the account' if at else ''}"
    return document.problem(at, message, expected=one_of(platform_names()), code=Code.MISSING_KEY)
