"""Reading a text: of all rules the first that matches wins, whatever else is true.

The rules for stop and for a ZIP code have files of their own.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from optinsim.core.inbound import (
    Awaited,
    Kind,
    Lexicon,
    Reading,
    StopMatch,
    Words,
    normalise,
    without_accents,
)
from tests.core.reading import BELL, CLOSE, KEYWORDS, OPEN, SIGN, THUMB, UNMATCHED, read, wide
from tests.core.worlds import WORDS

# --- The order of the rules


def test_the_first_rule_that_matches_wins() -> None:
    """One word in every list, taken out of one list after the other."""
    word = "60601"
    lists = ("stop", "help", "yes", "zip", "start", "keyword")
    for i, first in enumerate(lists):
        left = {name: (word,) if name in lists[i:] else () for name in lists}
        words = Words(left["stop"], left["help"], left["yes"], no=(), start=left["start"])
        lexicon = Lexicon(words, {word: "ACQ1"})
        assert lexicon.read(word, pending=True, zip_awaited=i <= 3).kind is Kind(first)


@given(
    st.one_of(
        st.sampled_from(["STOP", "y", "y?", "60601", "help", "summer", "please stop", "blue"]),
        st.text(max_size=20),
    ),
    st.builds(
        Awaited,
        st.booleans(),
        st.booleans(),
        st.sampled_from([None, {"blue": Reading(Kind.ANSWER, "expected", "Blue", "ACQ1")}]),
    ),
)
def test_the_rules_that_are_told_are_those_that_decided(text: str, awaited: Awaited) -> None:
    lexicon = Lexicon(WORDS, KEYWORDS)
    tried = lexicon.tried(text, awaited)
    read = lexicon.read(text, **awaited._asdict())
    assert all(one.reading is None for one in tried[:-1])
    assert (tried[-1].reading or UNMATCHED) == read
    assert all(not one.reading or not one.skipped or one.reading == UNMATCHED for one in tried)


@pytest.mark.parametrize(
    ("match", "phrases", "told"),
    [
        (StopMatch.EXACT, (), ((), "a stop word has to be the whole text here")),
        (StopMatch.EXACT, ("opt me out",), (("opt me out",), "")),
        (StopMatch.CONTAINS, (), (("a stop word: anywhere",), "")),
        (StopMatch.FIRST_SENTENCE, (), (("a stop word: first sentence, courtesy words",), "")),
    ],
)
def test_it_is_told_how_a_stop_inside_a_text_is_looked_for(
    match: StopMatch, phrases: tuple[str, ...], told: object
) -> None:
    words = replace(WORDS, stop_match=match, stop_phrases=phrases)
    tried = Lexicon(words, {}).tried("what", Awaited())
    assert (tried[1].compared, tried[1].skipped) == told
    assert tried[-1].skipped == "the number has none"


@pytest.mark.parametrize("text", ["STOP", "Stop. Thank you", "please stop"])
def test_stop_is_read_whatever_is_pending(text: str) -> None:
    for pending, zip_awaited in product([True, False], repeat=2):
        assert read(text, pending=pending, zip_awaited=zip_awaited).kind is Kind.STOP


@pytest.mark.parametrize("text", ["Help! Please stop.", "SUMMER please stop", "yes, stop texting"])
def test_a_stop_phrase_wins_over_all_that_stands_around_it(text: str) -> None:
    assert read(text).kind is Kind.STOP


# --- Rules 2, 3, 5 and 6: whole texts


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("HELP", Reading(Kind.HELP, "exact", "HELP")),
        (" help?!", Reading(Kind.HELP, "exact", "HELP")),
        ("Info.", Reading(Kind.HELP, "exact", "INFO")),
        ("y", Reading(Kind.YES, "exact", "Y")),
        (f"YES! {THUMB}", Reading(Kind.YES, "exact", "YES")),
        (f"{OPEN}yes{CLOSE}", Reading(Kind.YES, "exact", "YES")),
        ("n", Reading(Kind.NO, "exact", "N")),
        ("No.", Reading(Kind.NO, "exact", "NO")),
        ("summer", Reading(Kind.KEYWORD, "exact", "SUMMER", "ACQ1")),
        (wide("Summer"), Reading(Kind.KEYWORD, "exact", "SUMMER", "ACQ1")),
        ("summer  sale!", Reading(Kind.KEYWORD, "exact", "SUMMER SALE", "ACQ2")),
        ("été", Reading(Kind.KEYWORD, "exact", "ÉTÉ", "ACQ3")),
        ("ete", Reading(Kind.KEYWORD, "exact", "ÉTÉ", "ACQ3")),
    ],
)
def test_a_word_is_the_whole_text(text: str, reading: Reading) -> None:
    assert read(text) == reading


@pytest.mark.parametrize(
    "text",
    [
        *("help me", "info please", "yes please", "no thanks", "y y", "SUMMER now", "the summer"),
        *("yess", "summersale", "h e l p", "no, stop it", "+1", "START"),
    ],
)
def test_a_word_with_another_is_none(text: str) -> None:
    assert read(text) == UNMATCHED


@pytest.mark.parametrize("text", ["Y", "yes", "N", "no!"])
def test_yes_and_no_count_only_while_an_opt_in_is_pending(text: str) -> None:
    assert read(text, pending=True).kind in {Kind.YES, Kind.NO}
    assert read(text, pending=False) == UNMATCHED


QUESTIONS = (
    *("?", " ?", "?!", "!?", "??", "\uff1f", "\ufe56", "\u061f", "\u2047", "\u2049", "\u203d"),
    *("\u037e", "\u055e", "\u1367", "\u2e2e", "\u2753", "\u2754", ".?.", f"{THUMB}?"),
)


@pytest.mark.parametrize("mark", QUESTIONS, ids=ascii)
@pytest.mark.parametrize("word", ["y", "Yes", "N", "no"])
def test_a_question_is_no_answer(word: str, mark: str) -> None:
    assert read(f"{word}{mark}") == UNMATCHED
    assert read(f"\u00bf{word}") == UNMATCHED
    assert read(f"{word}!").kind in {Kind.YES, Kind.NO}


@given(word=st.sampled_from(["y", "YES", "n", "No"]), head=st.text("?!. "), tail=st.text("?!. "))
def test_no_question_is_a_yes_or_a_no(word: str, head: str, tail: str) -> None:
    is_answer = read(f"{head}{word}{tail}").kind in {Kind.YES, Kind.NO}
    assert is_answer is not ("?" in head + tail)


def test_a_question_is_no_answer_where_the_yes_words_are_keywords_too() -> None:
    """As Cordial's are: where an opt-in is pending, the keyword would confirm it."""
    lexicon = Lexicon(WORDS, {"YES": "ACQ1"})
    assert lexicon.read("yes?", pending=True, zip_awaited=False) == UNMATCHED
    assert lexicon.read("yes?", pending=False, zip_awaited=False).kind is Kind.KEYWORD


