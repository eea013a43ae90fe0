"""What is done to something valid so that it may not be valid any more.

Knows texts, bytes and JSON values. Does not know what they mean.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

MOST_CHANGES = 4
LONG = 3000
"""Characters of a long text."""

UNUSUAL = (
    *("", " ", "\x00", "\t", "\r\n", "\u2028", "\x85", "\x1b[31m", "\x7f", "\ufeff", "\u200b"),
    *("\u00a0", "\u202e", "é", "e\u0301", "ß", "İ", "\ufb01", "Ⅳ", "①", "\u0663", "\u0967"),
    *("👋", "🇺🇸", "\U0010ffff", "\ud800", "\udc4b", "\u2019", "“", "…", "\uff1f", "¿", "\uff0c"),
    *("—", "\uff33\uff34\uff2f\uff30", "$", "${", "${brand}", "${x", "%", "%s", "%zz", "{", "}"),
    *("[", "]", "{}", "[]", '"', "'", "\\", "\\ud800", ":", ": ", "- ", "#", "&a", "*a", "|"),
    *("!!python/object:x", ">", "?", "? ", "---", "...", "~", "null", "<<: ", "true", "NaN", "-1"),
    *("0", "1e999", "9" * 50, "0x10", "1_0", "2026-02-30", "0000-01-01", "..", "+1", "+", "/"),
    *("+13125550123", "13125550123", "(312) 555-0123", "84237", "60601", "M5V 3L9"),
)
"""What has broken a program before: controls, halves of pairs, digits of other scripts, marks."""


def unusual_text(chance: Random, words: Sequence[str]) -> str:
    """Words, mutated or not, a few of them together, or anything; now and then very long."""
    parts = [
        chance.choice(words) if chance.random() < 0.6 else chance.choice(UNUSUAL)
        for _ in range(chance.randint(1, 5))
    ]
    text = chance.choice((" ", "", ". ", ", ", "\n")).join(parts)
    if chance.random() < 0.3:
        text = mutated_text(chance, text)
    if chance.random() < 0.02:
        text = (text or "x") * (LONG // max(len(text), 1))
    return text


def mutated_text(chance: Random, text: str) -> str:
    """The text with a few characters dropped, doubled, replaced or changed in their case."""
    for _ in range(chance.randint(1, 2)):
        at = chance.randint(0, len(text))
        match chance.randrange(6):
            case 0:
                text = text[:at] + text[at + 1 :]
            case 1:
                text = text[:at] + text[at : at + 1] + text[at:]
            case 2:
                text = text[:at] + chance.choice(UNUSUAL) + text[at:]
            case 3:
                text = text[:at] + chr(chance.randrange(0x110000)) + text[at + 1 :]
            case 4:
                text = text[:at].swapcase() + text[at:]
            case _:
                text = text[at:] + text[:at]
    return text


def mutated_file(chance: Random, data: bytes, other: bytes) -> bytes:
    """The bytes of a file of lines after one to `MOST_CHANGES` changes.

    Args:
        chance: what the changes follow from.
        data: the file.
        other: a file of which some lines may be taken over.
    """
    for _ in range(chance.choice((1, 1, 1, 2, 2, MOST_CHANGES))):
        if chance.random() < 0.2:
            data = _with_lines_of(chance, data, other)
        else:
            data = chance.choice(_CHANGES)(chance, data)
    return data


def _with_lines_of(chance: Random, data: bytes, other: bytes) -> bytes:
    lines, others = data.splitlines(keepends=True), other.splitlines(keepends=True)
    at, start = chance.randint(0, len(lines)), chance.randint(0, len(others))
    taken = others[start : start + chance.choice((1, 1, 2, 5, 1000))]
    lines[at : at + chance.choice((0, 0, 1, len(taken)))] = taken
    return b"".join(lines)


def _slice(chance: Random, data: bytes) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    length = chance.choice((1, 1, 1, 2, 5, 20, 200))
    return start, min(start + length, len(data))


def _deleted(chance: Random, data: bytes) -> bytes:
    start, end = _slice(chance, data)
    return data[:start] + data[end:]


def _doubled(chance: Random, data: bytes) -> bytes:
    start, end = _slice(chance, data)
    return data[:end] + data[start:end] * chance.choice((1, 1, 2, 50)) + data[end:]


def _swapped(chance: Random, data: bytes) -> bytes:
    (a, b), (c, d) = sorted((_slice(chance, data), _slice(chance, data)))
    b, c = min(b, c), max(b, c)
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def _replaced(chance: Random, data: bytes) -> bytes:
    start, end = _slice(chance, data)
    return data[:start] + bytes([chance.randrange(256)]) + data[end:]


def _inserted(chance: Random, data: bytes) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(UNUSUAL).encode(errors="surrogatepass") + data[at:]


def _moved_lines(chance: Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    at, count = chance.randint(0, len(lines)), chance.randint(1, 4)
    taken, lines[at : at + count] = lines[at : at + count], []
    to = chance.randint(0, len(lines))
    lines[to:to] = taken * chance.choice((0, 1, 1, 2))
    return b"".join(lines)


def _indented(chance: Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    if lines:
        at = chance.randrange(len(lines))
        lines[at] = chance.choice((b" ", b"  ", b"\t")) + lines[at]
        if chance.random() < 0.5:
            lines[at] = lines[at].lstrip(b" ")
    return b"".join(lines)


def _mistyped(chance: Random, data: bytes) -> bytes:
    """A key, or a word that could be one, with another letter, a dot, a space, or nothing left."""
    keys = list(re.finditer(rb"[\w.$-]+(?=[\"']?\s*[:,])", data))
    if not keys:
        return data
    key = chance.choice(keys)
    typed = key[0].decode(errors="replace")
    other = chance.choice(
        (mutated_text(chance, typed), typed + ".x", "", f"{typed} ", typed.upper())
    )
    return data[: key.start()] + other.encode(errors="surrogatepass") + data[key.end() :]


def _exchanged(chance: Random, data: bytes) -> bytes:
    """One word in place of another."""
    words = list(re.finditer(rb"[\w$+.-]+", data))
    if not words:
        return data
    word, other = chance.choice(words), chance.choice(words)[0]
    return data[: word.start()] + other + data[word.end() :]


def _value_replaced(chance: Random, data: bytes) -> bytes:
    """Something unusual in place of what stands behind a colon or a comma."""
    values = list(re.finditer(rb"(?<=[:,] )[^\n,]+|(?<=,)[^\n,]+", data))
    if not values:
        return data
    found = chance.choice(values)
    other = chance.choice((*UNUSUAL, "[a, b]", "{a: b}", "[]", "{$any: true}", "{$gt: 1}", '"x"'))
    return data[: found.start()] + other.encode(errors="surrogatepass") + data[found.end() :]


def _quotes_broken(chance: Random, data: bytes) -> bytes:
    quotes = [match.start() for match in re.finditer(rb"[\"'{}\[\]]", data)]
    if not quotes or chance.random() < 0.3:
        at = chance.randint(0, len(data))
        return data[:at] + chance.choice((b'"', b"'", b"{", b"]")) + data[at:]
    at = chance.choice(quotes)
    return data[:at] + data[at + 1 :]


def _cut(chance: Random, data: bytes) -> bytes:
    return data[: chance.randint(0, len(data))]


_CHANGES: tuple[Callable[[Random, bytes], bytes], ...] = (
    *(_deleted, _doubled, _swapped, _replaced, _inserted, _moved_lines, _moved_lines, _indented),
    *(_mistyped, _mistyped, _mistyped, _exchanged, _exchanged, _value_replaced, _value_replaced),
    *(_quotes_broken, _cut),
)


def mutated_json(chance: Random, value: Any, words: Sequence[str]) -> Any:
    """The JSON value with one value somewhere in it replaced, removed, doubled or renamed."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        return _mutated_object(chance, value, words)
    if isinstance(value, list) and value and chance.random() < 0.7:
        at = chance.randrange(len(value))
        new = mutated_json(chance, value[at], words)
        return [*value[:at], *[new] * chance.choice((0, 1, 1, 2)), *value[at + 1 :]]
    if isinstance(value, str) and chance.random() < 0.5:
        return mutated_text(chance, value)
    return any_json(chance, words)


def _mutated_object(chance: Random, value: dict[str, Any], words: Sequence[str]) -> Any:
    key = chance.choice(list(value))
    match chance.randrange(6):
        case 0:
            return {name: item for name, item in value.items() if name != key}
        case 1:
            return {**value, mutated_text(chance, key): value[key]}
        case 2:
            return {**value, chance.choice(words): any_json(chance, words)}
        case _:
            return {**value, key: mutated_json(chance, value[key], words)}


def any_json(chance: Random, words: Sequence[str], depth: int = 3) -> Any:
    """A JSON value of any kind."""
    kind = chance.randrange(10 if depth else 8)
    if kind < 4:
        return unusual_text(chance, words)
    if kind < 8:
        numbers = (0, 1, -1, 1234, 10**40, -(10**400), 1.5, 1e300, 13125550123)
        return chance.choice((None, True, False, *numbers))
    items = [any_json(chance, words, depth - 1) for _ in range(chance.randrange(4))]
    if kind == 8:
        return items
    return {chance.choice(words): item for item in items}
