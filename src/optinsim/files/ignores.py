"""Comments that silence a warning on their line: `# optinsim: ignore OPT702 it is meant so`.

Knows comments and codes. Does not know what the warnings are about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, get_args

import yaml

from optinsim.codes import Code, OfARun, severity_of
from optinsim.files.problems import Mark, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_OF_A_RUN = frozenset(get_args(OfARun))
"""Warnings of a run: when the file is read, it is unknown whether a comment silences one."""
_SIGN = "# optinsim: ignore"
_IGNORE = re.compile(rf"(?:^|(?<=\s)){_SIGN}(?P<codes>(?:[ ,]+[A-Z]+[0-9]+\b)*)")


@dataclass(slots=True)
class _Ignore:
    """One such comment."""

    mark: Mark
    codes: list[str]
    used: set[str] = field(default_factory=set)


def without_ignored(
    warnings: Iterable[Problem], lines: Sequence[str], file: str, *, is_whole: bool = True
) -> list[Problem]:
    """The warnings that no comment silences, and a warning for each comment without effect.

    Args:
        warnings: of the file.
        lines: the file's.
        file: its name in problems.
        is_whole: whether these are all warnings of the file: a scenario that cannot be run
            draws none, and its comments are not checked.
    """
    ignores = {ignore.mark.line: ignore for ignore in _ignores_in(lines)}
    if not ignores:
        return list(warnings)
    left = []
    for warning in warnings:
        ignore = ignores.get(warning.mark.line) if warning.mark and warning.file == file else None
        if ignore is not None and warning.code in ignore.codes:
            ignore.used.add(warning.code)
        else:
            left.append(warning)
    if is_whole:
        left += [p for ignore in ignores.values() for p in _unused(ignore, file)]
    return left


def _unused(ignore: _Ignore, file: str) -> Iterator[Problem]:
    if not ignore.codes:
        message, expected = "this ignores no code", f"{_SIGN} {Code.AMBIGUOUS_TEXT} and why"
        yield Problem(file, message, ignore.mark, expected=expected, code=Code.UNUSED_IGNORE)
    for code in ignore.codes:
        if code in ignore.used or code in _OF_A_RUN:
            continue
        message = f"nothing in this line draws {code}"
        if code in list(Code) and severity_of(code) == "error":
            message = f"{code} is an error, and only warnings can be ignored"
        elif code not in list(Code):
            message = f"there is no code {code}"
        yield Problem(file, message, ignore.mark, code=Code.UNUSED_IGNORE)


def _ignores_in(lines: Sequence[str]) -> Iterator[_Ignore]:
    found = [i for i, line in enumerate(lines) if _SIGN in line]
    if not found:
        return
    texts = _lines_of_texts(lines)
    for i in found:
        for match in _IGNORE.finditer(lines[i]):
            if not any(start <= (i, match.start()) < end for start, end in texts):
                codes = re.findall("[A-Z]+[0-9]+", match["codes"])
                yield _Ignore(Mark(i + 1, match.start() + 1), codes)


def _lines_of_texts(lines: Sequence[str]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The first and last lines of scalars that may have such a comment as text."""
    from optinsim.files.layout import layout  # noqa: PLC0415  (imported only for files with ignore comments)

    text = "\n".join(lines)
    try:
        nodes = [node for root in layout(text) for node in root.walk()]
    except yaml.YAMLError:  # a part of a file
        return []
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    return [
        (_place(text, node.start, skip_header=node.style in ("|", ">")), _place(text, node.end))
        for node in nodes
        if node.style and _SIGN in text[node.start : node.end]
    ]


def _place(text: str, index: int, *, skip_header: bool = False) -> tuple[int, int]:
    if skip_header:  # a comment may follow it
        index = text.find("\n", index)
    line = text.count("\n", 0, index)
    return line, index - (text.rfind("\n", 0, index) + 1)
