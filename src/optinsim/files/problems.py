"""Problems in a file, with the information that the author needs to fix them.

A problem names the place, quotes the author's word, says what was expected and, for a mistyped
name, the nearest right one. This module does not read files.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from optinsim.codes import severity_of
from optinsim.errors import OptinsimError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optinsim.codes import Severity


MOST_PROBLEMS = 200
"""Problems of one scenario. More are of no use at once, and a hostile file could have millions."""
_MOST_COMPARED = 1000
_MOST_LISTED = 30
"""Names that a mistyped one is compared with, and names that are listed."""
_WIDEST = 120
"""Columns of a shown line: a longer one shows only the part around the place."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text file, counted from 1 as editors do."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """An error or a warning."""

    file: str
    message: str
    mark: Mark | None = None
    """The position; None if only the file is known."""
    source: str = ""
    """The shown part of the line; see excerpts.py."""
    expected: str = ""
    suggestion: str = ""
    """The nearest right name."""
    is_masked: bool = field(kw_only=True, default=False)
    """Whether a part of the line is hidden."""
    code: str = field(kw_only=True)
    """A code of optinsim.codes, or a platform's own."""

    @property
    def severity(self) -> Severity:
        """Error or warning, by its code."""
        return severity_of(self.code)

    @property
    def coded_message(self) -> str:
        """The message with the code at its end."""
        return f"{self.message} [{self.code}]"

    @property
    def place(self) -> str:
        """Its place, in the form that terminals and editors link."""
        return f"{self.file}:{self.mark.line}:{self.mark.column}" if self.mark else self.file

    def __str__(self) -> str:
        word = "warning: " if self.severity == "warning" else ""
        lines = [f"{self.place}: {word}{self.coded_message}"]
        if self.mark and self.source.strip():
            start = max(0, self.mark.column - _WIDEST // 2)
            source = self.source[start:][:_WIDEST]
            shown = "".join(c if c.isprintable() else " " for c in source)
            why = " (* hides what may be a credential)" if self.is_masked and "*" in shown else ""
            lines.append(f"{self.mark.line:5} | {shown}")
            lines.append(f"      | {' ' * (self.mark.column - 1 - start)}^{why}")
        if self.expected and self.expected != self.suggestion:  # the same name is not repeated
            lines.append(f"  expected {self.expected}")
        if self.suggestion:
            lines.append(f"  did you mean {self.suggestion!r}?")
        return "\n".join(visible(line) for line in lines)


def visible(text: str) -> str:
    """The text with control and invisible characters as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _escape(ord(c)) for c in text)


def _escape(code: int) -> str:
    return f"\\u{code:04x}" if code <= _LAST_OF_FOUR_DIGITS else f"\\U{code:08x}"


_LAST_OF_FOUR_DIGITS = 0xFFFF


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, those of each file in the order of its lines, and each once."""
    once = list(dict.fromkeys(problems))
    files = list(dict.fromkeys(problem.file for problem in once))

    def position(problem: Problem) -> tuple[int, int, int]:
        mark = problem.mark or Mark(0, 0)
        return files.index(problem.file), mark.line, mark.column

    return sorted(once, key=position)


class FileError(OptinsimError):
    """A file cannot be used: all of its problems at once, in the order of their lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = tuple(in_order(problems))

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def nearest(word: str, names: Iterable[str]) -> str:
    """The name that `word` was most likely meant to be; empty if none is near.

    Of `an.mdn` the part before the dot may be the one that is mistyped: `ann.mdn`.
    """
    from difflib import get_close_matches  # noqa: PLC0415  (only where something is wrong)
    from itertools import islice  # noqa: PLC0415

    by_lower = {str(name).lower(): str(name) for name in islice(names, _MOST_COMPARED)}
    close = get_close_matches(word.lower()[:100], by_lower, n=1)
    near = by_lower[close[0]] if close else ""
    head, dot, rest = word.partition(".")
    if dot and "." not in near:
        near = nearest(head, by_lower.values())
        return f"{near}.{rest}" if near not in ("", head) else near
    return near


def one_of(names: Iterable[str]) -> str:
    """The expectation of one of several names."""
    listed = [str(name) for name in names]
    if len(listed) > _MOST_LISTED:
        listed = [*listed[:_MOST_LISTED], f"… ({len(listed)} in all)"]
    return f"one of: {', '.join(listed)}" if len(listed) > 1 else "".join(listed)


def problem_json(problem: Problem) -> dict[str, Any]:
    """A problem as JSON, with the names that reports and the server use."""
    mark = problem.mark
    return {
        "code": str(problem.code),
        "severity": problem.severity,
        "file": problem.file,
        "line": mark.line if mark else None,
        "column": mark.column if mark else None,
        "message": problem.message,
        "expected": problem.expected,
        "suggestion": problem.suggestion,
    }
