"""A scenario made from a log of real messages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optinsim import load_account
from optinsim.files.problems import MOST_PROBLEMS, FileError
from optinsim.scenarios.reading.cases import Case
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.reading.people import MOST_PEOPLE
from optinsim.scenarios.running.case_run import run_case
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.writing.from_log import LogScenario
from optinsim.scenarios.writing.message_log import LoggedMessage
from optinsim.scenarios.writing.record import scenario_text

ROOT = Path(__file__).parents[3]
SHOP = ROOT / "docs/examples/shop/account.yaml"
PROMPT = (
    "Acme: reply Y to get Summer Sale texts. Msg & data rates may apply. "
    "Reply HELP for help, STOP to cancel."
)
WIDE = "".join(chr(ord(digit) + 0xFEE0) for digit in "2995551234")
"""A number as East Asian keyboards write it."""
ANN, BOB = "+12995551234", "+12995556789"
BRAND = "84237"
START = datetime(2026, 3, 1, 10, tzinfo=UTC)


def message(sender: str, to: str, text: str, seconds: float = 0) -> LoggedMessage:
    return LoggedMessage(
        line=2,
        at=START + timedelta(seconds=seconds),
        has_zone=True,
        sender=sender,
        to=to,
        text=text,
    )


def scenario(*messages: LoggedMessage, compared: bool = False) -> str:
    """The scenario of a log, from its steps on."""
    return whole(*messages, compared=compared).partition("steps:\n")[2]


def whole(*messages: LoggedMessage, compared: bool = False) -> str:
    account = load_account(SHOP) if compared else None
    made = LogScenario(messages, "log.csv", account)
    return scenario_text(made.written("Imported", str(SHOP)))


def test_a_text_expects_what_was_answered() -> None:
    assert (
        scenario(
            message(ANN, BRAND, "SUMMER"),
            message(BRAND, ANN, "Reply Y", 2),
            message(BRAND, ANN, "Or N", 3),
            message(ANN, BRAND, "Hm", 30),
        )
        == """\
  - text: SUMMER
    expect:
      replies: ["Reply Y", "Or N"]
  - text: Hm
    expect:
      replies: []
"""
    )


def test_time_that_passed_is_waited_for_and_short_whiles_are_made_up_for() -> None:
    steps = scenario(
        message(ANN, BRAND, "a"),
        message(ANN, BRAND, "b", 59),
        message(ANN, BRAND, "c", 118),
        message(ANN, BRAND, "d", 118 + 86_400),
    )
    assert re.findall(r"text: (\w)|wait: (\w+)", steps) == [
        ("a", ""),
        ("b", ""),
        ("", "1m58s"),
        ("c", ""),
        ("", "1d"),
        ("d", ""),
    ]


def test_a_wait_that_is_longer_than_files_can_say_is_until_a_time() -> None:
    """A year that was mistyped must not make a file that cannot be run."""
    century = 36_500 * 86_400
    log = [message(ANN, BRAND, "a"), message(ANN, BRAND, "b", century)]
    late = message(ANN, BRAND, "c", century + 1)
    assert "  - wait: 36500d\n" in scenario(*log)
    assert '  - wait_until: "2126-02-05T10:00:01Z"\n' in scenario(log[0], late)
    text = whole(log[0], late, compared=True)
    assert not Loader().load_text(ROOT / "imported.yaml", "imported.yaml", text).problems


def test_what_came_much_later_or_unasked_came_of_time() -> None:
    assert (
        scenario(
            message(BRAND, ANN, "We have you on our list"),
            message(ANN, BRAND, "OK", 60),
            message(BRAND, ANN, "A question", 60 + 86_400),
            message(BRAND, ANN, "Another", 75 + 86_400),
        )
        == """\
  - wait: 1s
    expect:
      replies: ["We have you on our list"]
  - text: OK
    expect:
      replies: []
  - wait: 1d59s
    expect:
      replies: ["A question", Another]
"""
    )


def test_an_answer_belongs_to_the_text_of_its_own_person() -> None:
    assert (
        scenario(
            message(ANN, BRAND, "SUMMER"),
            message(BOB, BRAND, "STOP", 1),
            message(BRAND, ANN, "Reply Y", 2),
            message(BRAND, BOB, "Bye", 3),
        )
        == """\
  - text: SUMMER
    from: person1
    expect:
      replies: ["Reply Y"]
  - text: STOP
    from: person2
    expect:
      replies: [Bye]
"""
    )


def test_the_scenario_starts_when_the_log_does_and_says_what_it_is() -> None:
    text = whole(message(ANN, BRAND, "SUMMER", 0.5))
    assert text.startswith("""\
