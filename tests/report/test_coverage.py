"""Coverage as lines, as JSON and as diagrams."""

from __future__ import annotations

import json
from collections import Counter
from io import StringIO
from xml.etree import ElementTree as ET

import pytest

from optinsim.report.coverage import (
    coverage_html,
    coverage_json,
    coverage_lines,
    coverage_mermaid,
    coverage_svg,
    percent,
)
from optinsim.report.screen import Screen
from optinsim.report.state_diagram import svg
from optinsim.scenarios.coverage import Coverage, Tally

DECLARED = {
    "transitions": (
        ("none", "join", "pending"),
        ("pending", "join", "pending"),
        ("pending", "confirm", "subscribed"),
        ("pending", "expire", "expired"),
        ("pending", "remove", "expired"),
        ("expired", "join", "pending"),
    ),
    "readings": (("stop", "exact"), ("stop", "first_sentence"), ("keyword", "exact")),
    "campaigns": (("ACQ1", "pending"), ("ACQ1", "subscribed")),
    "messages": (("ACQ1", "prompt"), ("", "help")),
    "callbacks": (),
    "answers": (
        ("GET", "/companies/{key}/persons", "200"),
        ("GET", "/companies/{key}/persons", "404"),
        ("GET", "/companies/{key}/lists", "200"),
        ("*", "*", "401"),
    ),
}


def tally() -> Tally:
    return Tally(
        "vibes",
        dict(DECLARED),
        {
            "transitions": Counter(
                {("none", "join", "pending"): 3, ("pending", "expire", "expired"): 1}
            ),
            "readings": Counter({("keyword", "exact"): 2}),
            "campaigns": Counter({("ACQ1", "pending"): 3}),
            "answers": Counter({("GET", "/companies/{key}/persons", "200"): 1}),
        },
    )


def coverage() -> Coverage:
    return Coverage(
        {"account.yaml": tally()},
        Counter({"plan: 1": 2, "plan: 2": 1, "memo": 1}),
        Counter({"plan: 1": 2, "memo": 1}),
    )


def text_of(of: Coverage) -> str:
    stream = StringIO()
    screen = Screen(stream)
    for line in coverage_lines(of):
        screen.line(*line)
    return stream.getvalue()


def test_the_table_lists_what_is_missing_by_name() -> None:
    assert (
        text_of(coverage())
        == """\
coverage          29 %  5 of 17; what is missing is listed

vibes             29 %  5 of 17
  transitions     33 %  2 of 6
    - pending: join → pending, confirm → subscribed, remove → expired
    - expired: join → pending
  readings        33 %  1 of 3
    - stop: exact, first sentence
  campaigns       50 %  1 of 2
    - ACQ1: subscribed
  messages         0 %  0 of 2
    - ACQ1: prompt
    - the account: help
  answers         25 %  1 of 4
    - GET …/persons: 404
    - GET …/lists: 200
    - any call: 401

statements that scenarios cite, and how many passed
   100 %  1 of 1      memo
    66 %  2 of 3      plan
    - none passed: plan: 2
"""
    )


def test_several_accounts_of_a_platform_are_listed_and_counted_once() -> None:
    both = coverage()
    both.accounts["other.yaml"] = tally()
    text = text_of(both)
    assert "vibes             29 %  5 of 17\n" in text
    assert (
        "  by account\n    29 %  5 of 17     account.yaml\n    29 %  5 of 17     other.yaml\n"
    ) in text


def test_a_platform_that_says_nothing_of_its_calls_is_reported() -> None:
    silent = tally()
    del silent.declared["callbacks"]
    del silent.declared["answers"]
    del silent.seen["answers"]
    text = text_of(Coverage({"account.yaml": silent}))
    assert "  callbacks        the platform does not say which it has\n" in text
    assert "statements" not in text
    assert "callbacks" not in coverage_json(Coverage({"a": silent}))["accounts"]["a"]


def test_where_nothing_was_run_nothing_is_covered() -> None:
    assert text_of(Coverage()) == "coverage         no scenario was run, and nothing is counted\n"
    assert coverage_json(Coverage())["total"] == {"exercised": 0, "items": 0, "percent": 0}
    assert "Coverage: 0 %" in coverage_html(Coverage())


def test_a_line_keeps_to_80_columns_and_a_text_to_its_line() -> None:
    long = tally()
    long.declared["campaigns"] = tuple((f"ACQ\n\x1b[2J{i}", "pending") for i in range(3))
    long.declared["messages"] = tuple(("ACQ1", f"purpose number {i}") for i in range(20))
    lines = text_of(Coverage({"a": long})).splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert "    - ACQ\\n\\x1b[2J0: pending" in lines


def test_the_documents_of_a_long_list_are_cut() -> None:
    cited = Counter({f"document {i:02}: 1": 1 for i in range(25)})
    text = text_of(Coverage({"a": tally()}, cited, cited))
    assert "document 19" in text
    assert "document 20" not in text
    assert text.endswith("    … 5 more\n")


