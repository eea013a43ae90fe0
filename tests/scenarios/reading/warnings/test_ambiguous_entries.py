"""An entry that several messages or states meet is told; its operators are judged together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import VIBES, warned_on_reading

if TYPE_CHECKING:
    from pathlib import Path

REPLY, STATE = "{replies: [%s]}", "{state: %s}"


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        (REPLY % "{$contains: STOP to cancel}", ["'STOP to cancel' stands in several messages: "]),
        (
            REPLY % "{$contains: Acme, $regex: ^Acme}",
            [
                "'Acme' stands in several messages, also with what stands beside it: ",
                "'^Acme' matches several messages, also with what stands beside it: ",
            ],
        ),
        (
            REPLY % "{$contains: Acme, $not: {$contains: Reply Y}}",
            ["'Acme' stands in several messages, also with what stands beside it: "],
        ),
        (
            STATE % "{$contains: e, $not: pending}",
            ["'e' stands in several states, also with what stands beside it: "],
        ),
        # Together they fit one.
        (REPLY % "{$contains: Reply Y, $regex: STOP to cancel}", []),
        (REPLY % "{$contains: Summer Sale, $not: {$contains: Reply Y}}", []),
        (REPLY % "{$regex: cancel, $contains: Reply Y, $length: {$lt: 400}}", []),
        (STATE % "{$contains: subscribed, $not: unsubscribed}", []),
        (STATE % "{$contains: subscribed, $one_of: [subscribed, pending]}", []),
        # What was captured may tell which one it is.
        (REPLY % "{$contains: Acme, $regex: '${text}'}", []),
    ],
)
def test_an_entry_is_judged_as_a_whole(expected: str, told: list[str], tmp_path: Path) -> None:
    first = "{text: HELP, expect: {replies: [{$capture: text}]}}"
    steps = [first, f"{{text: SUMMER, expect: {expected}}}"]
    warnings = warned_on_reading(tmp_path, steps, VIBES)
    found = [one.message for one in warnings if one.code == "OPT702"]
    assert len(found) == len(told)
    assert all(one.startswith(begin) for one, begin in zip(found, told, strict=True))


def test_what_an_entry_must_not_be_is_looked_at_too(tmp_path: Path) -> None:
    entry = "{$contains: Reply Y, $not: {$one_of: [{}, x]}}"
    step = f"{{text: SUMMER, expect: {{record: {{name: {entry}}}}}}}"
    assert "OPT707" in [one.code for one in warned_on_reading(tmp_path, [step], VIBES)]
