"""The HTML report in Chromium."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

import pytest
from playwright.sync_api import expect

from optinsim.report.html import html_page
from optinsim.scenarios.running.results import CaseResult, Outcome, RunResult
from tests.report.runs import FILES, JOIN, NASTY, run_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import ConsoleMessage, Error, Page

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
def show(page: Page, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Page]]:
    """Open the report of a run; no error or warning may have come by the end of the test."""
    complaints: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def on_error(error: Error) -> None:
        complaints.append(str(error))

    page.on("console", on_console)
    page.on("pageerror", on_error)

    def show(result: RunResult) -> Page:
        file = tmp_path_factory.mktemp("page") / "report.html"
        file.write_text(html_page(result), encoding="utf-8")
        page.goto(file.as_uri())
        return page

    yield show
    page.evaluate("0")  # what the page said until now has arrived after this
    assert complaints == []


@pytest.fixture
def report(show: Callable[[RunResult], Page], tmp_path: Path) -> Page:
    """The report of a run in which everything happens."""
    return show(run_files(tmp_path, ALL))


def expect_text(page: Page, selector: str, text: str) -> None:
    """Wait until the first element has this text."""
    expect(page.locator(selector).first).to_have_text(text, use_inner_text=True)


def expect_texts(page: Page, selector: str, texts: list[str]) -> None:
    """Wait until the visible elements have these texts, in this order, and no others."""
    shown = page.locator(selector).filter(visible=True)
    expect(shown).to_have_text(texts, use_inner_text=True)


def expect_rows(page: Page, *titles: str) -> None:
    """Wait until the list shows these scenarios; what stands below a title does not count."""
    patterns = [re.compile(rf"^{re.escape(title)}(\n|$)") for title in titles]
    shown = page.locator(".row .title").filter(visible=True)
    expect(shown).to_have_text(patterns, use_inner_text=True)


def choose(page: Page, title: str) -> None:
    """Show a scenario, whatever the list shows."""
    page.evaluate(
        "title => location.hash = '#' + scenarios.findIndex(s => s.scenario.startsWith(title))",
        title,
    )
    expect(page.locator(".case h2")).to_have_text(re.compile(f"^{re.escape(title)}"))


def test_it_opens_on_what_did_not_pass(report: Page) -> None:
    expect_text(report, "h1", "1 passed, 3 failed, 1 not runnable, 1 not readable")
    expect_texts(report, ".chips button", ["✗ 3 failed", "! 1 not runnable", "✓ 1 passed"])
    expect_text(report, "#shown", "4 of 5 scenarios")
    expect_rows(
        report,
        "Two people talk",
        "The word SUMMER & more",
        "The word WINTER & more",
        "Nobody can run this",
    )
    expect_text(report, ".case h2", "Two people talk")
    expect_text(report, ".badge", "✗ failed")


def test_a_run_that_passes_shows_all_of_it(
    show: Callable[[RunResult], Page], tmp_path: Path
) -> None:
    page = show(run_files(tmp_path, {"s.yaml": JOIN}, "s.yaml"))
    expect_rows(page, "Ann joins")
    expect_text(page, "#shown", "1 scenario")
    expect_text(page, ".facts", "file s.yaml:1\ntags smoke\ncites our test plan")
    expect_text(page, ".rerun code", "optinsim run s.yaml:1")
    expect_text(page, ".mt p", "Acme: Y, HELP, STOP? Msg & data rates <now>")


def test_a_run_without_scenarios_says_so(show: Callable[[RunResult], Page]) -> None:
    expect_text(show(RunResult()), ".empty", "There was no scenario to run.")


def test_the_list_is_filtered_by_outcome_tag_and_words(report: Page) -> None:
    report.click(".chips .failed")
    report.click(".chips .error")
    expect_text(report, "#shown", "5 scenarios")
    report.click(".chips .passed")
    expect_rows(report, "Ann joins")
    expect(report.locator(".chips .passed")).to_have_attribute("aria-pressed", "true")
    report.click(".chips .passed")
    report.select_option("#tag", "talk")
    expect_rows(report, "Two people talk")
    report.select_option("#tag", "")
    report.fill("#words", "WORD winter")
    expect_rows(report, "The word WINTER & more")
    expect_texts(report, ".rows h2", ["a/wrong.yaml"])


def test_a_conversation_is_drawn_with_its_times_and_what_stood_behind_it(report: Page) -> None:
    choose(report, "Two people talk")

    expect_texts(
        report,
        ".phone > *",
        [
            "Mon 5 Jan 2026",
            "+13125550123 SUMMER 15:00",
            "to +13125550123 Acme: Y, HELP, STOP? Msg & data rates <now> 15:00",
            "+13125550124 Hello 15:00",
            "1 d 2 h 30 min later",
            "Tue 6 Jan 2026",
            "+13125550123 SUMMER 17:30",
            "to +13125550123 Acme: Y, HELP, STOP? Msg & data rates <now> 17:30",
        ],
    )
    expect_text(report, ".cap", "84237\n2 phones")
    behind = report.locator(".behind").nth(1).inner_text().splitlines()
    assert list(filter(None, behind))[:5] == [
        "step 1, line 6",
        'read as keyword: exact "SUMMER" of ACQ1',
        "ACQ1: none → pending (join)",
        "sent prompt, GSM-7, 1 segment",
        "callback person_added",
    ]


def test_the_failing_expectation_stands_there_with_its_difference(report: Page) -> None:
    choose(report, "The word SUMMER")

    expect_text(report, ".failure h3", "✗ line 8: replies[0]")
    difference = report.locator(".failure pre").first
    expect(difference).to_contain_text("- Acme: Y, HELP, STOP? Msg & data rates <soon>")
    expect(difference).to_contain_text("+ Acme: Y, HELP, STOP? Msg & data rates <now>")
    expect_text(report, ".failure small", "- was expected, + came")
    expect_text(report, ".why h3", "An expectation was not met")
    report.click(".why a")
    expect(report.locator(".failure").first).to_be_in_viewport(ratio=1)


def test_json_unfolds_and_folds(report: Page) -> None:
    choose(report, "Two people talk")
    expect_texts(report, ".tree", [])
    request = ".step:nth-child(5) .behind details"
    report.click(f"{request} summary")
    expect_text(
        report, f"{request} .tree", "{ 2 keys }\na: { 1 key }\nb: [ 2 items ]\n0: 1\n1: null\nc: []"
    )
    report.click(f"{request} .tree details details summary")
    expect_text(report, f"{request} .tree", "{ 2 keys }\na: { 1 key }\nc: []")


def test_what_cannot_be_run_says_why(report: Page) -> None:
    choose(report, "Nobody can run this")
    expect_text(report, ".badge", "! not runnable")
    expect(report.locator(".why")).to_contain_text(
        "a/wrong.yaml:12:1: unknown key 'stps'", use_inner_text=True
    )
    expect(report.locator(".why")).to_contain_text("did you mean steps?", use_inner_text=True)
    report.click('.row[href="#problems"]')
    expect_text(report, ".case h2", "What is wrong in the files")
    expect(report.locator(".why")).to_contain_text("bad.yaml:1:5: bad YAML", use_inner_text=True)


def test_keys_are_enough(report: Page) -> None:
    expect(report.locator('.row[tabindex="0"]')).to_have_count(1)
    report.keyboard.press("ArrowDown")
    expect_text(report, ".case h2", "The word SUMMER & more")
    expect(report.locator(":focus")).to_have_attribute("aria-current", "true")
    for _ in range(3):
        report.keyboard.press("ArrowDown")
    expect_text(report, ".case h2", "Nobody can run this")
    report.keyboard.press("ArrowUp")
    expect_text(report, ".case h2", "The word WINTER & more")
    report.keyboard.type("/nobody")
    expect(report.locator("#words")).to_have_value("nobody")
    report.keyboard.press("ArrowDown")
    expect_text(report, ".case h2", "Nobody can run this")


def test_a_link_leads_to_a_scenario(report: Page) -> None:
    address = report.url.split("#")[0]
    report.goto("about:blank")
    report.goto(f"{address}#0")
    expect_text(report, ".case h2", "Ann joins")
    report.evaluate("location.hash = '#nothing'")
    expect(report.locator(".empty")).to_be_visible()


def test_copying_the_command_selects_it_at_least(report: Page) -> None:
    choose(report, "The word SUMMER")
    report.click(".rerun button")
    expect(report.locator(".rerun button")).not_to_have_text("Copy")
    assert report.evaluate("getSelection().toString()") == "optinsim run a/wrong.yaml:1@1"


def test_nasty_texts_are_shown_as_they_are(
    show: Callable[[RunResult], Page], tmp_path: Path
) -> None:
    page = show(run_files(tmp_path, {"s.yaml": NASTY}, "s.yaml"))
    expect(page.locator(".case h2")).to_contain_text(
        "</script><script>alert(1)</script> <b>&amp;</b>", use_inner_text=True
    )
    expect_text(page, ".mo p", "</script><img src=x onerror=alert(1)>\n::error::no")
    expect(page.locator("img, b i, .title b")).to_have_count(0)


def brightness(page: Page, selector: str) -> int:
    """The sum of red, green and blue of an element's background, from 0 to 765."""
    colour = page.locator(selector).evaluate("e => getComputedStyle(e).backgroundColor")
    return sum(map(int, colour[4:-1].split(",")))


