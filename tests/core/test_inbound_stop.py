"""Reading a stop, the rule before all others: which texts are one, and which only look so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optinsim.core.inbound import Kind, Reading, StopMatch
from optinsim.platforms.vibes.account import VibesAccount
from tests.core.reading import APOSTROPHE, CLOSE, OPEN, SIGN, UNMATCHED, read, wide
from tests.core.worlds import WORDS

CASES = Path(__file__).parents[1] / "cases"


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
    ("text", "word"),
    [
        *(("Stop please", "STOP"), ("Stop, thanks", "STOP"), ("STOP STOP", "STOP")),
        *(("Thank you. Stop", "STOP"), ("just stop", "STOP"), ("OK, stop!", "STOP")),
        *(("Cancel, stop, end!!", "CANCEL"), ("please STOP ALL now", "STOP ALL")),
        *(("Merci: arrêt please", None), ("Arrêt please", "ARRÊT"), ("thank you", None)),
        *(("stop the", None), ("the end thanks", None), ("don't stop please", None)),
        *(("stop by", None), ("END it please", None), ("bus stop please", None)),
    ],
)
def test_nothing_but_stop_words_and_courtesy_words_is_a_stop(text: str, word: str | None) -> None:
    stop = UNMATCHED if word is None else Reading(Kind.STOP, "courtesy", word)
    assert read(text) == stop


def test_courtesy_words_may_stand_in_the_first_sentence() -> None:
    reading = Reading(Kind.STOP, "first_sentence", "STOP")
    assert read("Stop please. I never signed up") == reading


@pytest.mark.parametrize("rule", [StopMatch.EXACT, StopMatch.CONTAINS])
def test_courtesy_words_count_only_where_sentences_do(rule: StopMatch) -> None:
    words = replace(WORDS, stop=("STOP ALL", "END"), stop_phrases=(), stop_match=rule)
    assert read("STOP please ALL", words) == UNMATCHED
    assert read("END please", words).kind is (
        Kind.STOP if rule is StopMatch.CONTAINS else Kind.UNMATCHED
    )


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
    "no",
    [
        *("don't", f"don{APOSTROPHE}t", "dont", "don\u00b4t", "don\u02bct", "do not", "can't"),
        *("cannot", "can not", "won't", "will not", "never", "never ever", "non", "non-"),
        *("don't you ever", "do not want to", "don't want you to", "want you to", "never please"),
        *("did you", "why did you", "how do I", "how can I", "how to", "if you", "they", "I'll"),
    ],
)
def test_a_stop_phrase_after_a_negation_or_in_a_report_is_none(no: str) -> None:
    assert read(f"{no} stop texting") == UNMATCHED
    assert read(f"Well {no.upper()} stop texting me") == UNMATCHED


@pytest.mark.parametrize(
    "text", ["I don't. Stop texting", "Did you?\nStop texting", "no! stop texting"]
)
def test_a_negation_does_not_reach_into_the_next_sentence(text: str) -> None:
    assert read(text) == Reading(Kind.STOP, "phrase", "stop texting")


@pytest.mark.parametrize("asked", ["can you", "could you please", "you need to", "I said", "and"])
def test_asking_us_to_stop_is_a_stop(asked: str) -> None:
    assert read(f"{asked} stop texting me") == Reading(Kind.STOP, "phrase", "stop texting")


@pytest.mark.parametrize(
    "text",
    [
        *("Please stop by the store", "please stop my order", "please stop carrying size 12"),
        *("stop texting and driving", "stop texting her", "remove me from the 5pm appointment"),
        *("remove me from the waiting list", "stop texting while you drive", "remove me tomorrow"),
    ],
)
def test_a_stop_phrase_about_something_else_is_none(text: str) -> None:
    """One that ends with a stop word has to end its sentence, courtesy words apart."""
    assert read(text) == UNMATCHED


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


VIBES = VibesAccount.model_validate({"platform": "vibes", "name": "Acme", "number": "84237"})
VIBES_WORDS = VIBES.engine_words(StopMatch.FIRST_SENTENCE)


def lines(name: str) -> list[str]:
    return (CASES / name).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("text", lines("near-misses.txt"))
def test_no_near_miss_is_a_stop_on_vibes_by_default_words(text: str) -> None:
    assert read(text, VIBES_WORDS).kind is not Kind.STOP


@pytest.mark.parametrize("text", lines("stops-vibes.txt"))
def test_what_is_a_stop_on_vibes_by_default_words(text: str) -> None:
    assert read(text, VIBES_WORDS).kind is Kind.STOP


@pytest.mark.parametrize("text", lines("stops-missed.txt"))
def test_what_a_person_means_as_a_stop_and_vibes_does_not_read(text: str) -> None:
    """Known and accepted: a rule for these would also find stops where there are none."""
    assert read(text, VIBES_WORDS).kind is not Kind.STOP


@given(
    text=st.lists(
        st.sampled_from([*"a.!?\n ", "stop", "texting", "please ", " not", " do ", " you ", "end"])
    ).map("".join),
    word=st.sampled_from(VIBES_WORDS.stop),
    pending=st.booleans(),
)
@settings(deadline=None)
def test_a_stop_word_wins_over_all_that_comes_after_its_sentence(
    *, text: str, word: str, pending: bool
) -> None:
    for stop in (f"{word}. {text}", f"{word}\n{text}", f"  {word}!! {text}"):
        assert read(stop, VIBES_WORDS, pending=pending).kind is Kind.STOP


@pytest.mark.parametrize(
    "piece",
    [
        *("stop texting her ", "don't please stop ", "please stop. ", "please ", "stop all ", ". "),
        *("do not want to ", "can you ", "?? y", "\u00b4", "60601 -", "opt me out of the plan "),
    ],
    ids=ascii,
)
def test_a_hundred_thousand_characters_are_searched_once(piece: str) -> None:
    """Any way that goes through all of them for each of them would still be at it."""
    stop_or_not = read(f"no {piece * (100_000 // len(piece))}x", VIBES_WORDS).kind
    assert stop_or_not is (Kind.STOP if piece == "please stop. " else Kind.UNMATCHED)


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
