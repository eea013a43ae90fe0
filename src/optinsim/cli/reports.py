"""The report options of `optinsim run`: checked before the run, and written after it.

Knows files, streams and the environment. Does not know a report's contents (report/).
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer

from optinsim.cli.narration import say
from optinsim.files.paths import is_file, is_there, names_of
from optinsim.files.save import put_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from optinsim.adapter import JSON
    from optinsim.scenarios.coverage import Coverage
    from optinsim.scenarios.running.results import RunResult

STDOUT = "-"


class Reports:
    """Writes the reports of one run."""

    def __init__(
        self,
        files: Mapping[str, str | None],
        paths: Sequence[str],
        *,
        github: bool | None,
        stdout_is_taken: bool = False,
    ) -> None:
        """Check the options; if they cannot be met, say why and exit with 2.

        Args:
            files: by format, the file of each report; None for no report.
            paths: of the run; no report may overwrite them.
            github: whether to write GitHub's commands; None: if this is a job of GitHub Actions.
            stdout_is_taken: whether other output goes to standard output.
        """
        self._files = {form: file for form, file in files.items() if file is not None}
        self.is_github = os.environ.get("GITHUB_ACTIONS") == "true" if github is None else github
        """Whether GitHub's commands are written."""
        names = [STDOUT] * stdout_is_taken + list(self._files.values())
        self._is_stdout_taken = STDOUT in names
        for i, name in enumerate(names):
            if any(is_same_file(name, other) for other in names[:i]):
                where = "standard output" if name == STDOUT else name
                say(f"two reports cannot both be written to {where}")
                raise typer.Exit(2)
            if name != STDOUT and _is_run(name, paths):
                say(f"{name} is a file to run: the report would take its place")
                raise typer.Exit(2)

    @property
    def stream(self) -> TextIO:
        """The stream of the lines for people."""
        return sys.stderr if self._is_stdout_taken else sys.stdout

    @property
    def keep_steps(self) -> bool:
        """Whether a report shows the steps of cases that passed."""
        return not self._files.keys().isdisjoint(("json", "html"))

    @contextmanager
    def github_commands_stopped(self) -> Iterator[None]:
        """In this context, GitHub reads the output as text, not as commands."""
        if not self.is_github:
            yield
            return
        from optinsim.report.github import Place, resume_commands, stop_commands

        place = Place.of(os.environ)
        self.stream.write(stop_commands(place))
        self.stream.flush()
        try:
            yield
        finally:
            sys.stdout.flush()  # before lines of the other stream
            self.stream.write(resume_commands(place))
            self.stream.flush()

    def write(self, result: RunResult, coverage: Coverage | None = None) -> bool:
        """Write all reports; return whether all could be written.

        Args:
            result: the run.
            coverage: of the run, if it was counted.
        """
        done = []
        for form, file in self._files.items():
            if file != STDOUT and any(is_same_file(file, account) for account in result.reads):
                say(f"{file} is an account of a scenario: the report would take its place")
                done.append(False)
            else:
                done.append(write_report(file, _text(form, result, coverage)))
        return all(done)

    def mark_for_github(self, result: RunResult, complaints: Sequence[str]) -> bool:
        """In a job of GitHub, mark lines and write the page of the job; return whether that worked.

        Args:
            result: the run.
            complaints: why the exit code is not 0 although all scenarios may have passed.
        """
        if not self.is_github:
            return True
        from optinsim.report.github import Place, marks, summary

        place = Place.of(os.environ)
        self.stream.write(marks(result, result.warnings, place))
        page = os.environ.get("GITHUB_STEP_SUMMARY")
        return not page or _write(page, summary(result, place, complaints), mode="a")


def write_report(file: str, text: str) -> bool:
    """Write a report to a file, or `-` for standard output; return whether that worked."""
    if file == STDOUT:
        sys.stdout.write(text)
        if sys.__stdout__ is None:
            say("standard output: cannot be written: it is closed")
        return sys.__stdout__ is not None
    return _write(file, text)


def _text(form: str, result: RunResult, coverage: Coverage | None) -> str:
    match form:
        case "junit":
            from optinsim.report.junit import junit_xml

            return junit_xml(result)
        case "tap":
            from optinsim.report.tap import tap

            return tap(result)
        case "html":
            from optinsim.report.html import html_page

            return html_page(result, coverage)
        case "coverage":
            from optinsim.report.coverage import coverage_json

            return json_text({} if coverage is None else coverage_json(coverage))
        case _:
            from optinsim.report.json_report import run_json

            return json_text(run_json(result))


def json_text(report: JSON) -> str:
    """The bytes of a JSON report, as text."""
    import json

    return json.dumps(report, indent=1) + "\n"


def _write(file: str, text: str, mode: str = "w") -> bool:
    # A lone surrogate, which UTF-8 cannot hold, is written as an escape.
    data = text.encode(errors="backslashreplace")
    try:
        if mode == "w" and (is_file(file) or not is_there(file)):
            put_bytes(Path(file), data)  # a report that cannot be written leaves the old one whole
        else:
            with Path(file).open(f"{mode}b") as stream:  # a device, or a page that others begin
                stream.write(data)
    except OSError as error:
        say(f"{file}: cannot be written: {error.strerror}")
        return False
    return True


def _is_run(name: str, paths: Sequence[str]) -> bool:
    """Whether a file is, or may be, a scenario of the run, or its account."""
    from optinsim.files.paths import SUFFIXES
    from optinsim.scenarios.reading.load import has_key
    from optinsim.scenarios.reading.selection import CaseSelection

    if not is_there(name):
        return False
    if name.lower().endswith(SUFFIXES) or has_key(Path(name), "scenario", "platform"):
        return True
    return any(is_same_file(name, path) for path in CaseSelection(paths).paths)


def is_same_file(name: str, other: str) -> bool:
    """Whether two names mean the same file."""
    if STDOUT in (name, other):
        return name == other
    if is_there(name) and is_there(other):
        return Path(name).samefile(other)
    return not names_of(name).isdisjoint(names_of(other))
