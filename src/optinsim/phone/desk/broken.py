"""The expectations of saved scenarios that are no longer met; the user can accept new values.

Compares the results of the scenarios before and after a change of the account, so that the list
has no earlier failures. Knows how expectations are updated. Does not know the change.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.files.save import replace_bytes
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.writing.update.file import Updater

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from optinsim.scenarios.writing.update.changes import Change
    from optinsim.scenarios.writing.update.file import Proposal, Updated


@value
class Broken:
    """One expectation that is not met."""

    path: Path
    line: int
    where: str
    """Its place, such as `steps[1].expect.replies[0]`."""
    before: str
    """The expectation in the file."""
    after: str
    """The value that would be met; empty if the user has to mend it by hand."""
    why: str = ""
    """Why the user has to mend it by hand."""


def find_broken(paths: Iterable[Path]) -> list[Broken]:
    """All expectations of the scenarios that are not met; a file that cannot be run has none."""
    return [broken for path in paths for broken in _of_file(path)]


def newly_broken(before: list[Broken], after: list[Broken]) -> list[Broken]:
    """The expectations that were met before, or failed in another way."""
    known = {(one.path, one.line, one.where) for one in before}
    return [one for one in after if (one.path, one.line, one.where) not in known]


def accept(broken: Broken) -> int:
    """Rewrite the expectation in its file; the number of lines by which the file has grown.

    Raises:
        OSError: the file cannot be written, or has changed in between.
    """

    def choose(proposal: Proposal) -> Change | None:
        is_it = (proposal.mark.line, proposal.path) == (broken.line, broken.where)
        return proposal.change if is_it else None

    data = broken.path.read_bytes()
    updated = _updated(broken.path, data, choose)
    if updated.after == updated.before:
        why = "the expectation is no longer what it was" if not updated.failed else ""
        raise OSError(None, why or str(updated.failed))
    replace_bytes(broken.path, data, updated.after.encode())
    return updated.after.count("\n") - updated.before.count("\n")


def moved(broken: Broken, accepted: Broken, lines: int) -> Broken:
    """An expectation with its new line, after the file has grown at another one."""
    is_below = broken.path == accepted.path and broken.line > accepted.line
    return replace(broken, line=broken.line + lines) if is_below else broken


def _of_file(path: Path) -> list[Broken]:
    found: list[Broken] = []

    def note(proposal: Proposal) -> None:
        found.append(
            Broken(path, proposal.mark.line, proposal.path, proposal.before, proposal.after)
        )

    try:
        updated = _updated(path, path.read_bytes(), note)
    except (OSError, UnicodeDecodeError):
        return []
    for problem in updated.left:
        line = problem.mark.line if problem.mark else 0
        found.append(Broken(path, line, "", "", "", problem.message))
    return found


def _updated(path: Path, data: bytes, choose: Callable[[Proposal], Change | None]) -> Updated:
    return Updater(path, str(path), Loader(), list, choose, missing=False).update(data.decode())
