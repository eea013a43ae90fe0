"""A sign-off sheet shows a conversation, its costs and its trail of consent."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from hypothesis import given, settings

from optinsim.adapter import Account
from optinsim.signoff.page import page
from optinsim.signoff.picture import picture
from optinsim.signoff.sheet import Person, Sheet, make_sheet
from optinsim.signoff.text_lines import lines_of, width_of
from tests.phone.played import account, participant, session, sessions

if TYPE_CHECKING:
    from optinsim.phone.session import Session

NASTY = "</style><script src=http://evil.example>alert(1)</script>"


def sheet_of(played: Session, title: str = "A title") -> Sheet:
    """The sheet of a session."""
    people = [Person(one.name, one.mdn) for one in played.subscribers]
    return make_sheet(title, played.account, people, played.turns, played.world.now)


def trail(played: Session) -> list[str]:
    """What the trail of consent says, a line for each step."""
    return [
        f"{step.did}: {' '.join(step.means)}"
        for strip in sheet_of(played).strips
        for step in strip.trail
    ]


class Elements(HTMLParser):
    """The names of all elements, and their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}


# --- The trail of consent


def test_the_trail_says_what_each_text_did_to_consent() -> None:
    played = session("SUMMER", "hm?", "HELP", "Y", "SUMMER", "STOP")
    played.wait(timedelta(days=3))
    assert "\n".join(trail(played)) == (
        "Texted “SUMMER”: Asked to confirm Summer Sale. No consent yet. One message was sent:"
        " prompt.\n"
        "Texted “hm?”: Not understood. Consent is unchanged. No message was sent.\n"
        "Texted “HELP”: Asked for help. Consent is unchanged. One message was sent: help.\n"
        "Texted “Y”: Consent to Summer Sale given: requested first, then confirmed (double opt-in)."
        " One message was sent: welcome.\n"
        "Texted “SUMMER”: Subscribed to Summer Sale already: no change. One message was sent:"
        " already subscribed.\n"
        "Texted “STOP”: Consent to Summer Sale ended. One confirmation was sent. Nothing was sent"
        " after it until the end of this sheet, Thu 8 Jan 15:00."
    )


def test_the_trail_says_what_was_sent_after_a_stop_until_the_person_joins_again() -> None:
    lines = trail(session("SUMMER", "Y", "STOP", "HELP", "SUMMER"))
    assert lines[2].endswith("After it, until they joined again, Mon 5 Jan 15:00, 1 more: help.")


def test_the_trail_says_what_time_and_the_brand_did() -> None:
    played = session("SUMMER")
    played.wait(timedelta(days=2))
    played.play(participant(played.current.mdn))
    assert "\n".join(trail(played)[1:]) == (
        "No answer came: The request for Summer Sale was not confirmed in time and expired: no"
        " consent. No message was sent.\n"
        "The brand called the API: POST …/participants, answered 201: Asked to confirm Summer Sale."
        " No consent yet. One message was sent: prompt."
    )


def test_each_day_and_person_has_a_strip_and_a_person_to_whom_nothing_happened_has_none() -> None:
    played = session("SUMMER")
    played.add_subscriber("idle")
    played.current = played.add_subscriber("bob")
    played.wait(timedelta(days=1, hours=1))
    played.text("SUMMER")
    played.wait(timedelta(hours=1))
    strips = [(f"{one.day}", one.person.name) for one in sheet_of(played).strips]
    assert strips == [("2026-01-05", "me"), ("2026-01-06", "me"), ("2026-01-06", "bob")]


# --- The page and the picture


def test_the_page_and_the_picture_refer_to_no_other_host_and_run_no_script() -> None:
    drawn = sheet_of(session("SUMMER", "Y", "STOP"))
    for text in (page(drawn, "a.signoff.yaml", "a.yaml"), picture(drawn)):
        assert set(re.findall(r"https?://[^\"' >]*", text)) <= {"http://www.w3.org/2000/svg"}
        assert "@import" not in text
        assert "url(" not in text
        elements = Elements(text)
        assert elements.names.isdisjoint({"script", "link", "img", "iframe", "image", "use"})
        assert elements.attributes.isdisjoint({"src", "href", "onload", "onclick"})


def test_what_people_and_accounts_say_never_becomes_markup() -> None:
    shop = account()
    nasty = shop.file.model_copy(update={"name": NASTY})
    played = session()
    played = type(played)(Account(nasty, shop.platform, shop.platform.setup(nasty)))
    for text in (NASTY, "SUMMER", "a & b \x1b[31m\u202e"):
        played.text(text)
    drawn = replace(sheet_of(played, NASTY), number="<b>1</b>")
    whole, image = page(drawn, "<i>.signoff.yaml", "<i>.yaml"), picture(drawn)
    assert Elements(whole).names.isdisjoint({"script", "b>1", "i"})
    assert "&lt;script src=" in whole
    assert "\x1b" not in whole + image
    assert "\u202e" not in whole + image
    assert "script" not in {
        one.tag.rpartition("}")[2]
        for one in ET.fromstring(image).iter()  # noqa: S314  (our own)
    }


@settings(max_examples=20)
@given(played=sessions())
def test_whatever_was_played_can_be_drawn(played: Session) -> None:
    if played.position:
        drawn = sheet_of(played)
        ET.fromstring(picture(drawn))  # noqa: S314  (our own)
        assert page(drawn, "a.signoff.yaml", "a.yaml").encode()


def test_the_page_tells_costs_words_and_the_digest() -> None:
    played = session("SUMMER", "Y")
    drawn = sheet_of(played)
    text = page(drawn, "a.signoff.yaml", "a.yaml")
    assert drawn.segments == sum(said.size.segments for _, said in drawn.costs if said.size) == 2
    assert '<td class="n">2</td>' in text
    assert "GSM-7 · 1 segment" in text
    assert drawn.digest[:12] in text
    assert drawn.digest[:12] in picture(drawn)
    assert drawn.words["ACQ1234.messages.already_subscribed"] in text
    assert text.count("Not in this conversation.") >= 1


def test_the_lines_of_a_picture_are_the_text_and_fit() -> None:
    text = f"Several short words, more than fit, and {'W' * 60} 👍🏽 one\nnew line"
    lines = lines_of(text, 200, 15)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    assert all(width_of(line, 15) <= 200 for line in lines)