@pytest.mark.parametrize(
    ("score", "shown"), [((0, 0), 100), ((0, 7), 0), ((999, 1000), 99), ((7, 7), 100)]
)
def test_a_hundred_per_cent_means_that_nothing_is_missing(
    score: tuple[int, int], shown: int
) -> None:
    assert percent(score) == shown


def test_the_json_has_every_item_by_its_parts_with_its_count() -> None:
    made = coverage_json(coverage())
    assert json.loads(json.dumps(made)) == made
    assert made["total"] == {"exercised": 5, "items": 17, "percent": 29}
    platform = made["platforms"]["vibes"]
    assert platform["accounts"] == ["account.yaml"]
    assert platform["diagram"].startswith("stateDiagram-v2\n")
    account = made["accounts"]["account.yaml"]
    assert account["platform"] == "vibes"
    assert account["total"] == made["total"]
    assert account["campaigns"] == {
        "exercised": 1,
        "items": 2,
        "percent": 50,
        "list": [
            {"campaign": "ACQ1", "state": "pending", "count": 3},
            {"campaign": "ACQ1", "state": "subscribed", "count": 0},
        ],
    }
    assert account["messages"]["list"][1] == {"campaign": None, "purpose": "help", "count": 0}
    assert account["answers"]["list"][0]["status"] == 200
    assert account["transitions"]["list"][0] == {
        "state": "none",
        "trigger": "join",
        "to": "pending",
        "count": 3,
    }
    assert made["statements"] == [
        {"statement": "memo", "cited": 1, "passed": 1},
        {"statement": "plan: 1", "cited": 2, "passed": 2},
        {"statement": "plan: 2", "cited": 1, "passed": 0},
    ]


def test_the_mermaid_diagram_marks_what_is_missing() -> None:
    assert (
        coverage_mermaid(tally())
        == """\
stateDiagram-v2
    [*] --> none
    none --> pending: ✓ join
    pending --> pending: ✗ join (missing)
    pending --> subscribed: ✗ confirm (missing)
    pending --> expired: ✓ expire
    pending --> expired: ✗ remove (missing)
    expired --> pending: ✗ join (missing)
    classDef missing stroke-dasharray: 6 4
    class subscribed missing
"""
    )


def test_a_diagram_without_gaps_marks_none() -> None:
    whole = Tally("x", {"transitions": (("none", "add", "subscribed"),)})
    whole.seen["transitions"] = Counter({("none", "add", "subscribed"): 1})
    assert "missing" not in coverage_mermaid(whole)
    assert "<desc>Not exercised: nothing</desc>" in coverage_svg(whole)


SVG = "{http://www.w3.org/2000/svg}"


def drawn(of: Tally, title: str = "") -> ET.Element:
    return ET.fromstring(coverage_svg(of, title))  # noqa: S314  (drawn by us)


def test_the_drawing_tells_gaps_by_dash_mark_and_words() -> None:
    picture = drawn(tally())
    assert picture.findtext(f"{SVG}title") == "Transitions of vibes"
    assert picture.findtext(f"{SVG}desc") == (
        "Not exercised: pending join pending, pending confirm subscribed, pending remove expired, "
        "expired join pending"
    )
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    for label in ("pending", "✓ join", "✗ join", "✗ confirm", "✓ expire", "✗ remove"):
        assert label in texts
    arrows = [p for p in picture.iter(f"{SVG}path") if "marker-end" in p.attrib]
    # One for each pair of states; dashed if any of its triggers is missing.
    dashed = [arrow for arrow in arrows if "stroke-dasharray" in arrow.attrib]
    assert (len(arrows), len(dashed)) == (5, 4)
    boxes = [box for box in picture.iter(f"{SVG}rect") if "rx" in box.attrib]
    assert len(boxes) == 4
    assert len([box for box in boxes if "stroke-dasharray" in box.attrib]) == 1


def test_the_drawing_is_the_same_every_time_and_keeps_inside_its_frame() -> None:
    states = ("none", "pending", "subscribed", "declined", "expired", "unsubscribed")
    rows = [(a, "trigger", b) for a in states for b in states]
    picture = svg(rows, set(), title="<all> & more")
    assert picture == svg(rows, set(), title="<all> & more")
    root = ET.fromstring(picture)  # noqa: S314  (drawn by us)
    assert root.findtext(f"{SVG}title") == "<all> & more"
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for text in root.iter(f"{SVG}text"):
        assert 0 < float(text.attrib["x"]) < width
        assert 0 < float(text.attrib["y"]) < height


def test_the_part_of_a_page_has_the_drawing_and_the_table_and_no_markup_of_anybodys() -> None:
    hostile = coverage()
    hostile.cited["<script>alert(1)</script>"] = 1
    hostile.accounts["account.yaml"].declared["campaigns"] = (("<b>", "pending"),)
    part = coverage_html(hostile)
    root = ET.fromstring(part)  # noqa: S314  (made by us)
    assert root.findtext("summary") == "Coverage: 29 %"
    assert len(list(root.iter(f"{SVG}svg"))) == 1
    assert "<script" not in part
    assert "- &lt;b&gt;: pending" in part
