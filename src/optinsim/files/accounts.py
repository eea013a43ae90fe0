"""Account files: from a file to an account that can be simulated.

Knows in which order a file is checked. Does not know the keys of the file (its platform does),
which parts of any platform's account contradict each other (faults.py), nor the warnings about an
account, which a run does not show (account_warnings.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Account
from optinsim.codes import Code
from optinsim.errors import PlatformError
from optinsim.files.extends import account_files, extended
from optinsim.files.faults import faults_of
from optinsim.files.problems import FileError, Problem, nearest, one_of
from optinsim.files.source import read_file
from optinsim.files.validate import fault_problem, rest_of, validate
from optinsim.platforms import load_platform, platform_names

__all__ = [
    "account_files",
    "account_in",
    "extended",
    "load_account",
    "only_document",
]

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optinsim.adapter import Fault, Place, Platform
    from optinsim.files.source import Document


def load_account(path: str | Path) -> Account:
    """The account of a file.

    Raises:
        FileError: it cannot be used; all of its problems at once.
    """
    path = Path(path)
    return account_in(only_document(read_file(path, str(path)), str(path)))


def only_document(documents: list[Document], shown: str) -> Document:
    """The only document of a file or text.

    Raises:
        FileError: there is none, or more than one.
    """
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

    If its shape is wrong, contradictions are reported only if no missing part can be their reason.

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
    known = file or rest_of(platform.account_file, tree)
    if known is None:
        raise FileError(problems)
    setup = platform.setup(known)
    for fault in (*faults_of(known, setup), *platform.faults(known)):
        if file is not None or _is_certain(fault, document, at):
            problems.append(fault_problem(fault, document, at))
    if problems:
        raise FileError(problems)
    return Account(known, platform, setup)


def _is_certain(fault: Fault, document: Document, at: Place) -> bool:
    """Whether a part of the account that cannot be read is not the reason of a fault."""
    other = fault.clashes_with  # may be in a default
    return fault.code in _OF_VALUES and (other is None or document.has((*at, *other)))


_OF_VALUES = frozenset(
    {
        Code.BAD_CHANNEL_KEY,
        Code.BAD_FIELD_NAME,
        Code.BAD_URL,
        Code.DOUBLED_FIELD,
        Code.DOUBLED_ID,
        Code.NO_STOP_WORD,
        Code.NO_VALUE,
        Code.RESERVED_ATTRIBUTE,
        Code.TAKEN_FIELD_NAME,
        Code.UNKNOWN_CALLBACK,
        Code.UNKNOWN_COUNTRY,
        Code.UNTEXTABLE_WORD,
    }
)
"""Faults that do not depend on the other keys of an account."""


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
        quoted = "this platform" if document.hides(place) else f"platform {str(name)!r:.60}"
        problem = document.problem(
            place,
            f"{quoted} is not installed",
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
