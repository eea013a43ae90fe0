"""`optinsim run --update`: rewrites expectations before the run, asking the user at a terminal.

Knows files, git, and the user's answers. Does not decide how an expectation changes
(scenarios/writing/update).
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from optinsim.cli.narration import say
from optinsim.report.counted import counted

if TYPE_CHECKING:
    from optinsim.scenarios.reading.case_filter import CaseFilter
    from optinsim.scenarios.reading.cases import Broken, Case
    from optinsim.scenarios.reading.selection import CaseSelection
    from optinsim.scenarios.writing.update.changes import Change
    from optinsim.scenarios.writing.update.file import Proposal, Updated


class Update(StrEnum):
    """Which expectations to rewrite."""

    WRONG = "wrong"
    """The expectations that are not met; `--update` alone means this."""
    MISSING = "missing"
    """Keep all expectations; only steps without any get new ones."""


def with_its_value(arguments: Sequence[str]) -> list[str]:
    """The arguments, with the default value for an `--update` without one.

    typer has no option with an optional value.
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    given: list[str] = []
    for i, argument in enumerate(arguments):
        if given[-1:] == ["--update"] and i <= end:
            is_value = argument in list(Update) and i < end
            given[-1] = f"--update={argument if is_value else Update.WRONG}"
            if is_value:
                continue
        given.append(argument)
    if given[-1:] == ["--update"] and end == len(arguments):
        given[-1] = f"--update={Update.WRONG}"
    return given


def update_files(
    paths: Sequence[str],
    case_filter: "CaseFilter",
    which: Update | None,
    *,
    dry_run: bool,
    allow_dirty: bool,
) -> tuple[list[str], bool]:
    """Update the files below the paths.

    On a terminal, asks the user about each change. A dry run does not ask, and writes the
    differences to standard output.

    Returns:
        the paths, with the present names of their cases, and whether all changes were written.
    """
    if which is None:
        if dry_run or allow_dirty:
            say(f"{'--dry-run' if dry_run else '--allow-dirty'} is for --update")
            raise typer.Exit(2)
        return list(paths), True
    from optinsim.scenarios.reading.collect import find_files
    from optinsim.scenarios.reading.load import Loader
    from optinsim.scenarios.reading.selection import CaseSelection, name_after
    from optinsim.scenarios.writing.update.file import Updater

    asker = _Asker(asks=not dry_run and sys.stdin.isatty() and sys.stderr.isatty())
    loader, selection = Loader(), CaseSelection(paths)
    moved: dict[str, dict[int, int]] = {}
    well = True
    files, problems = find_files(selection.paths)
    if problems:  # write no file unless all arguments are valid
        for problem in problems:
            say(str(problem))
        raise typer.Exit(2)
    for shown in files:
        path = Path(shown)
        data = _bytes(path)
        text = _text(data)
        if not text:  # the run that follows reports its problem
            continue
        gate = _Gate(path, asker.choose, is_open=dry_run or allow_dirty)
        chosen = partial(_chosen, shown, selection, case_filter)
        missing = which is Update.MISSING
        updated = Updater(path, shown, loader, chosen, gate.choose, missing=missing).update(text)
        if not _conclude(path, shown, updated, data, gate.why, dry_run=dry_run):
            well = False
        elif not dry_run:
            moved[shown] = updated.moved
    return [name_after(name, moved) for name in paths], well


def _chosen(
    file: str,
    selection: "CaseSelection",
    case_filter: "CaseFilter",
    cases: "Sequence[Case | Broken]",
) -> "Sequence[Case | Broken]":
    """The named and chosen cases of a file."""
    return [case for case in selection.select(file, cases)[0] if case_filter.takes(case)]


def _conclude(
    path: Path, shown: str, updated: "Updated", data: bytes, why: str, *, dry_run: bool
) -> bool:
    """Write a file, or show the difference, and say so; whether that succeeded."""
    from optinsim.files.save import replace_bytes

    for problem in updated.left:
        say(str(problem))
    if why:
        say(f"{shown}: is left as it is: {why}; --allow-dirty updates it all the same")
        return False
    if updated.failed is not None:
        say(str(updated.failed))
        return False
    if updated.after == updated.before:
        return True
    if dry_run:
        _write_difference(shown, updated)
        return True
    try:
        # Decoding and encoding again changes only the rewritten bytes.
        replace_bytes(path, data, updated.after.encode())
    except OSError as error:
        say(f"{shown}: cannot be written: {error.strerror}")
        return False
    say(f"{shown}: {counted(updated.count, 'expectation')} updated")
    return True


