"""The errors of the YAML parser, in words for an author of scenarios.

libyaml names what its grammar expects («did not find expected key»); the table here names the
author's most likely mistake. Errors that are not in the table are passed on unchanged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.files.excerpts import excerpt_of_text, is_masked
from optinsim.files.problems import Mark, Problem
from optinsim.files.tree import line, mark_of

if TYPE_CHECKING:
    import yaml

_TAB = ("a tab cannot indent", "spaces")
_NO_COLON = "could not find expected ':'"
_WORDS = {
    "mapping values are not allowed in this context": (
        "no key can stand here",
        "quotes around a text with ': ' in it, and keys in the same column",
    ),
    "did not find expected key": (
        "this does not fit into the mapping that begins in line {first}",
        "keys in the same column, nothing behind a quoted text, no comma after an item",
    ),
    "did not find expected '-' indicator": (
        "this does not fit into the list that begins in line {first}",
        "- in the same column",
    ),
    "did not find expected ',' or ']'": (
        "the list that begins in line {first} is not closed",
        "',' or ']'",
    ),
    "did not find expected ',' or '}'": (
        "the mapping that begins in line {first} is not closed",
        "',' or '}', and quotes around a text with braces such as \"${code}\"",
    ),
    "found unexpected end of stream": (
        "the quotes that begin in line {first} are not closed",
        "one more quote",
    ),
    "found unknown escape character": (
        "double quotes know no such escape",
        "single quotes, or \\\\ for a backslash",
    ),
    "found invalid Unicode character escape code": (
        "an escape such as \\ud83d is half a character",
        'the character itself, or its one escape such as "\\U0001F44B"',
    ),
    _NO_COLON: ("a key without its colon", "key: value"),
    "block sequence entries are not allowed in this context": (
        "no list can begin here",
        "- in a line of its own",
    ),
    "did not find expected node content": (
        "no value can begin here",
        "a value, or quotes around it",
    ),
    "did not find expected <document start>": (
        "this stands behind the end of the document",
        "--- before the next one",
    ),
    "did not find expected comment or line break": (
        "nothing can follow | or > in its line",
        "the text in the next lines, indented",
    ),
    "found a tab character that violates indentation": _TAB,
    "found character that cannot start any token": (
        "text cannot begin with {character!r}",
        "quotes around it",
    ),
    "control characters are not allowed": (
        "the character {character!a} is not allowed",
        "text that can be printed",
    ),
}


def yaml_problem(error: yaml.YAMLError, text: str, lines: list[str], shown: str) -> Problem:
    """The problem of an error of the YAML parser."""
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "not readable"
    mark, begin = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    message, expected = _WORDS.get(reason, (reason, ""))
    if mark is None:
        # A character that YAML forbids. Its position counts bytes, so it is searched for here.
        character = chr(getattr(error, "character", 0))
        place = _end(text.partition(character)[0])
    else:
        character = text[mark.index : mark.index + 1]
        place = mark_of(mark)
        ended = not text[mark.index :].strip()
        # A missing end is noticed later; the place shown is where the value begins.
        if begin is not None and (ended or reason == _NO_COLON):
            place = mark_of(begin)
        if ended and (begin is None or begin.index >= mark.index):
            place, message, expected = _end(text.rstrip()), "the file ends too early", "a value"
    if reason in _WORDS and character == "\t":
        message, expected = _TAB
    first = begin.line + 1 if begin is not None else place.line
    source = excerpt_of_text(lines, place.line)
    if character.isprintable() and character not in source:
        character = "…"  # the first character of a possible credential
    message = message.format(first=first, character=character) if reason in _WORDS else message
    masked = is_masked(line(lines, place.line), source)
    message = f"bad YAML: {message}"
    return Problem(shown, message, place, source, expected, is_masked=masked, code=Code.BAD_YAML)


def _end(text: str) -> Mark:
    """The position after the end of a text."""
    lines = f"{text}x".splitlines()
    return Mark(len(lines), len(lines[-1]))
