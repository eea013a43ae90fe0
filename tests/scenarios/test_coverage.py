"""What a suite has exercised, and what it has not."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from optinsim.adapter import Platform
from optinsim.platforms import load_platform
from optinsim.scenarios.coverage import PARTS, Coverage, Tally
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.running.run import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import CaseResult

ROOT = Path(__file__).parents[2]

ACCOUNT = """\
platform: vibes
name: Acme
number: 84237
company_key: acme
subscription_lists: [{id: 1234, name: Alerts}]
campaigns:
  - {acquisition_id: ACQ1, keywords: [SUMMER], subscription_list: 1234, accepts: [yes]}
callbacks:
  - callback_type: person_added
    destination: {url: "https://crm.example/vibes"}
  - callback_type: subscription_added
    subscription_added: {list_id: 1234}
    destination: {url: "https://crm.example/vibes"}
"""
BARE = """\
scenario: Joins
account: account.yaml
cites: ["plan: 1", "plan: 2"]
steps:
  - text: SUMMER
"""
JOINS = f"""{BARE}\
    expect: {{reading: keyword, replies: {{$length: 1}}, callbacks: {{$length: 1}}, state: pending}}
"""


@pytest.fixture
def covered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Coverage]:
    """The coverage of some files beside the account."""
    monkeypatch.chdir(tmp_path)
    Path("account.yaml").write_text(ACCOUNT, encoding="utf-8")

    def covered(**files: str) -> Coverage:
        for name, text in files.items():
            Path(f"{name}.yaml").write_text(text, encoding="utf-8")
        coverage = Coverage()
        run([f"{name}.yaml" for name in files], CaseFilter(), observer=coverage)
        return coverage

    return covered


def seen(tally: Tally, kind: str) -> dict[tuple[str, ...], int]:
    return {item: count for item, count in tally.items(kind).items() if count}


def test_what_a_text_brings_about_is_counted_in_every_kind(
    covered: Callable[..., Coverage],
) -> None:
    tally = covered(a=JOINS).accounts["account.yaml"]
    assert seen(tally, "transitions") == {("none", "join", "pending"): 1}
    assert seen(tally, "readings") == {("keyword", "exact"): 1}
    assert seen(tally, "campaigns") == {("ACQ1", "pending"): 1}
    assert seen(tally, "messages") == {("ACQ1", "prompt"): 1}
    assert seen(tally, "callbacks") == {("person_added",): 1}
    assert seen(tally, "answers") == {}


def test_what_merely_happens_is_not_counted(covered: Callable[..., Coverage]) -> None:
    """A step that expects nothing tests nothing, and neither does `$any`, or a step that fails."""
    text = BARE
    for expect in ("", "    expect: {state: {$any: true}, replies: [No]}\n"):
        tally = covered(a=text + expect).accounts["account.yaml"]
        assert not any(seen(tally, kind) for kind in PARTS)
    tally = covered(a=text + "    expect: {state: pending}\n").accounts["account.yaml"]
    assert [kind for kind in PARTS if seen(tally, kind)] == ["transitions", "campaigns"]


def test_what_is_possible_and_was_not_seen_is_missing(covered: Callable[..., Coverage]) -> None:
    tally = covered(a=JOINS).accounts["account.yaml"]
    assert ("pending", "confirm", "subscribed") in tally.missing("transitions")
    assert ("none", "join", "pending") not in tally.missing("transitions")
    assert ("zip", "postal_code") not in tally.missing("readings")
    assert tally.missing("callbacks") == [("subscription_added",)]
    assert ("", "help") in tally.missing("messages")


def test_prompted_again_is_a_row_and_no_state_reached_again(
    covered: Callable[..., Coverage],
) -> None:
    tally = covered(a=JOINS + "  - {text: SUMMER, expect: {state: pending}}\n").accounts[
        "account.yaml"
    ]
    assert seen(tally, "transitions") == {
        ("none", "join", "pending"): 1,
        ("pending", "join", "pending"): 1,
    }
    assert seen(tally, "campaigns") == {("ACQ1", "pending"): 1}


def test_an_answer_counts_for_its_call_if_its_status_is_documented(
    covered: Callable[..., Coverage],
) -> None:
    calls = """\
scenario: Calls
account: account.yaml
steps:
  - request: {method: GET, path: /companies/acme/mobiledb/persons/KEY}
    expect: {response: {status: 404}}
  - request: {method: GET, path: /companies/acme/mobiledb/persons/KEY, auth: wrong}
    expect: {response: {status: 401}}
  - request: {method: GET, path: /companies/acme/nothing/of/the/kind}
    expect: &not-emulated {response: {status: 501}}
  - request: {method: DELETE, path: /companies/acme/mobiledb/persons/KEY}
    expect: *not-emulated
  - request: {method: GET, path: "/companies/acme/sourcecodes/?page=1"}
    expect: {response: {status: 200}}
"""
    base = "/companies/{company_key}"
    assert seen(covered(a=calls).accounts["account.yaml"], "answers") == {
        ("GET", f"{base}/mobiledb/persons/{{person_key}}", "404"): 1,
        ("*", "*", "401"): 1,
        ("GET", f"{base}/sourcecodes", "200"): 1,
    }


def test_a_callback_that_a_scenario_registers_for_itself_counts_behind_the_others(
    covered: Callable[..., Coverage],
) -> None:
    registers = """\