def _bytes(path: Path) -> bytes:
    """A file's bytes; empty if it cannot be read, or is too large."""
    from optinsim.files.source import LARGEST_FILE

    try:
        if path.is_file() and path.stat().st_size <= LARGEST_FILE:
            return path.read_bytes()
    except (OSError, ValueError):
        pass
    return b""


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return ""


def _write_difference(shown: str, updated: "Updated") -> None:
    """Write the difference as a patch; on a terminal, with control characters escaped."""
    from optinsim.report.screen import Screen

    screen = Screen(sys.stdout)
    for line in _difference(shown, updated):
        if sys.stdout.isatty():
            style = {"+": "green", "-": "red", "@": "cyan"}.get(line[0], "")
            screen.line((line.removesuffix("\n"), style))
        else:
            sys.stdout.write(line)


def _difference(shown: str, updated: "Updated") -> Iterator[str]:
    import difflib

    before, after = (re.findall(r"[^\n]*\n|[^\n]+", t) for t in (updated.before, updated.after))
    for line in difflib.unified_diff(before, after, f"a/{shown}", f"b/{shown}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


class _Gate:
    """Passes changes on to a file that may be overwritten; git is asked at the first change."""

    def __init__(
        self, path: Path, choose: "Callable[[Proposal], Change | None]", *, is_open: bool
    ) -> None:
        self._path = path
        self._choose = choose
        self._is_known = is_open
        self.why = ""
        """Why the file may not be overwritten."""

    def choose(self, proposal: "Proposal") -> "Change | None":
        """The change to make, if any."""
        from optinsim.files.save import why_unsaved

        if not self._is_known:
            self.why, self._is_known = why_unsaved(self._path), True
        return None if self.why else self._choose(proposal)


class _Asker:
    """Asks the user about each change, until an answer applies to all further ones."""

    def __init__(self, *, asks: bool) -> None:
        self._rest = "" if asks else "Y"

    def choose(self, proposal: "Proposal") -> "Change | None":
        """The change to make: the proposed one, another one, or None."""
        from optinsim.scenarios.writing.update.changes import matching, takes_matcher, text_of

        change = proposal.change
        if not self._rest:
            self._show(proposal)
        text = text_of(change) if takes_matcher(change) else None
        keys = "yn" + "a" * takes_matcher(change) + "r" * (text is not None) + "YN"
        while True:
            answer = self._rest or self._ask(keys)
            if answer in ("Y", "N"):
                self._rest = answer
            match answer:
                case "y" | "Y":
                    return change
                case "n" | "N":
                    return None
                case "a":
                    return matching(change, "$any", True)  # noqa: FBT003  (the operator's argument)
                case _:
                    pattern = _pattern(text or "")
                    if pattern:
                        return matching(change, "$regex", pattern)

    @staticmethod
    def _show(proposal: "Proposal") -> None:
        from optinsim.report.screen import Screen

        screen = Screen(sys.stderr)
        mark = proposal.mark
        screen.line((f"{proposal.file}:{mark.line}:{mark.column}: {proposal.path}", "bold"))
        for sign, style, text in (("-", "red", proposal.before), ("+", "green", proposal.after)):
            for line in text.splitlines():
                screen.line("  ", (f"{sign} {line}", style))

    @staticmethod
    def _ask(keys: str) -> str:
        """The key that the user types; at the end of input the last one, which refuses."""
        words = " ".join(_WORDS[key] for key in keys)
        while True:
            answer = _line(f"  {words} ? ")
            if answer is None:
                return keys[-1]
            if answer in keys and len(answer) == 1:
                return answer


_WORDS = {
    "y": "[y]es",
    "n": "[n]o",
    "a": "[a]ny value",
    "r": "[r]egular expression",
    "Y": "[Y]es to all",
    "N": "[N]o to all",
}


def _pattern(text: str) -> str:
    """A regular expression that matches the text; empty if the user gives none."""
    from optinsim.scenarios.reading.regex import finds
    from optinsim.scenarios.writing.update.patterns import proposed_pattern

    proposed = proposed_pattern(text)
    say(f"  {proposed}")
    answer = _line("  return takes it, or type another: ")
    if answer is None:
        return ""
    try:
        if finds(answer or proposed, text):
            return answer or proposed
        say("  it is not found in the text")
    except ValueError as error:
        say(f"  no regular expression: {error}")
    return ""


def _line(prompt: str) -> str | None:
    """A line that the user types; None at the end of input."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        sys.stderr.write("\n")
        return None
    return line.strip()
