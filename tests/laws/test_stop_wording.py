"""What a person meant: requests to stop are found, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.laws import means_stop
from optinsim.laws.typing_errors import Corrector

HERE = Path(__file__).parent


def lines(name: str) -> list[str]:
    return (HERE / name).read_text(encoding="utf-8").splitlines()


def test_nine_of_ten_requests_to_stop_are_found() -> None:
    stops = lines("stops.txt")
    missed = [text for text in stops if not means_stop(text)]
    assert len(missed) < len(stops) / 20, missed


@pytest.mark.parametrize("name", ["near_misses.txt", "everyday.txt"])
def test_no_other_text_is_taken_for_one(name: str) -> None:
    assert [text for text in lines(name) if means_stop(text)] == []


@pytest.mark.parametrize(
    ("meant", "not_meant"),
    [
        ("stop texting me", "don't stop texting me"),
        ("Can you stop texting me?", "Why did you stop texting me?"),
        ("unsubscribe", "How do I unsubscribe?"),
        ("Please cancel these texts", "Please cancel my order"),
        ("do not text me", "do not text me until tomorrow"),
        ("I'm not Bob. Wrong number", "I gave you the wrong number"),
        ("Stop. Thank you", "Next stop. Thank you"),
        ("no me manden más mensajes", "no me manden la comida tarde"),
        ("arrêtez", "n'arrêtez pas"),
    ],
)
def test_what_stands_around_a_wording_decides(meant: str, not_meant: str) -> None:
    assert means_stop(meant)
    assert not means_stop(not_meant)


@pytest.mark.parametrize(
    "text",
    [
        "S.T.O.P.",
        "st0p",
        "STOPPPP",
        "s t o p",
        "\uff33\uff34OP",
        "stop\U0001f6d1",
        "\u2018stop\u2019",
    ],
)
def test_disguised_letters_are_read(text: str) -> None:
    assert means_stop(text)


@pytest.mark.parametrize("text", ["", " ", "🙂", "?", "." * 5000, "stop the " * 3000, "\ud800"])
def test_any_text_can_be_asked_about(text: str) -> None:
    means_stop(text)


def test_a_slip_of_a_finger_is_put_right_and_real_words_are_left() -> None:
    corrector = Corrector({"unsubscribe", "stop"}, {"shop"})
    found = corrector.corrected("unsuscribe unsubcsribe sotp stpo stol shop step unsubtle")
    assert found == "unsubscribe unsubscribe stop stop stop shop step unsubtle"