def test_it_is_dark_where_the_reader_wants_it_dark(report: Page) -> None:
    assert brightness(report, "body") > 600
    report.emulate_media(color_scheme="dark")
    assert brightness(report, "body") < 150


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(
    report: Page, scheme: Literal["light", "dark"]
) -> None:
    """WCAG 2 asks for a contrast of 4.5."""
    report.emulate_media(color_scheme=scheme)
    choose(report, "The word SUMMER")
    assert report.evaluate(CONTRAST) == []


CONTRAST = """() => {
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
}"""


@pytest.mark.parametrize("width", [320, 900, 1600])
def test_nothing_is_wider_than_the_window(report: Page, width: int) -> None:
    report.set_viewport_size({"width": width, "height": 800})
    choose(report, "The word SUMMER")
    assert report.evaluate("document.documentElement.scrollWidth") <= width
    hidden = report.locator("#detail").evaluate("d => d.scrollWidth - d.clientWidth")
    assert hidden <= 0


def test_on_paper_stands_what_did_not_pass(report: Page, tmp_path: Path) -> None:
    report.evaluate("dispatchEvent(new Event('beforeprint'))")
    report.emulate_media(media="print")
    expect_texts(
        report,
        ".paper h2",
        [
            "What is wrong in the files",
            "Two people talk",
            "The word SUMMER & more",
            "The word WINTER & more",
            "Nobody can run this",
        ],
    )
    expect_texts(report, ".panes", [])
    report.evaluate("dispatchEvent(new Event('afterprint'))")
    expect_texts(report, ".paper h2", [])
    report.emulate_media(media="null")
    report.pdf(path=tmp_path / "page.pdf", print_background=True)
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")


def test_five_thousand_scenarios_open_and_are_filtered(
    show: Callable[[RunResult], Page], tmp_path: Path
) -> None:
    (case,) = run_files(tmp_path, {"s.yaml": JOIN}, "s.yaml").cases
    made: list[Any] = [
        CaseResult(f"Number {i}", f"{i // 100}.yaml", i, Outcome.PASSED, steps=case.steps)
        for i in range(5000)
    ]
    page = show(RunResult(made))
    expect_text(page, "#shown", "5000 scenarios")
    page.fill("#words", "number 4321")
    expect_rows(page, "Number 4321")
