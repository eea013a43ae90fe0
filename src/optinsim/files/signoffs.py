"""The file of a sign-off sheet, NAME.signoff.yaml: the shown words, and the approval.

Knows its keys, and whether its account still has the same words. Does not know how the sheet is
made and drawn (the package signoff).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field

from optinsim.codes import Code
from optinsim.fields import Date, Instant, Section, Text, to_json
from optinsim.files.accounts import load_account
from optinsim.files.ignores import without_ignored
from optinsim.files.paths import is_there
from optinsim.files.problems import FileError, Problem
from optinsim.files.validate import validate
from optinsim.files.wordings import RULES, digest, wordings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from optinsim.files.tree import Document


class Approval(Section):
    """The approval of a sheet."""

    by: Text
    """The approver, such as `Dana Smith`."""
    on: Date
    """The day of the approval, such as `2026-01-09`."""


def _or_nothing(value: Any) -> Any:
    """None for a key without a value, or with null."""
    return None if isinstance(value, str) and to_json(value) is None else value


class SignOffFile(Section):
    """A sign-off sheet: the words that the approver sees, and the approval."""

    sheet: Text
    """The title: one sentence that says what the conversation shows."""
    approved: Annotated[Approval | None, BeforeValidator(_or_nothing)]
    """The approval, entered by hand as `{by: Dana Smith, on: 2026-01-09}`; null: not approved."""
    account: Text
    """The path of the account file, relative to this file."""
    conversation: Text
    """The path of the scenario that plays the conversation, relative to this file."""
    ends_at: Instant
    """The time on the virtual clock at the end of the conversation."""
    digest: Text
    """The SHA-256 digest of `words`. The page and the picture show its beginning."""
    campaigns: tuple[Text, ...]
    """The ids of the campaigns in the conversation."""
    words: dict[str, Text] = Field(min_length=1)
    """The words and rules of the account when the sheet was made, by their place in it."""


def read_signoff(documents: list[Document], shown: str) -> tuple[SignOffFile, Document]:
    """The content of a sheet's file, with its positions.

    Raises:
        FileError: it cannot be used; all of its problems at once.
    """
    if len(documents) != 1:
        message = f"has {len(documents)} YAML documents" if documents else "is empty"
        code = Code.WRONG_DOCUMENT if documents else Code.NOTHING_IN_FILE
        expected = "one sign-off sheet, which the phone writes"
        raise FileError([Problem(shown, message, expected=expected, code=code)])
    document = documents[0]
    file, problems = validate(SignOffFile, document.tree, document)
    if file is None:
        raise FileError(problems)
    return file, document


def check_signoff(documents: list[Document], path: Path, shown: str) -> Iterator[Problem]:
    """The problems of a sheet, and the words that its account has changed since."""
    file, document = read_signoff(documents, shown)
    if digest(file.words) != file.digest:
        message = "the words of this sheet are not those that were written"
        expected = "them as they were; a new sheet is made on the phone, and approved anew"
        yield document.problem(
            ("words",), message, of_key=True, expected=expected, code=Code.ALTERED_SHEET
        )
        return
    if not is_there(path.parent / file.conversation):
        message = f"conversation {file.conversation!r:.100} is not there"
        yield document.problem(("conversation",), message, code=Code.NOT_THERE)
    try:
        account = load_account(path.parent / file.account)
    except FileError as error:
        message = f"account {file.account!r:.100} cannot be used"
        yield document.problem(("account",), message, code=Code.UNUSABLE_ACCOUNT)
        yield from error.problems
        return
    changes = list(_changes(file, document, wordings(account, file.campaigns)))
    yield from without_ignored(changes, document.lines, document.file)


def _changes(file: SignOffFile, document: Document, now: dict[str, str]) -> Iterator[Problem]:
    approved = file.approved
    code = Code.STALE_SHEET if approved is None else Code.STALE_APPROVAL
    was = "shown" if approved is None else f"approved by {approved.by:.60} on {approved.on}"
    for name, before in file.words.items():
        after = now.get(name)
        if after == before:
            continue
        if name == RULES:
            how = "another: by an assumption of the account, or another version of optinsim"
        elif after is None:
            how = "gone"
        else:
            how = "now {1!r}, not {0!r}".format(*_difference(before, after))
        message = f"{name} is {how}; this was {was}"
        yield document.problem(("words", name), message, code=code)
    for name in now.keys() - file.words.keys():
        message = f"{name} is new in the account: {now[name]!r:.100}; this was {was}"
        yield document.problem(("words",), message, of_key=True, code=code)


_WORD = re.compile(r"\s*\S+|\s+$")
_AROUND = 2
"""Equal words, quoted before and after the words that differ."""


def _difference(before: str, after: str) -> tuple[str, str]:
    """The words of both that differ, with a few around them."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    most = min(len(old), len(new))
    start = next((i for i in range(most) if old[i] != new[i]), most)
    end = next((i for i in range(most - start) if old[-1 - i] != new[-1 - i]), most - start)
    first, last = max(start - _AROUND, 0), max(end - _AROUND, 0)
    return _quoted(old, first, last), _quoted(new, first, last)


def _quoted(words: list[str], first: int, last: int) -> str:
    shown = "".join(words[first : len(words) - last]).strip()
    return f"{'… ' if first else ''}{shown}{' …' if last else ''}"
