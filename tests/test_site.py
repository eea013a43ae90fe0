"""The site that `make site` builds: whole, linked, and asking no other host for anything."""

from __future__ import annotations

import re
import threading
import tomllib
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page, expect

import optinsim
from optinsim import cli
from optinsim.codes import Code
from optinsim.http_api import HttpPlatform
from optinsim.laws.packs import LAWS
from optinsim.platforms import load_platform, platform_names
from optinsim.scenarios.reading.operators import OPERATORS
from tools.site.__main__ import CONFIG, build
from tools.site.foreign import without_foreign_hosts
from tools.site.links import led
from tools.site.llms import summary
from tools.site.pages import pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Read(HTMLParser):
    """The ids of a page, where its links lead, and what it loads."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: text for name, text in attrs if text}
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "a":
            self.links += [given["href"]] if "href" in given else []
        else:
            self.loaded += [given[name] for name in ("src", "href", "data") if name in given]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def read(site: Path) -> dict[Path, Read]:
    return {path: Read(path) for path in site.rglob("*.html") if path.name != "404.html"}


def test_every_link_and_every_anchor_leads_somewhere(site: Path, read: dict[Path, Read]) -> None:
    assert len(read) > 40
    wrong = []
    for path, page in read.items():
        for link in (*page.links, *page.loaded):
            parts = urlsplit(link)
            if parts.scheme or link.startswith("//"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            if not target.is_relative_to(site) or not target.exists():
                wrong.append(f"{path}: {link}")
            elif parts.fragment and target in read:
                wrong += [link] * (unquote(parts.fragment) not in read[target].ids)
    assert wrong == []


def test_nothing_is_loaded_from_another_host(site: Path, read: dict[Path, Read]) -> None:
    for path, page in read.items():
        assert [one for one in page.loaded if urlsplit(one).netloc] == [], path
    for path in site.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", text) == [], path
    for path in site.rglob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"https?://(?!www\.w3\.org/)[\w.-]+", text) == [], path


def test_the_addresses_of_other_hosts_are_taken_out_of_scripts(tmp_path: Path) -> None:
    script = 'load("https://unpkg.com/mermaid@11/x.js");ns="http://www.w3.org/2000/svg"'
    (tmp_path / "a.js").write_text(script)
    without_foreign_hosts(tmp_path)
    assert (tmp_path / "a.js").read_text() == (
        'load("about:blank");ns="http://www.w3.org/2000/svg"'
    )


def test_no_block_of_a_page_is_left_as_text(site: Path) -> None:
    """Python-Markdown reads some fences otherwise than GitHub does."""
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        prose = re.sub(r"<(pre|code|script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
        assert "```" not in prose, path


def test_each_page_has_its_markdown_and_is_told_of_in_llms_txt(site: Path) -> None:
    told = re.findall(
        r"^- \[.+\]\((.+)\): \S", (site / "llms.txt").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(told) == sorted(pages())
    for page in told:
        assert (site / page).read_text(encoding="utf-8").startswith("# ")
        where = page.removesuffix("index.md").removesuffix("README.md").removesuffix(".md")
        assert (site / where / "index.html").exists()


def test_each_page_is_in_the_navigation_but_the_single_decisions() -> None:
    config = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["project"]
    named = re.findall(r"'([\w/.-]+\.md)'", str(config["nav"]))
    assert len(named) == len(set(named))
    assert {page for page in pages() if not page.startswith("decisions/0")} == set(named)


def test_the_reference_has_what_the_code_has() -> None:
    made = pages()
    for name in cli.COMMANDS:
        assert f"\n## optinsim {name}\n" in made["reference/options.md"]
    for code in Code:
        assert f"\n### {code}\n" in made["reference/codes.md"]
    for law in LAWS:
        assert f"\n### {law.replace('_', '-')}\n" in made["reference/codes.md"]
    for name in optinsim.__all__:
        assert f"\n## {name}\n" in made["reference/python.md"]
    for name in OPERATORS:
        assert f"`{name}`" in made["reference/operators.md"]
    for name in platform_names():
        platform = load_platform(name)
        for key in platform.account_file.model_fields.values():
            assert f"| `{key.alias}` |" in made[f"reference/{name}.md"] or key.alias is None
        assert issubclass(platform, HttpPlatform)
        for one in platform.endpoints():
            assert f"| ✓ | `{one.method} {one.path}` |" in made["reference/apis.md"]
    assert "| ✗ | " in made["reference/apis.md"]
    assert "## MessageSent" in made["reference/events.md"]


def test_a_link_to_a_file_that_is_no_page_becomes_its_name(tmp_path: Path) -> None:
    page, other = tmp_path / "docs/a.md", tmp_path / "README.md"
    text = (
        "[x](../README.md#how) [`code.py`](../src/code.py) [web](https://example.com) [y](#z)\n"
        "![p](../assets/p.svg)\n```text\n[x](../README.md)\n```\n"
    )
    assert led(text, page, "start/a.md", {page: "start/a.md", other: "index.md"}) == (
        "[x](../index.md#how) `code.py` [web](https://example.com) [y](#z)\n"
        "![p](../assets/p.svg)\n```text\n[x](../README.md)\n```\n"
    )


def test_a_page_is_told_of_by_its_first_sentence() -> None:
    assert summary("# T\n\n![p](a.svg)\n\nOne [thing](b.md)\nis. Another.\n\nC.") == "One thing is."


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_in_a_browser_a_page_is_searched_and_asks_no_other_host(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}reference/codes/")
    expect(page.locator("#opt603")).to_be_visible()
    page.goto(f"{address}start/qa/")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("combobox", name="Search").fill("anchor bomb")
    expect(page.get_by_role("option", name="OPT011")).to_be_visible()
    assert asked
    foreign = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    assert foreign == []