# Made from 1 message of a log. What is expected is what the log says.
# The people's numbers are made up. Look for names and other data in the texts.
# Say below which account the texts went to.
scenario: Imported
""")
    assert "start: 2026-03-01T10:00:00Z\n" in text
    no_zone = replace(message(ANN, BRAND, "x"), has_zone=False)
    assert "# The log has times without a time zone: they were taken for UTC.\n" in whole(no_zone)


def test_numbers_are_made_up_wherever_and_however_they_stand() -> None:
    text = whole(
        message(ANN, BRAND, "Call (299) 555-1234 or +12995551234, 1-299-555-1234 or 2995551234."),
        message(BRAND, ANN, "Not 5672995551234 nor 29955512349, but 299.555.1234"),
        message(BOB, BRAND, "299 555 1234 299-555-6789 12995551234", 9),
        message(BOB, BRAND, f"299/555/1234 299\u2013555\u20131234 {WIDE}", 10),
    )
    assert "299555" not in text.replace("5672995551234", "").replace("29955512349", "")
    assert "Call (916) 555-0174 or +19165550174, 1-916-555-0174 or 9165550174." in text
    assert "Not 5672995551234 nor 29955512349, but 916.555.0174" in text
    assert "916 555 0174 301-555-0183 19165550174" in text
    assert "916/555/0174 916\u2013555\u20130174 9165550174" in text
    assert 'person1: {mdn: "+19165550174"}\n  person2: {mdn: "+13015550183"}' in text


def test_numbers_that_are_made_up_already_stay_and_are_given_to_no_other_person() -> None:
    kept = "+19165550174"  # the first that would be made up
    text = whole(message(ANN, BRAND, "a"), message(kept, BRAND, "b", 1))
    assert 'person1: {mdn: "+13015550183"}\n  person2: {mdn: "+19165550174"}' in text


def test_a_foreign_number_is_made_up_too_and_digit_for_digit_in_texts() -> None:
    text = whole(message("+442079460018", BRAND, "I am 020 7946 0018, or +44 20 7946 0018"))
    assert "7946" not in text
    assert 'me: {mdn: "+19165550174"}' in text


def test_without_an_account_the_short_code_is_the_brands() -> None:
    text = scenario(
        message("55555", ANN, "Hi"), message(ANN, "55555", "Ho", 1), message(ANN, "66666", "Hu", 2)
    )
    assert text.count("to:") == 1
    assert "text: Hu\n    to: 66666" in text


def test_the_number_that_is_texted_first_is_the_one_that_needs_no_to() -> None:
    assert "to:" not in scenario(message("ACME", ANN, "Hi"), message(ANN, "66666", "Ho", 1))


def test_without_a_short_code_it_is_the_number_that_all_messages_share() -> None:
    long = "+13035550142"
    text = whole(message(ANN, long, "a"), message(BOB, long, "b", 1), message(long, ANN, "c", 2))
    assert "+13035550142" not in text.partition("people:")[2]
    with pytest.raises(FileError, match="which number is the brand's cannot be told"):
        whole(message(ANN, long, "a"))


def inbound(log: LoggedMessage) -> LoggedMessage:
    return replace(log, inbound=True)


def outbound(log: LoggedMessage) -> LoggedMessage:
    return replace(log, inbound=False)


def test_the_direction_decides_whose_number_is_whose() -> None:
    long = "+13035550142"
    text = whole(inbound(message(ANN, long, "a")), outbound(message(long, ANN, "b", 1)))
    assert f'"{ANN}"' not in text
    assert "- text: a\n    expect:\n      replies: [b]\n" in text
    # Where the brand's number is not said at all, too.
    text = scenario(inbound(message(ANN, "", "a")), outbound(message("", ANN, "b", 1)))
    assert text == "  - text: a\n    expect:\n      replies: [b]\n"


def test_directions_that_contradict_the_numbers_are_reported_and_an_account_settles_it() -> None:
    turned = outbound(message(ANN, BRAND, "SUMMER")), inbound(message(BRAND, ANN, PROMPT, 1))
    with pytest.raises(FileError, match="the directions contradict the numbers"):
        whole(*turned)
    assert "- text: SUMMER\n" in whole(*turned, compared=True)
    both = inbound(message(ANN, BOB, "a")), inbound(message(BOB, ANN, "b", 1))
    with pytest.raises(FileError, match="the directions contradict the numbers"):
        whole(*both)


def test_a_name_in_place_of_a_number_is_the_brands() -> None:
    text = scenario(message(ANN, BRAND, "SUMMER"), message("ACME", ANN, PROMPT, 1), compared=True)
    assert f'replies:\n        - "{PROMPT}"\n' in text
    assert "the simulation says" not in text


def test_a_person_with_a_short_code_gets_a_made_up_number() -> None:
    text = whole(message("333", BRAND, "My number is 299-555-1234"), compared=True)
    assert "My number is 299-555-1234" in text
    assert 'me: {mdn: "+19165550174"}' in text


def test_a_message_between_strangers_is_left_out_and_reported() -> None:
    log = [message(ANN, BRAND, "a"), message(ANN, BOB, "b"), message(BRAND, BRAND, "c")]
    made = LogScenario(log, "log.csv", None)
    expected = "the brand's [OPT531]\n  expected 84237 on one side"
    assert [str(problem) for problem in made.warnings] == [
        f"log.csv:2:1: warning: {ANN} and {BOB} are neither of them {expected}",
        f"log.csv:2:1: warning: 84237 and 84237 are both {expected}",
    ]
    text = scenario_text(made.written("Imported", "account.yaml", left_out=2))
    assert "# 4 rows of the log were left out" in text
    assert text.partition("steps:\n")[2] == "  - text: a\n    expect:\n      replies: []\n"


def test_a_log_of_strangers_only_is_refused_and_the_first_ones_are_reported() -> None:
    codes = [message(str(10_000 + i), str(20_000 + i), "a") for i in range(MOST_PROBLEMS + 1)]
    with pytest.raises(FileError) as told:
        whole(*codes)
    assert len(told.value.problems) == MOST_PROBLEMS
    assert told.value.problems[0].severity == "error"
    first = "10000 or 10001 or 10002 or 10003 or 10004 or another"
    assert told.value.problems[0].expected == f"{first} on one side"


def test_a_crowd_is_refused() -> None:
    crowd = [message(f"+1299{2_000_000 + i}", BRAND, "x") for i in range(MOST_PEOPLE + 1)]
    with pytest.raises(FileError, match="has 1,001 people"):
        whole(*crowd)


def test_with_an_account_comments_say_where_the_simulation_differs() -> None:
    made = LogScenario(
        [
            message(ANN, BRAND, "SUMMER"),
            message(BRAND, ANN, PROMPT, 1),
            message(ANN, BRAND, "Y", 5),
            message(BRAND, ANN, "Hi", 6),
            message(ANN, BRAND, "hello?", 90),
            message(BRAND, ANN, "What?", 91),
        ],
        "log.csv",
        load_account(SHOP),
    )
    text = scenario_text(made.written("Imported", "account.yaml"))
    assert made.differences == 2
    assert re.findall(r"# the simulation says: (.*)", text) == [
        '"Acme: welcome to Summer Sale! Reply HELP for help, STOP to cancel."',
        "nothing",
    ]
    assert "replies: [Hi]" in text
    assert "Say below" not in text


def run_text(text: str, folder: Path) -> Outcome:
    path = folder / "s.yaml"
    path.write_text(text, encoding="utf-8")
    loaded = Loader().load(path, "s.yaml")
    assert [str(problem) for problem in loaded.problems] == []
    (case,) = loaded.entries
    assert isinstance(case, Case)
    return run_case(case)[0].outcome


def test_a_log_of_what_the_simulation_does_passes_at_once(tmp_path: Path) -> None:
    text = whole(
        message(ANN, BRAND, "SUMMER"),
        message(BRAND, ANN, PROMPT, 1),
        message(ANN, BRAND, "Y", 86_300),
        message(
            BRAND, ANN, "Acme: welcome to Summer Sale! Reply HELP for help, STOP to cancel.", 86_301
        ),
        compared=True,
    )
    assert "the simulation says" not in text
    assert run_text(text, tmp_path) is Outcome.PASSED


words = st.one_of(
    st.sampled_from(["SUMMER", "Y", "60601", "STOP", "HELP", "${x}", PROMPT, "call 2995551234"]),
    st.text(st.characters(exclude_categories=["Cs"])),
)
messages = st.builds(
    lambda person, outgoing, text, at: message(
        BRAND if outgoing else person, person if outgoing else BRAND, text, at
    ),
    st.sampled_from([ANN, BOB, "+442079460018"]),
    st.booleans(),
    words,
    st.integers(0, 400_000),
)


@settings(deadline=None)
@given(st.lists(messages, min_size=1, max_size=12))
def test_whatever_was_texted_the_scenario_can_be_run(
    tmp_path_factory: pytest.TempPathFactory, log: list[LoggedMessage]
) -> None:
    log.sort(key=lambda one: one.at)
    text = whole(*log, compared=True)
    if any(ANN in {one.sender, one.to} for one in log):
        assert ANN[2:] not in text
    outcome = run_text(text, tmp_path_factory.mktemp("log"))
    assert (outcome is Outcome.PASSED) == ("# the simulation says" not in text)
