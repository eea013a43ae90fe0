"""What messages promise is tried: words that would do nothing draw a warning, others do not."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from optinsim.adapter import Account
from optinsim.files.accounts import account_in, load_account
from optinsim.files.promises import empty_promises
from optinsim.files.source import read_text
from optinsim.scenarios.reading.checkup import check_files

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests/cases/accounts"
VIBES = """\
platform: vibes
name: Acme
number: 84237
subscription_lists: [{id: 1}, {id: 2}]
"""
CORDIAL = "platform: cordial\nname: Acme\nnumber: 84237\n"
VINE = "platform: signalvine\nname: Acme\nnumber: 84237\n"


def empty(text: str) -> list[str]:
    """The messages of the faults, without what all have in common."""
    (document,) = read_text(text, "a.yaml")
    return [
        fault.message.replace(" tells people to send ", " says ")
        for fault in empty_promises(account_in(document))
    ]


def vibes(messages: str = "{}", campaign: str = "", **own: str) -> list[str]:
    """Of a campaign A (SUMMER) with these messages, and B (WINTER) on another list."""
    account = "".join(f"{key.partition('_')[0]}: {value}\n" for key, value in own.items())
    return empty(
        f"{VIBES}{account}campaigns:\n"
        f"  - {{acquisition_id: A, keywords: [SUMMER], subscription_list: 1, {campaign} "
        f"messages: {messages}}}\n"
        "  - {acquisition_id: B, keywords: [WINTER], subscription_list: 2}\n"
    )


def test_the_cases() -> None:
    """START means nothing, Y does not confirm, WINTER is no keyword."""
    _, problems = check_files([str(CASES / "min-promise.yaml")])
    assert [problem.severity for problem in problems] == ["warning"] * 3
    told = " ".join(problem.message for problem in problems)
    assert all(word in told for word in ("'START'", "'Y'", "'WINTER'"))
    assert problems[1].expected == "a postal code, which confirms"
    _, (error,) = check_files([str(CASES / "nolists.yaml")])
    assert (error.severity, error.mark and error.mark.line) == ("error", 5)
    for good in ("mixed", "shop"):
        assert check_files([str(CASES / f"{good}.yaml")]) == (1, [])


@pytest.mark.parametrize("platform", ["vibes", "cordial", "signalvine"])
def test_our_own_texts_promise_what_they_keep(platform: str) -> None:
    campaigns = {
        "vibes": "subscription_lists: [{id: 1}]\n"
        "campaigns: [{acquisition_id: A, subscription_list: 1, keywords: [IN]}]\n",
        "cordial": "programs: {sale: {keywords: [IN]}}\n",
        "signalvine": "programs: [{id: p, keywords: [IN]}]\n",
    }[platform]
    assert empty(f"platform: {platform}\nname: Acme\nnumber: 84237\n{campaigns}") == []


def test_our_own_accounts_promise_what_they_keep() -> None:
    for path in sorted((ROOT / "scenarios/accounts").glob("*.yaml")):
        assert list(empty_promises(load_account(path))) == [], path.name


def test_a_word_counts_at_the_moment_of_its_message() -> None:
    """Y confirms what is pending, and means nothing to a subscriber."""
    assert vibes('{prompt: "Reply Y", invalid: "Reply YES or NO"}') == []
    assert vibes('{welcome: "Reply Y to get more"}') == [
        "welcome says 'Y', which means nothing then"
    ]
    assert vibes('{declined: "Text SUMMER to 84237", initial: "Text WINTER for more"}') == []


def test_what_confirms_is_what_the_campaign_accepts() -> None:
    assert vibes('{prompt: "Reply Y or your ZIP code"}') == []
    assert vibes('{prompt: "Reply Y"}', "accepts: [zip],") == [
        "prompt says 'Y', which does not confirm"
    ]
    assert vibes('{prompt: "Reply with your ZIP code"}', "accepts: [yes],") == [
        "prompt asks for a postal code, which would do nothing then"
    ]


def test_a_start_word_brings_back_what_a_stop_ended() -> None:
    """And nothing else: after a no there is nothing to come back to."""
    start, back = "{start: [START]}", '"Reply START to come back"'
    assert empty_stop(back, words=start) == []
    assert empty_stop(back) == ["stop says 'START', which is no word here"]
    assert vibes(f"{{declined: {back}}}", words=start) == [
        "declined says 'START', which is read as start and does nothing then"
    ]


def empty_stop(text: str, **own: str) -> list[str]:
    account = "".join(f"{key}: {value}\n" for key, value in own.items())
    campaign = "campaigns: [{acquisition_id: A, keywords: [SUMMER], subscription_list: 1}]\n"
    return empty(f"{VIBES}{account}messages: {{stop: {text}}}\n{campaign}")


def test_a_no_on_a_platform_that_knows_none() -> None:
    """Cordial's table has no row for a no (C10)."""
    programs = 'programs: {sale: {keywords: [IN], messages: {opt_in: "Reply YES, or NO to leave"}}}'
    assert empty(f"{CORDIAL}{programs}\n") == [
        "opt_in says 'NO', which is read as no and does nothing then"
    ]


