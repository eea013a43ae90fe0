"""Reads a log of real messages, as other systems export it: CSV or JSON in, messages by time out.

Leaves out, with a warning, a row that cannot be read, or whose message never arrived. Does not know
which person has which number.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.core.values import value
from optinsim.files.problems import MOST_PROBLEMS, FileError, Mark, Problem
from optinsim.files.source import file_text
from optinsim.scenarios.writing.log_cells import RowReader, never_arrived
from optinsim.scenarios.writing.log_columns import ColumnTable, normal
from optinsim.scenarios.writing.log_entries import Entry, LoggedMessage, in_order, one_per_message
from optinsim.scenarios.writing.log_json import json_rows
from optinsim.scenarios.writing.log_rows import BadRow, Rows, csv_rows
from optinsim.scenarios.writing.log_times import day_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["LoggedMessage", "MessageLog", "read_log"]

MOST_MESSAGES = 20_000
"""Messages of one log: people do not review a longer scenario."""

_MOST_QUOTED = 200
"""Characters of a line that a problem shows: a line may have millions."""


@value
class MessageLog:
    """The messages of a log, and the rows that were left out."""

    messages: Sequence[LoggedMessage]
    """By time; at least one."""
    left_out: int
    """How many rows were left out."""
    warnings: Sequence[Problem]
    """Why the first of these rows were left out, and the assumptions made."""


def read_log(
    path: Path,
    shown: str,
    country: str = "US",
    chosen: Mapping[str, Sequence[str]] | None = None,
) -> MessageLog:
    """The messages of a log.

    Args:
        path: where it is.
        shown: its name in problems.
        country: the country of numbers without a country code.
        chosen: columns by their meaning, instead of the usual names.

    Raises:
        FileError: it cannot be read, lacks columns, or has no row with a message.
    """
    text = file_text(path, shown)
    table = ColumnTable(chosen)
    try:
        is_json = text.lstrip()[:1] in {"{", "["}
        rows = json_rows(text, table) if is_json else csv_rows(text)
    except BadRow as bad:
        raise FileError(
            [Problem(shown, bad.message, expected=bad.expected, code=Code.BAD_LOG)]
        ) from None
    if rows.names and (problems := table.problems(shown, rows.names)):
        raise FileError(problems)
    return _LogReader(shown, text, table, rows, country).log()


class _LogReader:
    """Makes messages of rows, and collects the rows that are left out."""

    def __init__(self, shown: str, text: str, table: ColumnTable, rows: Rows, country: str) -> None:
        self._shown = shown
        self._text = text
        self._lines: list[str] | None = None
        self._rows = rows.rows
        names = {normal(name): name for name in reversed(rows.names)}
        times = table.present("time", names)
        cells = (row.cells.get(name) for row in rows.rows for name in times)
        self._order = day_order((cell for cell in cells if isinstance(cell, str)), country)
        self._reader = RowReader(table, names, country, self._order)
        self._left_out = 0
        self._warnings: list[Problem] = []

    def log(self) -> MessageLog:
        """The log.

        Raises:
            FileError: no message is left.
        """
        ordered, doubtful = in_order(self._entries())
        entries, merged = one_per_message(ordered, self._contradicted)
        messages = [entry.message for entry in entries if self._arrived(entry)]
        if not messages:
            errors = [replace(problem, code=Code.BAD_LOG) for problem in self._warnings]
            raise FileError(
                errors or [Problem(self._shown, "has no messages", code=Code.NOTHING_IN_FILE)]
            )
        if len(messages) > MOST_MESSAGES:
            what = f"has more than {MOST_MESSAGES:,} messages"
            raise FileError([Problem(self._shown, what, code=Code.TOO_MUCH)])
        if doubtful is not None:
            what = "this is of the same moment as others: they are taken in the order of the log"
            self._warn(doubtful.message.line, BadRow(what), Code.ASSUMED_OF_LOG)
        if merged:
            rows = "1 row tells" if merged == 1 else f"{merged} rows tell"
            what = f"{rows} of a message that another row has: each message is read once"
            self._warnings.append(Problem(self._shown, what, code=Code.ASSUMED_OF_LOG))
        if self._order.assumed:
            first = "day" if self._order.day_first else "month"
            what = f"no date tells whether the day or the month comes first: the {first} was taken"
            self._warnings.append(Problem(self._shown, what, code=Code.ASSUMED_OF_LOG))
        return MessageLog(messages, self._left_out, self._warnings)

    def _entries(self) -> list[Entry]:
        entries = []
        for row in self._rows:
            try:
                entries.append(self._reader.entry(row))
            except BadRow as bad:
                self._leave_out(row.line, bad)
        return entries

    def _arrived(self, entry: Entry) -> bool:
        """Whether it is a text that was sent, and not refused."""
        reason = never_arrived(entry.delivery, entry.status)
        if reason is None and not entry.message.text.strip():
            reason = BadRow("this has no text")  # a picture, or a call
        if reason is not None:
            self._leave_out(entry.message.line, reason)
        return reason is None

    def _contradicted(self, entry: Entry) -> None:
        bad = BadRow(f"this has the id of another message, {entry.id!r:.60}, and another text")
        self._leave_out(entry.message.line, bad)

    def _leave_out(self, line: int, bad: BadRow) -> None:
        self._left_out += 1
        if self._left_out <= MOST_PROBLEMS:
            self._warn(line, bad, Code.LEFT_OUT_ROW)

    def _warn(self, line: int, bad: BadRow, code: Code) -> None:
        if self._lines is None:
            self._lines = self._text.split("\n")
        source = self._lines[line - 1][:_MOST_QUOTED] if line <= len(self._lines) else ""
        self._warnings.append(
            Problem(self._shown, bad.message, Mark(line, 1), source, bad.expected, code=code)
        )
