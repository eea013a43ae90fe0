"""Reading a stop, the rule before all others: which texts are one, and which only look so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optinsim.core.inbound import Kind, Reading, StopMatch
from tests.core.reading import APOSTROPHE, CLOSE, OPEN, SIGN, UNMATCHED, read, wide
from tests.core.worlds import WORDS


@pytest.mark.parametrize(
    "text",
    [
        *("STOP", "stop", "Stop.", " stop ", "'stop'", "STOP!", "Stop!?", "(stop)", "\nSTOP\r\n"),
        *("S.T.O.P", "S-T-O-P", "*STOP*", f"{OPEN}STOP{CLOSE}", f"STOP {SIGN}", f"{SIGN}STOP"),
        *(wide("STOP"), "STOP\u200b", "ST\u200dOP", "\ufeffSTOP", "STOP\ufe0f", "\u202eSTOP\u202c"),
        *("STOP\x00", "ST\x00OP", "\ud83dSTOP", "STOP\ude00", "\u00a0STOP\u3000", "\u200fSTOP"),
    ],
)
def test_the_whole_text_is_a_stop_word_however_it_is_spelled(text: str) -> None:
    assert read(text) == Reading(Kind.STOP, "exact", "STOP")


@pytest.mark.parametrize("text", ["stop all", "Stop  All!", "STOP\nALL", "stop\tall"])
def test_a_stop_word_may_be_two_words(text: str) -> None:
    assert read(text) == Reading(Kind.STOP, "exact", "STOP ALL")


@pytest.mark.parametrize(
    "text", ["ARRÊT", "arret", "Arrêt.", "ARRE\N{COMBINING CIRCUMFLEX ACCENT}T"]
)
@pytest.mark.parametrize("word", ["ARRÊT", "arret"])
def test_accents_do_not_matter_on_either_side(text: str, word: str) -> None:
    assert read(text, replace(WORDS, stop=(word,))) == Reading(Kind.STOP, "exact", word)


def test_letters_that_fold_into_two_are_the_same() -> None:
    words = replace(WORDS, stop=("SCHLUSS",))
    assert read("Schluß", words) == Reading(Kind.STOP, "exact", "SCHLUSS")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Stop. Thank you", "STOP"),
        ("STOP! who is this", "STOP"),
        ("stop? please", "STOP"),
        ("Stop... I mean it", "STOP"),
        ("Stop\N{HORIZONTAL ELLIPSIS} bye", "STOP"),
        (f"Stop{wide('!')} bye", "STOP"),
        ("(Stop.) Bye", "STOP"),
        (f"{OPEN}Stop.{CLOSE} Bye", "STOP"),
        ("Stop\nSent from my phone", "STOP"),
        ("\n  Stop\r\n--\r\nAnn", "STOP"),
        ("stop\N{LINE SEPARATOR}bye", "STOP"),
        ("STOP ALL. Thanks", "STOP ALL"),
        ("Arrêt. Merci", "ARRÊT"),
        ("Arret. Merci", "ARRÊT"),
        ("S.T.O.P. thanks", "STOP"),
    ],
)
def test_the_first_sentence_is_a_stop_word(text: str, word: str) -> None:
    assert read(text) == Reading(Kind.STOP, "first_sentence", word)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("please stop", "please stop"),
        ("PLEASE, STOP!!", "please stop"),
        ("could you please stop now", "please stop"),
        ("I said: stop texting me", "stop texting"),
        ("Remove me from your list.", "remove me"),
        ("Don't text me. Please stop.", "please stop"),
        ("don't stop texting her, but stop texting me", "stop texting"),
        ("we won't pay; please stop", "please stop"),
    ],
)
def test_a_stop_phrase_counts_anywhere(text: str, phrase: str) -> None:
    assert read(text) == Reading(Kind.STOP, "phrase", phrase)


@pytest.mark.parametrize(
    "no", ["don't", f"don{APOSTROPHE}t", "dont", "can't", "won't", "never", "non"]
)
def test_a_stop_phrase_right_after_a_negation_is_none(no: str) -> None:
    assert read(f"I {no} stop texting") == UNMATCHED
    assert read(f"{no.upper()} stop texting") == UNMATCHED


@pytest.mark.parametrize(
    "text", ["please stopwatch", "sleaze stop", "unplease stop", "stop, then text"]
)
def test_a_stop_phrase_is_made_of_whole_words_in_a_row(text: str) -> None:
    assert read(text) == UNMATCHED


def test_a_stop_phrase_may_have_accents_and_be_one_word() -> None:
    words = replace(WORDS, stop_phrases=("arrêtez ça", "basta"))
    assert read("Mais ARRETEZ CA !", words) == Reading(Kind.STOP, "phrase", "arrêtez ça")
    assert read("Basta", words) == Reading(Kind.STOP, "phrase", "basta")


@pytest.mark.parametrize(
    "text",
    [
        "we have to stop this bill",
        "cancel my appointment",
        "stop by the store",
        "bus stop",
        "Stop thank you",
        "Stop, thank you",
        "Thank you. Stop",
        "Stop.Thank you",
        "this is the end",
        "nonstop",
        "stopp",
        "ST0P",
    ],
)
def test_a_bare_stop_word_inside_a_sentence_is_no_stop(text: str) -> None:
    assert read(text) == UNMATCHED


def test_exact_takes_the_whole_text_only() -> None:
    words = replace(WORDS, stop_match=StopMatch.EXACT, stop_phrases=())
    assert read("Stop!", words) == Reading(Kind.STOP, "exact", "STOP")
    for text in ("Stop. Thank you", "Stop\nAnn", "please stop", "we have to stop this bill"):
        assert read(text, words) == UNMATCHED


def test_phrases_count_wherever_an_account_sets_them() -> None:
    words = replace(WORDS, stop_match=StopMatch.EXACT)
    assert read("please stop", words) == Reading(Kind.STOP, "phrase", "please stop")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("we have to stop this bill", "STOP"),
        ("Stop. Thank you", "STOP"),
        ("I don't stop", "STOP"),
        ("c'est un arret", "ARRÊT"),
        ("I would like to opt out of this", "opt out"),
    ],
)
def test_contains_takes_a_stop_word_anywhere(text: str, word: str) -> None:
    words = replace(WORDS, stop=("STOP", "ARRÊT", "opt out"), stop_match=StopMatch.CONTAINS)
    assert read(text, words) == Reading(Kind.STOP, "contains", word)


@pytest.mark.parametrize("text", ["two stops", "nonstop", "out, opt", "hello there"])
def test_contains_takes_whole_words_in_a_row(text: str) -> None:
    words = replace(WORDS, stop=("STOP", "opt out"), stop_match=StopMatch.CONTAINS)
    assert read(text, words) == UNMATCHED