def test_an_opt_in_word_joins_again_after_a_stop() -> None:
    stop = 'messages: {stop: "Reply YES to come back"}\n'
    assert empty(f"{CORDIAL}{stop}programs: {{sale: {{keywords: [IN]}}}}\n") == []


def test_who_gets_no_answer_is_promised_no_help() -> None:
    """On Signal Vine whoever has opted out is not answered (V11), and HELP is no word (V8)."""
    words, program = "words: {help: [HELP]}\n", "programs: [{id: p, keywords: [IN], %s}]\n"
    stop = 'messages: {stop: "Reply HELP for help"}\n'
    assert empty(VINE + words + stop + program % "name: x") == [
        "stop says 'HELP', which is read as help and does nothing then"
    ]
    joined = program % 'messages: {joined: "Reply HELP for help"}'
    assert empty(VINE + joined) == ["joined says 'HELP', which is no word here"]
    assert empty(VINE + words + joined) == []
    again = 'messages: {stop: "Text IN to return"}\n'
    assert empty(VINE + again + program % "name: x") == [
        "stop says 'IN', which is read as keyword and does nothing then"
    ]


def test_the_answers_of_a_question_count_while_it_is_open() -> None:
    question = (
        "questions: [{id: q, text: 'Coming? Reply 1, 2 or 3', answers: "
        "[{word: 1, reply: 'Reply A or B', then: {text: 'Reply A or C', answers: "
        "[{word: A}, {word: B}]}}, {word: 2, reply: 'Reply 1 to change'}]}]"
    )
    assert empty(f"{VINE}programs: [{{id: p, keywords: [IN], {question}}}]\n") == [
        "question says '3', which is no word here",
        "question says 'C', which is no word here",
        "answer says '1', which is no word here",
    ]


def test_a_message_of_several_moments_is_judged_by_all() -> None:
    """Help is sent to anybody, so Y may confirm; but a word that never counts is told."""
    assert vibes(messages_of_account='{help: "Reply Y to confirm"}') == []
    assert empty(f'{VIBES}messages: {{help: "Reply JOIN to join"}}\n') == [
        "help says 'JOIN', which is no word here"
    ]


def test_another_number_is_another_account() -> None:
    assert vibes('{welcome: "Text PIZZA to 99999"}') == []
    assert vibes('{welcome: "Text PIZZA to 84237"}') == [
        "welcome says 'PIZZA', which is no word here"
    ]


def test_a_warning_names_the_nearest_word_that_works() -> None:
    text = f'{VIBES}messages: {{help: "Acme: reply STOPP to cancel"}}\n'
    (document,) = read_text(text, "a.yaml")
    (fault,) = empty_promises(account_in(document))
    assert fault.place == ("messages", "help")
    assert (fault.got, "STOP" in fault.names, "Y" in fault.names) == ("STOPP", True, False)


def test_a_platform_from_elsewhere_is_held_to_its_own_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Postcard's NO declines, its club keyword does nothing for a member."""
    monkeypatch.syspath_prepend(str(ROOT / "docs/examples/postcard/src"))
    postcard = import_module("optinsim_postcard").Postcard
    club = {
        "name": "books",
        "keywords": ["BOOKS"],
        "messages": {"ask": "Reply YES or NO", "hello": "Text BOOKS, YES or QUIT"},
    }
    file = postcard.account_file.model_validate(
        {"platform": "postcard", "name": "Acme", "number": "84237", "clubs": [club]}
    )
    faults = empty_promises(Account(file, postcard, postcard.setup(file)))
    assert [(fault.place, fault.message) for fault in faults] == [
        (
            ("clubs", 0, "messages", "hello"),
            f"hello tells people to send {word!r}, {why}",
        )
        for word, why in (
            ("BOOKS", "which is read as keyword and does nothing then"),
            ("YES", "which means nothing then"),
        )
    ]