scenario: Registers
account: account.yaml
steps:
  - request:
      method: POST
      path: /companies/acme/config/callbacks
      json: {callback_type: company_participant_added, destination: {url: "https://a.example"}}
  - text: SUMMER
    expect: {callbacks: {$length: 2}}
"""
    tally = covered(a=registers).accounts["account.yaml"]
    assert list(tally.items("callbacks").items()) == [
        (("subscription_added",), 0),
        (("person_added",), 1),
        (("company_participant_added",), 1),
    ]


def test_a_statement_is_proved_by_a_scenario_that_passes(covered: Callable[..., Coverage]) -> None:
    fails = BARE.replace('"plan: 2"', '"plan: 3"') + "    expect: {state: none}\n"
    coverage = covered(a=JOINS, b=fails)
    assert coverage.cited == {"plan: 1": 2, "plan: 2": 1, "plan: 3": 1}
    assert coverage.proved == {"plan: 1": 1, "plan: 2": 1}
    assert seen(coverage.accounts["account.yaml"], "campaigns") == {("ACQ1", "pending"): 1}


def test_an_account_goes_by_its_file_and_one_in_place_by_where_it_stands(
    covered: Callable[..., Coverage],
) -> None:
    Path("deeper").mkdir()
    Path("deeper/c.yaml").write_text(JOINS.replace("account.yaml", "../account.yaml"))
    in_place = BARE.replace(
        "account: account.yaml", "account: {platform: signalvine, name: B, number: 84238}"
    )
    coverage = covered(a=JOINS, b=in_place, **{"deeper/c": JOINS.replace("acc", "../acc")})
    assert sorted(coverage.accounts) == ["account.yaml", "b.yaml:2"]
    assert list(coverage.platforms()) == ["signalvine", "vibes"]


def test_a_platform_has_what_one_of_its_accounts_exercised(
    covered: Callable[..., Coverage],
) -> None:
    other = ACCOUNT.replace("ACQ1", "ACQ2").replace("SUMMER", "WINTER")
    Path("other.yaml").write_text(other, encoding="utf-8")
    confirms = """\
scenario: Confirms
account: other.yaml
steps: [{text: WINTER, expect: {state: pending}}, {text: Y, expect: {state: subscribed}}]
"""
    coverage = covered(a=JOINS, b=confirms)
    tally = coverage.platforms()["vibes"]
    assert seen(tally, "transitions") == {
        ("none", "join", "pending"): 2,
        ("pending", "confirm", "subscribed"): 1,
    }
    assert seen(tally, "campaigns") == {
        ("ACQ1", "pending"): 1,
        ("ACQ2", "pending"): 1,
        ("ACQ2", "subscribed"): 1,
    }
    assert tally.score() == coverage.score()
    # Only the second one's own campaign and messages come on top of the first one's items.
    first = coverage.accounts["account.yaml"]
    own = [item for kind in ("campaigns", "messages") for item in first.items(kind) if item[0]]
    assert tally.score()[1] == first.score()[1] + len(own)


def test_parts_that_were_counted_apart_and_pickled_are_the_whole(
    covered: Callable[..., Coverage],
) -> None:
    confirms = JOINS + "  - text: Y\n"
    whole = covered(a=JOINS, b=confirms)
    merged = Coverage()
    for part in (covered(b=confirms), covered(a=JOINS), Coverage()):
        merged.merge(pickle.loads(pickle.dumps(part)))  # noqa: S301  (made one line above)
    assert merged == whole
    assert merged.score() == whole.score()


def test_a_platform_that_says_nothing_of_its_calls_has_none_to_cover(
    covered: Callable[..., Coverage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_platform("vibes"), "surface", Platform.surface)
    asks = JOINS + "  - request: {method: GET, path: /companies/acme/sourcecodes}\n"
    tally = covered(a=asks).accounts["account.yaml"]
    assert "callbacks" not in tally.declared
    assert tally.items("callbacks") == {}
    assert tally.items("answers") == {}
    assert tally.score(["transitions"])[0] == 1


def test_an_observer_does_not_see_a_case_that_was_not_run(tmp_path: Path) -> None:
    (tmp_path / "account.yaml").write_text(ACCOUNT, encoding="utf-8")
    fails = BARE + "    expect: {state: none}\n"
    path = tmp_path / "a.yaml"
    path.write_text(f"{fails}---\n{JOINS}---\nscenario: broken\n", encoding="utf-8")
    told: list[tuple[str, Outcome, int]] = []

    class Listener(Coverage):
        def see(self, case: Case, result: CaseResult) -> None:
            told.append((case.title, result.outcome, len(result.steps)))

    run([str(path)], CaseFilter(), stop_at_failure=True, observer=Listener())
    assert told == [("Joins", Outcome.FAILED, 1)]


@pytest.mark.no_cover  # all scenarios once more: tests/test_scenarios.py covers what they do
def test_our_own_scenarios_do_only_what_was_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    coverage = Coverage()
    run(["scenarios"], CaseFilter(), observer=coverage)
    for name, tally in coverage.accounts.items():
        for kind in PARTS.keys() - {"callbacks"}:
            assert tally.items(kind).keys() == set(tally.declared[kind]), (name, kind)
    for tally in coverage.platforms().values():
        exercised, items = tally.score()
        assert exercised / items > 0.85
