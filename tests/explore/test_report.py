"""What people read of a search: how much, for whom, each event once, and what was searched."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest

from optinsim.explore.exploration import Audience, Bounds, by_conversation
from optinsim.explore.json_form import as_json
from optinsim.explore.report import write_exploration
from optinsim.explore.saving import save
from optinsim.explore.search import explore
from optinsim.laws.law import Reach
from optinsim.laws.packs import PACKS
from optinsim.report.screen import Screen
from tests.explore.test_planted_faults import CORDIAL, SIGNALVINE, VIBES, account_of

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.explore.exploration import Exploration

SINGLE = VIBES.replace("accepts: [yes]", "confirmation: none")
"""A call subscribes at once, and sends the welcome: it breaks two laws."""
MARK = "← this breaks it"


def searched(text: str, folder: Path, **bounds: Any) -> Exploration:
    return explore(account_of(text, folder), PACKS[0], Bounds(**{"people": 1, **bounds}))


def shown(result: Exploration, *given: str) -> str:
    stream = StringIO()
    write_exploration(Screen(stream), result, "acme.yaml", given=given)
    return stream.getvalue()


def unwrapped(text: str) -> str:
    return " ".join(text.split())


def test_the_first_lines_say_how_much_there_is_and_for_whom(tmp_path: Path) -> None:
    text = unwrapped(shown(searched(SINGLE, tmp_path)))
    assert text.startswith(
        "Acme (acme.yaml): 3 findings: 1 to change in the account, 2 for callers of the Vibes"
        " API. To change in the account 1 of 3"
    )


def test_findings_of_one_kind_are_said_to_be_so(tmp_path: Path) -> None:
    text = unwrapped(shown(searched(VIBES, tmp_path, states=5)))
    assert text.startswith(
        "Acme (acme.yaml): 1 finding, to change in the account."
        " The search is NOT complete: after 5 states."
    )
    text = unwrapped(shown(searched(VIBES, tmp_path, states=1)))
    assert text.startswith("Acme (acme.yaml): no findings so far. The search is NOT complete")


def test_what_the_account_can_mend_is_told_before_what_is_worse_but_the_callers_to_mend(
    tmp_path: Path,
) -> None:
    found = searched(SINGLE, tmp_path).found
    told = [(one.audience, one.law.name) for one in found]
    assert told == [
        (Audience.ACCOUNT, "stop-is-read"),
        (Audience.API, "nothing-after-stop"),
        (Audience.API, "api-respects-stop-and-no"),
    ]


def test_what_every_account_has_is_told_after_what_this_one_says(tmp_path: Path) -> None:
    found = searched(f'{VIBES}  stop: ""\n', tmp_path, calls=0).found
    told = [one.law.name for one in found if one.law.severity == "sev1"]
    assert told == ["stop-is-confirmed-once", "stop-is-read"]


def test_an_assumption_about_the_vendor_is_for_nobody_to_change_but_to_ask_about(
    tmp_path: Path,
) -> None:
    double = CORDIAL.replace("opt_in: single", "opt_in: double")
    result = searched(double, tmp_path)
    last = result.found[-1]
    assert (last.audience, last.law.name) == (Audience.VENDOR, "pending-ends")
    assert [one["for"] for one in as_json(result)["findings"]].index("vendor") == (
        len(result.found) - 1
    )
    result.found = [result.found[0], last]
    text = unwrapped(shown(result))
    assert text.startswith(
        "Acme (acme.yaml): 2 findings: 1 to change in the account, 1 to ask the vendor about."
    )
    assert "To ask the vendor about 2 of 2 the opt-in to alerts waits" in text


def test_what_one_conversation_breaks_for_two_readers_is_told_to_each(tmp_path: Path) -> None:
    result = searched(SIGNALVINE, tmp_path, states=300, calls=0)
    vendors = result.found[-1]
    assert vendors.audience is Audience.VENDOR
    accounts = replace(vendors, broken=replace(vendors.broken, reach=Reach.WHOLE))
    assert by_conversation([accounts, vendors]) == [[accounts], [vendors]]


def test_a_change_is_told_once_and_then_named_by_its_number(tmp_path: Path) -> None:
    result = searched(SIGNALVINE, tmp_path, states=300, calls=0)
    words = [one for one in result.found if one.broken.remedy.startswith("write words: {stop")]
    assert [one.law.name for one in words] == ["nothing-after-stop", "stop-is-read"]
    result.found = words
    text = shown(result)
    assert text.count("  change: write words: {stop") == 1
    assert "\n  change: the same change as 1 of 2\n" in text.partition("2 of 2")[2]


def test_the_same_words_about_another_call_are_another_change(tmp_path: Path) -> None:
    result = searched(CORDIAL, tmp_path)
    calls = [one for one in result.found if one.audience is Audience.API]
    (told,) = {one.broken.remedy for one in calls if one.law.name != "api-respects-stop-and-no"}
    assert told.startswith("do not make this call")
    text = shown(result)
    assert "the same change" not in text
    result = searched(SINGLE, tmp_path)
    one, other = (one for one in result.found if one.audience is Audience.API)
    assert one.path == other.path
    result.found = [one, replace(other, broken=one.broken)]
    assert "\n  change: the same change as 1 of 2\n" in shown(result)


def test_time_that_carries_out_a_call_is_the_callers_too(tmp_path: Path) -> None:
    found = searched(SIGNALVINE, tmp_path, states=3000).found
    (imported,) = [one for one in found if one.law.name == "api-respects-stop-and-no"]
    assert imported.path[-1].name == "until something is due"
    assert imported.audience is Audience.API
    (asked,) = [one for one in found if one.law.name == "nothing-after-stop"]
    assert asked.path[-1].name == "until something is due"
    assert asked.audience is Audience.ACCOUNT


def test_what_one_conversation_breaks_is_told_with_it_once(tmp_path: Path) -> None:
    text = shown(searched(SINGLE, tmp_path))
    assert text.count("the shortest conversation") == 2
    assert "\n3 of 3  also breaks api-respects-stop-and-no (SEV1, serious): the API call" in text


@pytest.mark.no_cover  # long searches: those of the other tests cover them
@pytest.mark.parametrize(
    ("account", "law", "marked"),
    [
        (VIBES, "stop-is-read", "MO  +13125550123 → 84237  "),
        (VIBES, "nothing-after-stop", "API POST /companies/acme/campaigns/acquisition/A"),
        (SIGNALVINE, "nothing-after-stop", "time passes"),
    ],
)
def test_the_step_that_breaks_the_law_is_marked_and_no_other(
    account: str, law: str, marked: str, tmp_path: Path
) -> None:
    result = searched(account, tmp_path, states=3000)
    result.found = [one for one in result.found if one.law.name == law][:1]
    (line,) = [line for line in shown(result).splitlines() if MARK in line]
    assert marked in line
    if law == "stop-is-read":
        assert result.found[0].path[-1].name in line


def test_ids_in_a_conversation_have_their_names_beside_them(tmp_path: Path) -> None:
    text = shown(searched(VIBES, tmp_path))
    assert "the shortest conversation that shows it (A is Sale):\n" in text


def test_other_texts_and_calls_are_said_to_do_the_same(tmp_path: Path) -> None:
    result = searched(VIBES, tmp_path)
    told, *others = result.found[0].wordings
    assert told == result.found[0].path[-1].name
    names = ", ".join(map(repr, others))
    assert f"also: the same with the texts {names} law:" in unwrapped(shown(result))
    text = unwrapped(shown(searched(CORDIAL, tmp_path)))
    assert "also: the same with the call «Subscribe a contact from a web page»" in text


def test_a_call_is_not_named_twice_for_the_fields_that_are_filled_in(tmp_path: Path) -> None:
    result = searched(VIBES, tmp_path)
    (found,) = [one for one in result.found if one.law.name == "nothing-after-stop"]
    assert len(found.wordings) == 2
    assert "(fields filled in)" not in shown(result)


def test_without_findings_it_says_what_holds_in_every_conversation(tmp_path: Path) -> None:
    result = searched(VIBES, tmp_path, calls=0)
    result.found = []
    text = shown(result)
    assert text.startswith("Acme (acme.yaml): no findings.\n")
    assert "  - After a stop, nothing is sent but the one confirmation.\n" in text
    assert "between 8 a.m. and 9 p.m." not in text  # no search judges it
    assert "What next" not in text
    result.ended = "after 2 states"
    assert "After a stop, nothing" not in shown(result)


def test_what_was_searched_is_wrapped_and_no_word_is_cut(tmp_path: Path) -> None:
    keywords = ", ".join(f"KEYWORD{n}" for n in range(400))
    text = shown(searched(VIBES.replace("[SALE]", f"[{keywords}]"), tmp_path, states=1))
    _, _, part = text.partition("What was searched\n")
    assert max(len(line) for line in part.splitlines()) <= 100
    assert all(f"KEYWORD{n}" in part.replace(";", " ").split() for n in range(400))


def test_the_bounds_are_what_was_not_tried(tmp_path: Path) -> None:
    text = unwrapped(shown(searched(VIBES, tmp_path)))
    assert "Beyond the bounds, and so not tried: more than 1 import or the like by API in" in text
    assert (
        "The search is complete within these bounds. It did not try anything beyond them." in text
    )
    exact = unwrapped(shown(searched(VIBES, tmp_path, calls=0, exact_times=True)))
    assert "not tried: an import or the like by API in a conversation;" in exact
    assert "moments between deadlines, but for the second before each" in exact


def test_what_next_names_only_what_was_not_asked_for(tmp_path: Path) -> None:
    result = searched(VIBES, tmp_path)
    explained = ["optinsim explain stop-is-read", "optinsim explain nothing-after-stop"]
    for given, named in (
        ((), [*explained, "--save DIR", "--breaks nothing-after-stop"]),
        (("save", "breaks"), explained),
    ):
        _, _, following = shown(result, *given).partition("What next\n")
        assert [line[2:].split("  ")[0] for line in following.splitlines()] == named


@pytest.mark.no_cover  # a whole search: those of the other tests cover it
def test_what_next_names_the_first_three_laws_once_each(tmp_path: Path) -> None:
    result = searched(SIGNALVINE, tmp_path, states=300)
    laws = list(dict.fromkeys(one.law.name for one in result.found))
    assert len(laws) > 3
    result.found = [*result.found, *result.found]
    _, _, following = shown(result).partition("What next\n")
    named = [line.split()[2] for line in following.splitlines() if "optinsim explain " in line]
    assert named == laws[:3]


def test_the_json_says_who_can_mend_it_and_what_people_got(tmp_path: Path) -> None:
    read, sent, _ = as_json(searched(SINGLE, tmp_path), "acme.yaml")["findings"]
    assert (read["for"], read["severity"], read["severity_means"]) == ("account", "sev1", "serious")
    assert (sent["for"], sent["severity_means"]) == ("api", "very serious")
    stop, call = sent["conversation"]
    assert [reply["purpose"] for reply in stop["replies"]] == ["stop"]
    assert [(one["campaign"], one["to"]) for one in call["changes"]] == [("A", "subscribed")]


def test_a_finding_without_a_scenario_is_named_with_the_reason(tmp_path: Path) -> None:
    double = CORDIAL.replace("opt_in: single", "opt_in: double")
    result = searched(double + 'messages: {stop: "Acme: bye"}\n', tmp_path)
    saved = save(result, tmp_path / "account.yaml", tmp_path / "found")
    reasons = {found.law.name: why for _, found, why in saved.left_out}
    assert reasons["pending-ends"] == "no step can expect its contrary"
    assert reasons["texts-say-what-they-must"].startswith("it is about the account")
    assert len(saved.written) + len(saved.left_out) == len(result.found)
    again = save(result, tmp_path / "account.yaml", tmp_path / "found")
    assert not again.written
    assert "is there already" in again.left_out[0][2]


def test_the_titles_of_scenarios_are_distinct(tmp_path: Path) -> None:
    second = "  - {acquisition_id: B, description: Sale, keywords: [NEWS], subscription_list: 2}\n"
    result = searched(SINGLE.replace("messages:\n", f"{second}messages:\n"), tmp_path)
    saved = save(result, tmp_path / "account.yaml", tmp_path / "found")
    titles = [path.read_text(encoding="utf-8").splitlines()[2] for path in saved.written]
    assert all(title.startswith("scenario: ") for title in titles)
    assert len(set(titles)) == len(titles) == len(result.found)
