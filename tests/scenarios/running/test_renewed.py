"""A scenario whose account has changed is what it would be had nobody read it before."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from optinsim.files.tree import Document
from optinsim.scenarios.reading.cases import Broken, Case
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.running.watch import KeepingLoader

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOP = Path(__file__).parents[3] / "docs/examples/shop"
ACCOUNT = (SHOP / "account.yaml").read_text("utf-8")
SCENARIOS = """\
scenario: A campaign by its name
account: account.yaml
steps:
  - text: SUMMER
    expect: {state: {SUMMER1: pending}}
---
scenario: A number of the account, and a call
account: account.yaml
steps:
  - {text: SUMMER, to: "84237"}
  - request: {method: GET, path: /companies/acme/campaigns/acquisition}
---
scenario: Numbers as a country writes them
account: account.yaml
people: {ann: {mdn: (312) 555-0123}}
steps:
  - {text: SUMMER, from: (312) 555-0124}
---
scenario: Made-up people of a country
account: account.yaml
steps:
  - {text: SUMMER, from: me}
---
scenario: ${me.zip} is in the title
account: account.yaml
steps:
  - text: SUMMER
---
scenario: Variables
account: account.yaml
vars: {word: SUMMER}
steps:
  - {text: "${word}", to: "84237"}
---
scenario: Examples
account: account.yaml
examples: [{word: SUMMER}, {word: SUMR}]
steps:
  - {text: "${word}"}
---
scenario: Variables that no step has
account: account.yaml
vars: {word: SUMMER, words: "${word} SALE"}
steps:
  - text: SUMMER
---
scenario: Examples that no step has
account: account.yaml
examples: [{word: SUMMER}, {word: SUMR}]
steps:
  - text: SUMMER
---
scenario: Something to look at again
account: account.yaml
steps:
  - {text: SUMMER, expect: {reading: {$contains: keyword}}}
---
scenario: Time passes
account: account.yaml
start: 2026-03-01T10:00:00Z
steps:
  - {text: SUMMER, expect: {state: {SUMMER1: pending}}}
  - {wait: 48h, expect: {state: {SUMMER1: expired}}}
  - {wait_until: 2026-03-04T10:00:00Z}
---
scenario: An account of its own
account: {platform: vibes, name: Acme, number: 84237, company_key: acme}
steps:
  - text: SUMMER
---
scenario: Wrong whatever the account
account: account.yaml
steps:
  - txt: SUMMER
---
no: scenario
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("all.yaml").write_text(SCENARIOS, "utf-8")
    Path("join.yaml").write_text((SHOP / "join.yaml").read_text("utf-8"), "utf-8")


def shown(loader: Loader) -> list[Any]:
    """All that a loader makes of the files, as far as it can be compared."""
    found: list[Any] = []
    for name in ("all.yaml", "join.yaml"):
        loaded = loader.load(Path(name), name)
        found += [*map(entry_shown, loaded.entries), loaded.warnings, loaded.spent, loaded.reads]
    return found


def entry_shown(entry: Case | Broken) -> Any:
    if isinstance(entry, Broken):
        return entry.document.start, entry.problems
    return (
        *(entry.document.start, entry.title, entry.file, entry.example, entry.number),
        *(entry.account.file, entry.steps, [member.mdn for member in entry.cast.members]),
    )


def edits() -> Iterator[str]:
    """Accounts that somebody might come by while editing."""
    lines = ACCOUNT.splitlines(keepends=True)
    for i in range(len(lines)):
        yield "".join(lines[:i] + lines[i + 1 :])
    for old, new in (
        ("SUMMER1", "SUMMER2"),
        ("number: 84237", "number: 84238"),
        ("double  ", "single  "),
        ("keywords: [SUMMER", "keywords: [SPRING"),
        ("company_key", "country: GB\ncompany_key"),
        ("company_key", "country: CA\ncompany_key"),
        ("Acme", "Acme Stores"),
        ("vibes", "cordial"),
    ):
        yield ACCOUNT.replace(old, new)


def test_after_every_edit_it_is_what_a_fresh_reader_finds() -> None:
    kept = KeepingLoader()
    for text in (ACCOUNT, *(text for edit in edits() for text in (edit, ACCOUNT))):
        Path("account.yaml").write_text(text, "utf-8")
        kept.forget({str(Path("account.yaml").resolve())})
        assert shown(kept) == shown(Loader())


def test_what_is_plain_is_not_built_again() -> None:
    kept = KeepingLoader()
    Path("account.yaml").write_text(ACCOUNT, "utf-8")
    first = kept.load(Path("all.yaml"), "all.yaml").entries[0]
    Path("account.yaml").write_text(ACCOUNT.replace("Acme", "Acme Stores"), "utf-8")
    kept.forget({str(Path("account.yaml").resolve())})
    second = kept.load(Path("all.yaml"), "all.yaml").entries[0]
    assert isinstance(first, Case)
    assert isinstance(second, Case)
    assert first.steps is second.steps
    assert (first.account.setup.brand, second.account.setup.brand) == ("Acme", "Acme Stores")


def test_what_is_forgotten_is_gone() -> None:
    """A watch goes on for days, and nobody looks for garbage that has been there for a while."""
    kept = KeepingLoader()
    Path("account.yaml").write_text(ACCOUNT, "utf-8")
    lines = kept.load(Path("all.yaml"), "all.yaml").entries[0].document.lines
    gc.disable()
    try:
        kept.forget({str(Path("all.yaml").resolve())})
        assert not [one for one in gc.get_referrers(lines) if isinstance(one, Document)]
    finally:
        gc.enable()
