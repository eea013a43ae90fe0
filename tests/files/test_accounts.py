"""Account files: what holds together, and what does not. (Every fault's words: tests/bad.)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import phonenumbers
import pytest

from optinsim import platforms
from optinsim.errors import PlatformError
from optinsim.files import accounts
from optinsim.files.accounts import account_in, load_account
from optinsim.files.countries import COUNTRIES
from optinsim.files.problems import FileError
from optinsim.files.source import read_text

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.adapter import Account

ACME = """\
platform: vibes
name: Acme
number: 84237
subscription_lists: [{id: 1234}]
"""


def account(text: str) -> Account:
    """The account, which holds together."""
    (document,) = read_text(text, "a.yaml")
    return account_in(document)


def campaign(**more: str) -> str:
    """An account's only campaign, in one line."""
    keys = {"acquisition_id": "A", "subscription_list": "1234"} | more
    written = ", ".join(f"{key}: {value}" for key, value in keys.items())
    return f"{ACME}campaigns: [{{{written}}}]\n"


def faults(text: str) -> list[str]:
    with pytest.raises(FileError) as caught:
        account(text)
    return [problem.message for problem in caught.value.problems]


def test_an_account_is_its_file_its_platform_and_its_setup(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text(campaign(keywords="[SUMMER]"), encoding="utf-8")
    loaded = load_account(str(path))
    assert loaded.file.name == loaded.setup.brand == "Acme"
    assert loaded.platform is platforms.load_platform("vibes")
    assert list(loaded.setup.by_id) == ["A"]


def test_an_account_that_stands_inside_a_scenario() -> None:
    (document,) = read_text("account: {platform: vibes, name: Acme, number: 84237}", "a.yaml")
    assert account_in(document, ("account",)).file.number == "84237"


def test_words_are_what_was_typed() -> None:
    file = account(f"{ACME}words: {{yes: [YES, ON], no: [NO, Off], help: [0611]}}\n").file
    assert (file.words.yes, file.words.no) == (("YES", "ON"), ("NO", "Off"))
    assert file.words.help == ("0611",)


@pytest.mark.parametrize(
    "keyword", ["STOP", "stop", " St\u00f6p! ", "HELP", "N", "no.", "Please stop"]
)
def test_a_keyword_that_would_never_reach_its_campaign(keyword: str) -> None:
    assert "because of" in faults(campaign(keywords=f'["{keyword}"]'))[0]


def test_a_keyword_may_be_a_word_that_confirms_where_the_platform_joins_by_it_too() -> None:
    """Cordial's default opt-in words do both; any other word that means something may not."""
    programs = "programs: {sale: {keywords: [%s, JOIN]}, news: {keywords: [NEWS]}}\n"
    cordial = f"platform: cordial\nname: Acme\nnumber: 84237\n{programs}"
    assert account(cordial % '"Opt-In!"').setup.by_id["sale"].keywords == ("Opt-In!", "JOIN")
    (fault,) = faults(cordial % "HELP")
    assert fault == "keyword 'HELP' is read as help, because of 'HELP' (a default)"


def test_a_keyword_may_look_like_a_zip_code_where_none_is_awaited() -> None:
    zip_like = campaign(keywords="[60601]")
    assert faults(zip_like) == ["keyword '60601' looks like a ZIP code, which confirms"]
    account(campaign(keywords="[60601]", accepts="[yes]"))


def test_a_keyword_may_stand_once_at_one_number() -> None:
    assert faults(campaign(keywords="[SUMMER, summer!]")) == [
        "keyword 'summer!' stands twice at one number (line 5, column 69)"
    ]


def test_a_word_may_stand_twice_in_one_list() -> None:
    account(f"{ACME}words: {{stop: [STOP, stop]}}\n")


def test_the_place_of_a_word_that_has_its_own_list() -> None:
    own = ACME + "words: {stop_phrases: [leave me]}\n"
    assert faults(own + campaign(keywords="[leave me]").removeprefix(ACME)) == [
        "keyword 'leave me' is read as stop, because of 'leave me' (line 5, column 24)"
    ]


def test_a_message_may_use_the_fields_of_a_person() -> None:
    account(campaign(messages='{prompt: "${brand}, ${keyword}, ${first_name}"}'))
    assert faults(f'{ACME}messages: {{help: "${{keyword}}"}}\n') == [
        "${keyword} is not known in this message"
    ]


def test_a_postal_code_has_to_be_known_where_it_confirms() -> None:
    assert len(faults(f"{campaign()}country: DE\n")) == 1
    account(f"{campaign()}country: DE\npostal_code: '[0-9]{{5}}'\n")
    account(f"{campaign(accepts='[yes]')}country: DE\n")


def test_every_fault_of_an_account_is_reported_at_once_in_the_order_of_the_file() -> None:
    with pytest.raises(FileError) as caught:
        account(
            f'{ACME}messages: {{help: "${{brnd}}"}}\n'
            "words: {yes: [OK], no: [OK]}\n"
            "campaigns:\n"
            "  - {acquisition_id: A, subscription_list: 123, keywords: [STOP]}\n"
            "  - {acquisition_id: A, subscription_list: 1234}\n"
        )
    marks = [problem.mark for problem in caught.value.problems]
    assert [mark and mark.line for mark in marks] == [5, 6, 8, 8, 9]


def test_a_faulty_shape_hides_what_may_follow_from_it() -> None:
    text = campaign(keywords="[STOP]")
    assert len(faults(text)) == 1
    assert faults(f"{text}colour: red\n") == ["unknown key 'colour'"]


def test_a_platform_that_cannot_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> Any:
        raise PlatformError(name, ("broken",), "ImportError('no such thing')")

    monkeypatch.setattr(accounts, "load_platform", load)
    assert faults("platform: broken\nname: Acme\nnumber: 84237") == [
        "platform 'broken' cannot be loaded: ImportError('no such thing')"
    ]


def test_an_account_in_a_scenario_is_not_taken_for_a_scenario() -> None:
    (document,) = read_text("account: {name: Acme, steps: []}", "a.yaml")
    with pytest.raises(FileError, match="key 'platform' is missing in the account"):
        account_in(document, ("account",))


def test_a_field_stands_once() -> None:
    """Two fields of one person have two names; those of two programs may share one."""
    assert faults(f"{ACME}custom_fields: [a, b, a]\n") == [
        "there are two fields 'a' (line 5, column 17)"
    ]
    vine = "platform: signalvine\nname: Big State\nnumber: +13035550142\n"
    fields = "fields: [{name: x}]"
    two = f"programs: [{{id: a, {fields}}}, {{id: b, phone: +13035550143, {fields}}}]\n"
    account(vine + two)
    assert faults(vine + "programs: [{id: a, fields: [{name: x}, {name: x}]}]\n") == [
        "there are two fields 'x' (line 4, column 36)"
    ]


@pytest.mark.parametrize("name", ["brand", "number", "description", "keyword"])
def test_no_field_has_the_name_of_something_else_in_messages(name: str) -> None:
    message = f"no field can be called {name!r}: in messages ${{{name}}} is something else"
    assert faults(f"{ACME}custom_fields: [{name}]\n") == [message]
    cordial = "platform: cordial\nname: Acme\nnumber: 84237\n"
    assert faults(f"{cordial}attributes: [{name}]\n") == [message]


def test_an_account_needs_a_stop_word() -> None:
    """Without a stop word consent could not be ended, whatever the platform."""
    for platform in ("vibes", "cordial", "signalvine"):
        text = f"platform: {platform}\nname: Acme\nnumber: 84237\nwords: {{stop: []}}\n"
        assert faults(text) == ["no word stops: consent could not be ended"]
        with pytest.raises(FileError):
            account(text.replace("[]", "[], stop_phrases: [please stop]"))


@pytest.mark.parametrize(
    ("written", "near"),
    [("us", "US"), ("USA", "US"), ("UK", "GB"), ("Kanada", "CA"), ("XX", ""), ("''", "")],
)
def test_a_country_is_one_of_iso_3166(written: str, near: str) -> None:
    """Its postal code is not asked for: that would be one mistake told twice."""
    with pytest.raises(FileError) as caught:
        account(f"{campaign()}country: {written}\n")
    (problem,) = caught.value.problems
    assert problem.message == f"there is no country {written.strip(chr(39))!r}"
    assert (problem.suggestion, problem.mark and problem.mark.line) == (near, 6)


def test_every_country_that_has_phone_numbers_is_known() -> None:
    """But for Ascension, Tristan da Cunha and Kosovo, which ISO 3166 does not have."""
    assert set(phonenumbers.SUPPORTED_REGIONS) - COUNTRIES == {"AC", "TA", "XK"}
    assert len(COUNTRIES) == 249


def test_a_prompt_waits_some_time() -> None:
    """One that expires at once could not be answered."""
    assert faults(campaign(expires_after="0h")) == [
        "the prompt of A expires before a person can answer it"
    ]
    account(campaign(expires_after="0h", confirmation="none"))


@pytest.mark.parametrize("name", ['""', '" "'])
def test_a_brand_is_not_empty(name: str) -> None:
    assert faults(ACME.replace("Acme", name)) == ["the brand is empty"]


def test_a_word_that_a_stop_phrase_takes_first_is_a_fault() -> None:
    """A text `OK then` would stop, and never confirm."""
    told = "'OK then' is a yes word, and is read as stop, because of 'ok then'"
    words = "words: {yes: [OK then], stop_phrases: [ok then]}\n"
    assert told in faults(ACME + words)[0]
