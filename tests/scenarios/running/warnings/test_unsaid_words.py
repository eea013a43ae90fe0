"""A word of the account in the title, in capitals, is told if nothing in the case says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.run import run
from tests.scenarios.warned import ACCOUNTS, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.files.problems import Problem

PEOPLE = "people: {ann: {mdn: +13125550123}, bob: {mdn: +13125550124}}\n"
JOINED = ["{text: SUMMER}", "{text: Y}"]
STOP = "{text: STOP, expect: {state: unsubscribed}}"
STAYS = "{wait: 1h, expect: {state: subscribed}}"
BY_API = (
    "{request: {method: PUT, path: /v2/contacts/13125550123/unsubscribe/sms}, "
    "expect: {state: unsubscribed}}"
)
ADDED = (
    "{request: {method: POST, path: /companies/acme/campaigns/acquisition/ACQ1234/participants, "
    "headers: {X-API-Version: 2}, json: {mobile_phone: {mdn: '${ann.mdn}'}}}, "
    "expect: {state: pending}}"
)
CAMPAIGNS = (
    "{request: {method: GET, path: /companies/acme/campaigns/acquisition, "
    "headers: {X-API-Version: 2}}, expect: {response: {status: 200}}}"
)
FIRST_NAME = "{request: {method: POST, path: /v2/contacts, json: {first_name: %s, %s}}, %s}"
CHANNEL = "channels: {sms: {address: '13125550123'}}"
READ_BACK = "expect: {response: {status: 201}}"


def told(tmp_path: Path, account: str, title: str, steps: list[str], more: str = "") -> list[str]:
    return [one.message for one in warnings(tmp_path, account, title, steps, more)]


def warnings(
    tmp_path: Path, account: str, title: str, steps: list[str], more: str = ""
) -> list[Problem]:
    head, file = f"{PEOPLE}{more}", ACCOUNTS / f"{account}.yaml"
    found = warned_in_run(tmp_path, steps, file, head, title)
    return [one for one in found if one.code == "OPT742"]


@pytest.mark.parametrize(
    ("title", "steps", "word"),
    [
        ("CANCEL ends a subscription", [*JOINED, STOP], "CANCEL"),
        ("After HELP a STOP ends it", [*JOINED, STOP], "HELP"),
        ("SUMR joins", [*JOINED[:1], "{text: Y, expect: {state: subscribed}}"], "SUMR"),
        ("The STOP of Ann leaves Bob alone", [*JOINED, STAYS], "STOP"),
        ("An opt-in confirmed by YES", [*JOINED, STAYS], "YES"),
        ("Customer Y never answers", ["{text: SUMMER, expect: {state: pending}}"], ""),
        # Somebody says it, however it is written, or nearly.
        ("STOP ends a subscription", [*JOINED, STOP], ""),
        ("STOP ends it in small letters", [*JOINED, STOP.replace("STOP", "please s.t.o.p")], ""),
        ("A SUMER is no SUMMER", ["{text: SUMER, expect: {reading: unmatched}}"], ""),
        ("STOPPING is no STOP", ["{text: stopping, expect: {reading: unmatched}}"], ""),
        # A step expects it of a message: that is what the title is about.
        ("The prompt names STOP", ["{text: SUMMER, expect: {replies: [$contains: STOP]}}"], ""),
        # The title says that nobody texts it.
        ("Without a YES nobody is subscribed", ["{text: SUMMER, expect: {state: pending}}"], ""),
        (
            "NO is the end, STOP is not needed",
            ["{text: SUMMER}", "{text: N, expect: {state: declined}}"],
            "",
        ),
        (
            "Who texts HELP is not asked to text SUMMER",
            ["{text: HELP, expect: {reading: help}}"],
            "",
        ),
        ("No STOP is needed", ["{text: SUMMER}", "{text: N, expect: {state: declined}}"], ""),
        ("Nobody texts YES: it stays open", ["{text: SUMMER, expect: {state: pending}}"], ""),
        ("STOP isn't needed", ["{text: SUMMER}", "{text: N, expect: {state: declined}}"], ""),
        (
            "Without a YES she leaves by CANCEL",
            [*JOINED[:1], "{text: N, expect: {state: declined}}"],
            "CANCEL",
        ),
        (
            "HELP, NO and STOP end it",
            ["{text: SUMMER}", "{text: HELP}", "{text: N, expect: {state: declined}}"],
            "STOP",
        ),
        # Small letters, all capitals, emphasis, a part of a word: no word of the account is named.
        ("A cancelled subscription: the end", [*JOINED, STOP], ""),
        ("CANCEL IT", [*JOINED, STOP], ""),
        ("There is NO second prompt", [*JOINED, STOP], ""),
        ("CANCELLED by text", [*JOINED, STOP], ""),
        # Another way to the same end.
        ("The API adds Ann to SUMMER", [ADDED], ""),
        ("The API tells that SUMMER joins", [CAMPAIGNS], ""),
    ],
)
def test_the_title_names_a_word(title: str, steps: list[str], word: str, tmp_path: Path) -> None:
    message = f"the title names {word}, and no step says it"
    assert told(tmp_path, "acme-vibes", title, steps) == ([message] if word else [])


@pytest.mark.parametrize(
    ("title", "steps", "times"),
    [
        ("A STOP by the API ends it", ["{text: JOIN}", BY_API], 0),
        # Cordial's callbacks have the prompt in them, which says how to stop.
        ("A STOP ends it", ["{text: JOIN}", "{text: CANCEL, expect: {state: unsubscribed}}"], 1),
        ("A STOP ends it", ["{text: JOIN}", "{text: CANCEL, expect: {reading: stop}}"], 0),
        ("A JOIN by the API", ["{text: SIGNUP}", BY_API], 1),
        ("INFO can be a name", [FIRST_NAME % ("INFO", CHANNEL, READ_BACK)], 0),
        ("INFO can be a name", [FIRST_NAME % ("Ann", CHANNEL, READ_BACK)], 1),
    ],
)
def test_a_call_brings_it_about_or_says_it(
    title: str, steps: list[str], times: int, tmp_path: Path
) -> None:
    assert len(told(tmp_path, "acme-cordial", title, steps)) == times


@pytest.mark.parametrize(
    ("steps", "times"),
    [
        (["{text: SUMMER}", "{text: STOP, expect: {state: {ACQVIP: none}}}"], 0),
        (["{text: SUMMER}", "{text: STOP, expect: {state: {ACQSUMMER: declined}}}"], 1),
    ],
)
def test_the_id_of_a_campaign_is_as_good_as_its_keyword(
    steps: list[str], times: int, tmp_path: Path
) -> None:
    title = "STOP leaves nothing at VIP"
    assert len(told(tmp_path, "acme-vibes-many", title, steps)) == times


WORDS = "examples: [{word: CANCEL}, {word: END}]\n"


@pytest.mark.parametrize(
    ("title", "told_of"),
    [
        ("CANCEL and END work like STOP", []),
        ("CANCEL, END and STOP stop", ["STOP"]),
        ("CANCEL and END stop", []),
        ("QUIT ends it", ["QUIT"]),
        ("«${word}» stops", []),
    ],
)
def test_a_title_names_the_words_of_all_examples(
    title: str, told_of: list[str], tmp_path: Path
) -> None:
    steps = [*JOINED, "{text: '${word}', expect: {state: unsubscribed}}"]
    found = told(tmp_path, "acme-vibes", title, steps, WORDS)
    assert found == [f"the title names {word}, and no step says it" for word in told_of]


def test_a_title_names_the_words_of_all_accounts(tmp_path: Path) -> None:
    for name in ("acme-vibes", "acme-vibes-single"):
        (tmp_path / f"{name}.yaml").write_bytes((ACCOUNTS / f"{name}.yaml").read_bytes())
    path = tmp_path / "s.yaml"
    path.write_text(
        "scenario: HELP tells of QUIT on one account\n"
        "accounts: [acme-vibes.yaml, acme-vibes-single.yaml]\n"
        "steps:\n  - text: HELP\n    expect:\n      $on:\n"
        "        acme-vibes: {reading: help}\n"
        "        acme-vibes-single: {replies: {$not: {$has: {$contains: QUIT}}}}\n",
        encoding="utf-8",
    )
    result = run([str(path)], CaseFilter())
    assert {str(case.outcome) for case in result.cases} == {"passed"}
    assert [one.message for one in result.warnings if one.code == "OPT742"] == []


def test_each_example_that_only_the_title_uses_is_told(tmp_path: Path) -> None:
    rows = ["{word: CANCEL, then: HELP}", "{word: QUIT, then: Y}", "{word: STOP, then: N}"]
    examples = "examples:\n" + "".join(f"  - {row}\n" for row in rows)
    steps = ["{text: SUMMER}", "{text: '${then}'}", "{text: STOP, expect: {reading: stop}}"]
    found = warnings(tmp_path, "acme-vibes", "«${word}» stops", steps, examples)
    assert [(one.mark and one.mark.line, one.message) for one in found] == [
        (5, "the title names CANCEL, and no step says it"),
        (6, "the title names QUIT, and no step says it"),
    ]
