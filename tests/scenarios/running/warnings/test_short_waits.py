"""A wait that expects nothing is told if nothing could have come in it anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, SHOP, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = "ed1b9efb-0ccf-4ea0-9585-0d7e57f28869"
VINE = ACCOUNTS / "bigstate-signalvine.yaml"
MANY = ACCOUNTS / "acme-vibes-many.yaml"
SUMMER = "{text: SUMMER, expect: {state: pending}}"
STOP = "{text: STOP, expect: {reading: stop}}"
SILENT = "{wait: %s, expect: {replies: [], callbacks: []}}"
EXPIRY = "without 'STOP', the expiry would come at 2026-01-06T15:00:00Z, after this wait"


def told(folder: Path, steps: list[str], account: Path = SHOP, head: str = "") -> list[str]:
    warnings = warned_in_run(folder, steps, account, head)
    return [one.message for one in warnings if one.code == "OPT744"]


@pytest.mark.parametrize(
    "expect",
    [
        "replies: []",
        "callbacks: []",
        "replies: {$length: 0}",
        "callbacks: {$not: {$has: {callback_type: subscription_added}}}",
    ],
)
def test_a_wait_that_ends_before_what_a_stop_prevents(expect: str, tmp_path: Path) -> None:
    steps = [SUMMER, STOP, f"{{wait: 1h, expect: {{{expect}}}}}"]
    assert told(tmp_path, steps) == [EXPIRY]


@pytest.mark.parametrize(
    ("steps", "times"),
    [
        ([SUMMER, STOP, SILENT % "23h", "{text: HELP, expect: {state: declined}}"], 1),
        ([SUMMER, "{wait: 1h}", STOP, SILENT % "22h59m59s"], 1),
        ([SUMMER, STOP, "{wait: 1h}", SILENT % "1h"], 1),
        ([SUMMER, STOP, SILENT % "1h", SILENT % "1h"], 1),
        ([SUMMER, STOP, "{text: HELP, expect: {reading: help}}", SILENT % "1h"], 1),
        ([SUMMER, STOP, "{wait_until: 2026-01-06T14:59:59Z, expect: {callbacks: []}}"], 1),
        # The wait is long enough, or a later one is.
        ([SUMMER, STOP, SILENT % "1d"], 0),
        ([SUMMER, STOP, "{wait: 1d}", SILENT % "1h"], 0),
        ([SUMMER, STOP, SILENT % "1h", "{wait: 23h, expect: {state: declined}}"], 0),
        # It expects nothing, or what the stop has done.
        ([SUMMER, STOP, "{wait: 1h}", SUMMER], 0),
        ([SUMMER, STOP, "{wait: 1h, expect: {state: declined}}"], 0),
        ([SUMMER, STOP, "{wait: 1h, expect: {state: declined, callbacks: []}}"], 0),
        # No time passes in it.
        ([SUMMER, STOP, "{wait: 0s, expect: {replies: []}}"], 0),
        # It is about an opt-in that goes on.
        ([SUMMER, SILENT % "1h"], 0),
        ([SUMMER, STOP, SUMMER, SILENT % "1h"], 0),
        ([SUMMER, "{text: SUMMER, from: +13125550187}", STOP, SILENT % "1h"], 0),
        # The stop has prevented nothing.
        ([SUMMER, "{text: 'Y', expect: {state: subscribed}}", STOP, SILENT % "1h"], 0),
        ([SUMMER, "{wait: 1d}", STOP, SILENT % "1h"], 0),
        ([STOP, SILENT % "1h"], 0),
    ],
)
def test_how_long_a_wait_is_and_what_it_is_about(
    steps: list[str], times: int, tmp_path: Path
) -> None:
    assert len(told(tmp_path, steps)) == times


@pytest.mark.parametrize("text", ["N", "Y", "60601"])
def test_an_answer_prevents_the_expiry_as_a_stop_does(text: str, tmp_path: Path) -> None:
    steps = [SUMMER, f"{{text: '{text}', expect: {{reading: {{$not: unmatched}}}}}}"]
    found = told(tmp_path, [*steps, SILENT % "1h"])
    assert found == [EXPIRY.replace("STOP", text)]
    assert told(tmp_path, [*steps, SILENT % "24h"]) == []


@pytest.mark.parametrize(
    ("text", "wait", "hour"),
    [("LOCAL", "1h", "2026-01-06T15"), ("VIP", "1h", "2026-01-05T17"), ("VIP", "2h", "")],
)
def test_each_campaign_has_its_own_time(text: str, wait: str, hour: str, tmp_path: Path) -> None:
    steps = [f"{{text: {text}, expect: {{replies: {{$length: 1}}}}}}", STOP, SILENT % wait]
    found = told(tmp_path, steps, MANY)
    assert found == ([EXPIRY.replace("2026-01-06T15", hour)] if hour else [])


JOIN = "{text: JOIN, expect: {state: subscribed}}"
QUESTION = "the question would come at 2026-01-06T15:00:0%dZ, after this wait"
IMPORT = (
    "{request: {method: POST, path: /v2/programs/ed1b9efb-0ccf-4ea0-9585-0d7e57f28869/participants,"
    " json: {program: ed1b9efb-0ccf-4ea0-9585-0d7e57f28869,"
    " options: {new: add, mode: row, existing: [active], absent: ignore}, participants:"
    ' "customer_id,first_name,last_name,phone,group_list,active\\nC1,Ann,Lee,${me.mdn},,%s"}}}'
)
IMPORTED = [IMPORT % "true", "{wait: 10s, expect: {state: subscribed}}", IMPORT % "false"]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([JOIN, STOP, "{wait: 1h, expect: {replies: []}}"], [f"without 'STOP', {QUESTION % 0}"]),
        ([JOIN, STOP, "{wait: 1d, expect: {replies: []}}"], []),
        (
            [*IMPORTED, "{wait: 10s, expect: {state: unsubscribed}}", SILENT % "1h"],
            [f"without the call, {QUESTION % 1}"],
        ),
        # The silence is that of the import, which is carried out in this wait.
        ([*IMPORTED, "{wait: 10s, expect: {replies: [], state: unsubscribed}}"], []),
        # The person is still to be asked.
        ([JOIN, "{wait: 1h, expect: {replies: []}}"], []),
    ],
)
def test_a_question_that_a_stop_or_a_call_prevents(
    steps: list[str], expected: list[str], tmp_path: Path
) -> None:
    assert told(tmp_path, steps, VINE) == expected


@pytest.mark.parametrize(
    ("steps", "times"),
    [
        (["{wait: 1h}"], 1),
        (["{wait: 1d}"], 0),
        (["{wait: 1h}", "{wait: 23h}"], 0),
        # This wait only lets time pass, or is about the state.
        (["{wait: 1h}", "{text: HELP, expect: {replies: {$length: 1}}}"], 0),
        (["{wait: 1h, expect: {state: declined}}"], 0),
    ],
)
def test_the_last_wait_of_a_strict_scenario_expects_silence(
    steps: list[str], times: int, tmp_path: Path
) -> None:
    joined = (
        "{text: SUMMER, expect: {replies: {$length: 1}, callbacks: {$length: 0}, state: pending}}"
    )
    stopped = "{text: STOP, expect: {replies: {$length: 1}, state: declined}}"
    found = told(tmp_path, [joined, stopped, *steps], head="strict: true")
    assert len(found) == times


SOON = "the expiry at 2026-01-06T15:00:00Z comes only after this wait"


@pytest.mark.parametrize(
    ("steps", "times"),
    [
        ([SUMMER, SILENT % "24m"], 1),
        ([SUMMER, SILENT % "25m"], 1),
        ([SUMMER, "{wait: 1h}", SILENT % "23m"], 1),
        ([SUMMER, SILENT % "24m", "{text: HELP, expect: {reading: help}}"], 1),
        ([SUMMER, SILENT % "24m", STOP], 1),
        ([SUMMER, "{wait: 24m, expect: {callbacks: {$not: {$has: {callback_type: x}}}}}"], 1),
        # The number of another unit would be about another time, or the wait is a usual one.
        ([SUMMER, SILENT % "30m"], 0),
        ([SUMMER, SILENT % "12m"], 0),
        ([SUMMER, SILENT % "1h"], 0),
        ([SUMMER, SILENT % "1h24m"], 0),
        ([SUMMER, SILENT % "23h59m"], 0),
        # A later wait sees the expiry, or a later step shows that it has not come.
        ([SUMMER, SILENT % "24m", "{wait: 24h, expect: {state: expired}}"], 0),
        ([SUMMER, SILENT % "24m", "{text: HELP, expect: {state: pending}}"], 0),
        ([SUMMER, SILENT % "24m", "{text: Y, expect: {reading: yes}}"], 0),
        ([SUMMER, "{wait: 24m, expect: {replies: [], state: pending}}"], 0),
        # It expects nothing, or no timer runs.
        ([SUMMER, "{wait: 24m}", "{text: HELP, expect: {reading: help}}"], 0),
        (
            [SUMMER, "{text: Y, expect: {state: subscribed}}", "{wait: 24m, expect: {record: {}}}"],
            0,
        ),
    ],
)
def test_a_wait_in_minutes_for_an_expiry_in_hours(
    steps: list[str], times: int, tmp_path: Path
) -> None:
    assert told(tmp_path, steps) == [SOON] * times


def test_a_wait_in_hours_for_a_question_in_days(tmp_path: Path) -> None:
    account = tmp_path / "account.yaml"
    text = f"extends: {VINE}\nprograms:\n  - id: {PROGRAM}\n    questions:\n"
    text += "      - {id: later, after: 2d, text: Will you come?, answers: [{word: Sure}]}\n"
    account.write_text(text, encoding="utf-8")
    message = "the question at 2026-01-07T15:00:00Z comes only after this wait"
    steps = [JOIN, "{wait: 1d}", "{text: hello, expect: {replies: []}}"]
    assert told(tmp_path, [JOIN, "{wait: 2h, expect: {replies: []}}"], account) == [message]
    assert told(tmp_path, [JOIN, "{wait: 3h, expect: {replies: []}}"], account) == []
    assert told(tmp_path, steps, account) == []


@pytest.mark.parametrize(
    ("title", "wait", "times"),
    [
        ("An opt-in that expires sends no text", "1h", 1),
        ("The opt-in expires in silence", "20h", 1),
        ("An opt-in does not expire within an hour", "1h", 0),
        ("No text before the opt-in expires", "1h", 0),
        ("The prompt is sent once", "1h", 0),
        # The wait ends just before the expiry, or sees it.
        ("An opt-in expires after a day", "23h", 0),
        ("An opt-in that expires sends no text", "24h", 0),
    ],
)
def test_the_title_says_that_something_expires(
    title: str, wait: str, times: int, tmp_path: Path
) -> None:
    steps = [SUMMER, f"{{wait: {wait}, expect: {{replies: []}}}}"]
    warnings = warned_in_run(tmp_path, steps, SHOP, title=title)
    assert [one.message for one in warnings if one.code == "OPT744"] == [SOON] * times


def test_a_comment_says_that_the_wait_is_meant(tmp_path: Path) -> None:
    wait = SILENT % "1h" + "  # optinsim: ignore OPT744 the CRM polls once an hour"
    assert told(tmp_path, [SUMMER, STOP, wait]) == []
