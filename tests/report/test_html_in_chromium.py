"""The page as somebody sees it, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optinsim.report.html import html_page
from optinsim.scenarios.running.results import CaseResult, Outcome, RunResult
from tests.browser import DOWN, UP, Browser
from tests.report.runs import FILES, JOIN, NASTY, run_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

TALK = """\
scenario: Two people talk
account: account.yaml
tags: [talk]
people: {ann: {mdn: +13125550123}, bob: {mdn: +13125550124}}
steps:
  - text: SUMMER
  - text: Hello
    from: bob
  - wait: 1d2h30m
  - request: {method: POST, path: /nowhere, json: {a: {b: [1, null]}, c: []}}
    expect: {response: {status: 501}}
  - text: SUMMER
    expect: {state: subscribed}
"""
ALL = {**FILES, "a/talk.yaml": TALK}


@pytest.fixture
def show(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[RunResult], Browser]]:
    """Open the page of a run; at the end, the page may not have complained of anything."""

    def show(result: RunResult) -> Browser:
        page = tmp_path_factory.mktemp("page") / "report.html"
        page.write_text(html_page(result), encoding="utf-8")
        browser.open(page.as_uri())
        return browser

    yield show
    assert browser.complaints() == []


@pytest.fixture
def page(show: Callable[[RunResult], Browser], tmp_path: Path) -> Browser:
    """The page of a run in which everything happens."""
    return show(run_files(tmp_path, ALL))


def rows(page: Browser) -> list[str]:
    return page.texts(".row .title")


def choose(page: Browser, title: str) -> None:
    """Show a scenario, whatever the list shows."""
    page.run(
        "location.hash = '#' + scenarios.findIndex(s => s.scenario.startsWith(arguments[0]))", title
    )
    page.wait("document.querySelector('.case h2')?.textContent.startsWith(arguments[0])", title)


def test_it_opens_on_what_did_not_pass(page: Browser) -> None:
    assert page.text("h1") == "1 passed, 3 failed, 1 not runnable, 1 not readable"
    assert page.texts(".chips button") == ["✗ 3 failed", "! 1 not runnable", "✓ 1 passed"]
    assert page.text("#shown") == "4 of 5 scenarios"
    assert [row.splitlines()[0] for row in rows(page)] == [
        "Two people talk",
        "The word SUMMER & more",
        "The word WINTER & more",
        "Nobody can run this",
    ]
    assert page.text(".case h2") == "Two people talk"
    assert page.text(".badge") == "✗ failed"


def test_a_run_that_passes_shows_all_of_it(
    show: Callable[[RunResult], Browser], tmp_path: Path
) -> None:
    page = show(run_files(tmp_path, {"s.yaml": JOIN}, "s.yaml"))
    assert rows(page) == ["Ann joins"]
    assert page.text("#shown") == "1 scenario"
    assert page.text(".facts") == "file s.yaml:1\ntags smoke\ncites our test plan"
    assert page.text(".rerun code") == "optinsim run s.yaml:1"
    assert page.text(".mt p") == "Reply Y to get our messages <now>"


def test_a_run_without_scenarios_says_so(show: Callable[[RunResult], Browser]) -> None:
    assert show(RunResult()).text(".empty") == "There was no scenario to run."


def test_the_list_is_filtered_by_outcome_tag_and_words(page: Browser) -> None:
    page.click(".chips .failed")
    page.click(".chips .error")
    assert page.text("#shown") == "5 scenarios"
    page.click(".chips .passed")
    assert rows(page) == ["Ann joins"]
    assert page.run("return document.querySelector('.chips .passed').ariaPressed") == "true"
    page.click(".chips .passed")
    page.run(
        "const tag = document.getElementById('tag'); tag.value = 'talk';"
        "tag.dispatchEvent(new Event('change'))"
    )
    assert rows(page) == ["Two people talk"]
    page.run(
        "const tag = document.getElementById('tag'); tag.value = '';"
        "tag.dispatchEvent(new Event('change'))"
    )
    page.type("#words", "WORD winter")
    assert [row.splitlines()[0] for row in rows(page)] == ["The word WINTER & more"]
    assert page.texts(".rows h2") == ["a/wrong.yaml"]


def test_a_conversation_is_drawn_with_its_times_and_what_stood_behind_it(page: Browser) -> None:
    choose(page, "Two people talk")

    assert [" ".join(text.split()) for text in page.texts(".phone > *")] == [
        "Mon 5 Jan 2026",
        "+13125550123 SUMMER 15:00",
        "to +13125550123 Reply Y to get our messages <now> 15:00",
        "+13125550124 Hello 15:00",
        "1 d 2 h 30 min later",
        "Tue 6 Jan 2026",
        "+13125550123 SUMMER 17:30",
        "to +13125550123 Reply Y to get our messages <now> 17:30",
    ]
    assert page.text(".cap") == "84237\n2 phones"
    behind = page.texts(".behind")[1].splitlines()
    assert list(filter(None, behind))[:5] == [
        "step 1, line 6",
        'read as keyword: exact "SUMMER" of ACQ1',
        "ACQ1: none → pending (join)",
        "sent prompt, GSM-7, 1 segment",
        "callback person_added",
    ]


def test_the_failing_expectation_stands_there_with_its_difference(page: Browser) -> None:
    choose(page, "The word SUMMER")

    assert page.text(".failure h3") == "✗ line 8: replies[0]"
    assert "- Reply Y to get our messages <soon>" in page.text(".failure pre")
    assert "+ Reply Y to get our messages <now>" in page.text(".failure pre")
    assert page.text(".failure small") == "- was expected, + came"
    assert page.text(".why h3") == "An expectation was not met"
    page.click(".why a")
    assert page.run(
        "const box = document.querySelector('.failure').getBoundingClientRect();"
        "return box.top >= 0 && box.bottom <= innerHeight"
    )


def test_json_unfolds_and_folds(page: Browser) -> None:
    choose(page, "Two people talk")
    assert page.texts(".tree") == []
    request = ".step:nth-child(5) .behind details"
    page.click(f"{request} summary")
    page.wait("document.querySelector('.tree')")
    assert page.text(f"{request} .tree").splitlines() == [
        "{ 2 keys }",
        "a: { 1 key }",
        "b: [ 2 items ]",
        "0: 1",
        "1: null",
        "c: []",
    ]
    page.click(f"{request} .tree details details summary")
    assert page.text(f"{request} .tree").splitlines() == ["{ 2 keys }", "a: { 1 key }", "c: []"]


def test_what_cannot_be_run_says_why(page: Browser) -> None:
    choose(page, "Nobody can run this")
    assert page.text(".badge") == "! not runnable"
    assert "a/wrong.yaml:12:1: unknown key 'stps'" in page.text(".why")
    assert "did you mean steps?" in page.text(".why")
    page.click('.row[href="#problems"]')
    assert page.text(".case h2") == "What is wrong in the files"
    assert "bad.yaml:1:5: bad YAML" in page.text(".why")


def test_keys_are_enough(page: Browser) -> None:
    assert page.run("return document.querySelectorAll('.row[tabindex=\"0\"]').length") == 1
    page.press(DOWN)
    assert page.text(".case h2") == "The word SUMMER & more"
    assert page.run("return document.activeElement.getAttribute('aria-current')") == "true"
    page.press(DOWN + DOWN + DOWN)
    assert page.text(".case h2") == "Nobody can run this"
    page.press(UP)
    assert page.text(".case h2") == "The word WINTER & more"
    page.press("/nobody")
    assert page.run("return document.getElementById('words').value") == "nobody"
    page.press(DOWN)
    assert page.text(".case h2") == "Nobody can run this"


def test_a_link_leads_to_a_scenario(page: Browser) -> None:
    address = page.run("return location.href.split('#')[0]")
    page.open("about:blank")
    page.open(f"{address}#0")
    assert page.text(".case h2") == "Ann joins"
    page.run("location.hash = '#nothing'")
    page.wait("document.querySelector('.empty')")


def test_copying_the_command_selects_it_at_least(page: Browser) -> None:
    choose(page, "The word SUMMER")
    page.click(".rerun button")
    page.wait("document.querySelector('.rerun button').textContent !== 'Copy'")
    assert page.run("return getSelection().toString()") == "optinsim run a/wrong.yaml:1@1"


def test_nasty_texts_are_shown_as_they_are(
    show: Callable[[RunResult], Browser], tmp_path: Path
) -> None:
    page = show(run_files(tmp_path, {"s.yaml": NASTY}, "s.yaml"))
    assert "</script><script>alert(1)</script> <b>&amp;</b>" in page.text(".case h2")
    assert page.text(".mo p").startswith("</script><img src=x onerror=alert(1)>\n::error::no")
    assert page.run("return document.querySelectorAll('img, b i, .title b').length") == 0


def brightness(page: Browser, of: str) -> int:
    """Of the ground of an element, from 0 to 765."""
    colour = page.run(
        "return getComputedStyle(document.querySelector(arguments[0])).backgroundColor", of
    )
    return sum(map(int, colour[4:-1].split(",")))


def test_it_is_dark_where_the_reader_wants_it_dark(page: Browser) -> None:
    assert brightness(page, "body") > 600
    page.emulate(prefers_color_scheme="dark")
    assert brightness(page, "body") < 150


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(page: Browser, scheme: str) -> None:
    """WCAG 2 asks for a contrast of 4.5."""
    page.emulate(prefers_color_scheme=scheme)
    choose(page, "The word SUMMER")
    assert page.run(CONTRAST) == []


CONTRAST = """
const light = (colour) => {
  const part = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const [r, g, b] = colour.match(/[\\d.]+/g).map(Number);
  return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
};
const ground = (e) => {
  for (; e; e = e.parentElement) {
    const colour = getComputedStyle(e).backgroundColor;
    if (!colour.startsWith("rgba")) return colour;
  }
  return "rgb(255, 255, 255)";
};
const dull = new Set();
for (const e of document.querySelectorAll("body *")) {
  const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  if (!own || !e.checkVisibility() || e.tagName === "SCRIPT") continue;
  const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
  if ((a + 0.05) / (b + 0.05) < 4.5) dull.add(`${e.tagName} ${e.className}`);
}
return [...dull];
"""


@pytest.mark.parametrize("width", [320, 900, 1600])
def test_nothing_is_wider_than_the_window(page: Browser, width: int) -> None:
    page.resize(width, 800)
    choose(page, "The word SUMMER")
    assert page.run("return document.documentElement.scrollWidth") <= width
    assert (
        page.run(
            "const d = document.getElementById('detail'); return d.scrollWidth - d.clientWidth"
        )
        <= 0
    )


def test_on_paper_stands_what_did_not_pass(page: Browser, tmp_path: Path) -> None:
    page.run("addEventListener('afterprint', () => 0); dispatchEvent(new Event('beforeprint'))")
    page.emulate(media="print")
    assert page.texts(".paper h2") == [
        "What is wrong in the files",
        "Two people talk",
        "The word SUMMER & more",
        "The word WINTER & more",
        "Nobody can run this",
    ]
    assert page.texts(".panes") == []
    page.run("dispatchEvent(new Event('afterprint'))")
    assert page.texts(".paper h2") == []
    page.emulate()
    page.paper(tmp_path / "page.pdf")
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")


def test_five_thousand_scenarios_open_and_are_filtered(
    show: Callable[[RunResult], Browser], tmp_path: Path
) -> None:
    (case,) = run_files(tmp_path, {"s.yaml": JOIN}, "s.yaml").cases
    made: list[Any] = [
        CaseResult(f"Number {i}", f"{i // 100}.yaml", i, Outcome.PASSED, steps=case.steps)
        for i in range(5000)
    ]
    page = show(RunResult(made))
    assert page.text("#shown") == "5000 scenarios"
    page.type("#words", "number 4321")
    assert rows(page) == ["Number 4321"]