@pytest.mark.parametrize(
    ("text", "kind"),
    [("STOP?", Kind.STOP), ("help?", Kind.HELP), ("60601?", Kind.ZIP), ("SUMMER?", Kind.KEYWORD)],
)
def test_of_a_question_only_yes_and_no_change_their_meaning(text: str, kind: Kind) -> None:
    assert read(text).kind is kind


def test_start_words_count_where_there_are_any() -> None:
    words = replace(WORDS, start=("START", "UNSTOP"))
    assert read("Unstop!", words, pending=False) == Reading(Kind.START, "exact", "UNSTOP")
    assert read("start over", words) == UNMATCHED


def test_help_and_keywords_count_whatever_is_pending() -> None:
    for pending, zip_awaited in product([True, False], repeat=2):
        assert read("help", pending=pending, zip_awaited=zip_awaited).kind is Kind.HELP
        assert read("summer", pending=pending, zip_awaited=zip_awaited).kind is Kind.KEYWORD


# --- Rule 7: everything else


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\n", "\r\n\r\n", "\t", ".", "...", "?!", "\x00", "\x00" * 5, "\x1b[2J"),
        *(THUMB, BELL, f"{SIGN} {SIGN}", "\u200b", "\ufe0f", "\ud83d", "\ude00", "\ud83d\ude00"),
        *("hello", "ok", "\u05e2\u05e6\u05d5\u05e8", "\u062a\u0648\u0642\u0641", "\u505c\u6b62"),
        *("'; DROP TABLE people; --", "${brand}", "a" * 1000),
    ],
)
def test_everything_else_is_unmatched(text: str) -> None:
    assert read(text) == UNMATCHED


