"""Which words a message tells people to send, as far as its English says so."""

from __future__ import annotations

import pytest

from optinsim.files.promised_words import Promise, promised_words


def words(text: str) -> list[str]:
    return [promise.word or "a ZIP code" for promise in promised_words(text, "Acme")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Acme: you are out. Reply START to come back.", "START"),
        ("reply Y to join. Reply HELP for help, STOP to cancel.", "Y HELP STOP"),
        ("reply Y or your ZIP code to get texts", "Y|a ZIP code"),
        ("Please reply with your 5-digit ZIP code", "a ZIP code|"),
        ("Reply YES/NO.", "YES NO"),
        ("Reply Y, YES or OK!", "Y YES OK"),
        ("Reply 1, 2 or 3", "1 2 3"),
        ("Reply 1 for Yes, 2 for No", "1 2"),
        ("Reply 1-3 to rate us", "1 2 3"),
        ("Txt STOP 2 end", "STOP"),
        ("HELP for help, STOP to cancel", "HELP STOP"),
        ("Text \u201copt out\u201d or 'leave me' to go", "opt out|leave me"),
        ("reply stop to opt out", "stop"),
        ("Reply with: Yes", "Yes"),
        ("Reply STOP ALL to cancel all", "STOP ALL|"),
        ("By replying YES you agree. Text BACK2U to return.", "BACK2U"),
        ("ACME: REPLY Y TO JOIN. STOP TO CANCEL", "Y STOP"),
        ("Text R\u00c9TOUR to come back", "R\u00c9TOUR"),
        ("To opt out, text us at 84237 with QUIT", "QUIT"),
        ("If you did not ask, reply NO", "NO"),
        ("Will you come? Reply yes, no or help.", "yes no help"),
        ("GROW to join", "GROW"),
        ("UNSTOP to come back", "UNSTOP"),
        ("You can text STOP at any time", "STOP"),
    ],
)
def test_what_is_to_be_sent(text: str, found: str) -> None:
    assert words(text) == (found.rstrip("|").split("|") if "|" in found else found.split())


@pytest.mark.parametrize(
    "text",
    [
        "Reply within 2 hours. Please reply to this message. Reply ASAP!",
        "Do not reply STOP. You don't need to text YES.",
        "Call ACME for help. Visit ACME.com for info. Questions? Email HELP@acme.example",
        "We will text COUPON codes. We send NEWS to your inbox. Our TEXT ALERTS are free.",
        "BIG SALE to start tomorrow. SALE to end Sunday! FREE to join. TAP to confirm.",
        "You texted SUMMER. Thanks for your reply YES! Write to us if you change your mind.",
        "Show SUN10 in the shop. Use code SAVE10 to save. END to END encryption.",
        "Send USPS labels. Text alerts from ACME. Msg & data rates may apply.",
        "ACME: CALL US FOR HELP. MSG AND DATA RATES MAY APPLY.",
        "NO to plastic, YES to savings! GIVE to join the fight. DONATE to help. UK to leave?",
        "BIG NEWS to come! We are CLOSED for INFO. Text your name and EMAIL to 84237.",
        "",
    ],
)
def test_ordinary_prose_promises_nothing(text: str) -> None:
    assert words(text) == []


def test_the_number_to_send_it_to() -> None:
    assert promised_words("Text Summer to 84237, JOIN to 303-555-0142") == [
        Promise("Summer", "84237"),
        Promise("JOIN", "3035550142"),
    ]


def test_a_text_is_read_once_from_its_beginning_to_its_end() -> None:
    """A hostile message takes no longer than its length."""
    for part in ("reply ", "A, ", '"', "zip or ", "your ", "to 123 ", "*", "' "):
        promised_words(part * 3000)