@pytest.mark.parametrize("nothing", ["", " ", SIGN, "...", "\u200b"])
def test_a_word_without_a_letter_matches_nothing(nothing: str) -> None:
    words = Words((nothing,), (nothing,), (nothing,), (nothing,), (nothing,), (nothing,))
    for match in StopMatch:
        lexicon = Lexicon(replace(words, stop_match=match), {nothing: "ACQ1"})
        for text in (nothing, "", "hello", "hello you"):
            assert lexicon.read(text, pending=True, zip_awaited=True) == UNMATCHED


@pytest.mark.parametrize(
    ("head", "piece", "tail"),
    [
        ("", "a", ""),
        ("", "a ", ""),
        ("", " ", ""),
        ("a b", ".", "x"),
        ("a b", ".'", "x"),
        (".", "'", " a"),
        ("", "\n", "a b"),
        ("", "please ", ""),
        ("", "don't stop texting ", ""),
        ("", THUMB, ""),
        ("", "\ud83d", ""),
        ("", "é", ""),
        ("", "6", ""),
        ("", "6 ", ""),
        ("60601", " ", "."),
        ("", "\x00", "60601!"),
    ],
    ids=ascii,
)
@pytest.mark.parametrize("match", StopMatch)
def test_a_hundred_thousand_characters_are_read(
    head: str, piece: str, tail: str, match: StopMatch
) -> None:
    """Any way that goes through all of them for each of them would still be at it."""
    text = head + (piece * 100_000)[:100_000] + tail
    kind = read(text, replace(WORDS, stop_match=match)).kind
    if "60601" in text:
        assert kind is Kind.ZIP
    else:
        says_stop = match is StopMatch.CONTAINS and "stop" in text
        assert kind is (Kind.STOP if says_stop else Kind.UNMATCHED)


# --- For any text

anything = st.text(st.characters(categories=None))
noise = st.text(st.sampled_from(f".,!;'*-{THUMB}{SIGN}{CLOSE}\u200b\ufe0f\x00\ud83d"), max_size=3)


@given(anything)
@example("\u0149")
@example("\u01f0\u0130\u00df")
def test_normalised_is_letters_digits_and_single_spaces(text: str) -> None:
    form = normalise(text)
    assert form.replace(" ", "").isalnum() or not form
    for one in (form, without_accents(form)):
        assert one == " ".join(one.split())


@given(st.data(), st.sampled_from(["STOP", "help", "Yes", "N", "summer sale", "ARRÊT"]))
def test_capitals_punctuation_and_emoji_do_not_matter(data: st.DataObject, word: str) -> None:
    letters = [data.draw(noise) + data.draw(st.sampled_from([c.lower(), c.upper()])) for c in word]
    assert read("".join(letters) + data.draw(noise)) == read(word)


@given(
    text=anything,
    pending=st.booleans(),
    zip_awaited=st.booleans(),
    match=st.sampled_from(StopMatch),
)
def test_any_text_is_read_and_a_match_names_rule_and_word(
    *, text: str, pending: bool, zip_awaited: bool, match: StopMatch
) -> None:
    words = replace(WORDS, start=("START",), stop_match=match)
    reading = read(text, words, pending=pending, zip_awaited=zip_awaited)
    if reading.kind is Kind.UNMATCHED:
        assert reading == UNMATCHED
        return
    known = {
        Kind.STOP: (*words.stop, *words.stop_phrases),
        Kind.HELP: words.help,
        Kind.YES: words.yes,
        Kind.NO: words.no,
        Kind.START: words.start,
        Kind.KEYWORD: tuple(KEYWORDS),
    }
    assert reading.word in known.get(reading.kind, (text,))
    assert reading.rule in {
        *("exact", "first_sentence", "courtesy", "phrase", "contains", "postal_code")
    }
    assert (reading.campaign is not None) == (reading.kind is Kind.KEYWORD)
    assert pending or reading.kind not in {Kind.YES, Kind.NO}
    assert zip_awaited or reading.kind is not Kind.ZIP
