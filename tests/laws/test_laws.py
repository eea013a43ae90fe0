"""The laws' manual pages, and the page that is made of them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from optinsim.laws.packs import LAWS, PACKS, law, pack_named

ROOT = Path(__file__).parents[2]


def made_page() -> str:
    spec = importlib.util.spec_from_file_location("laws_page", ROOT / "tools/laws_page.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page: str = module.page()
    return page


def test_the_page_of_the_laws_is_made_of_their_modules() -> None:
    page = (ROOT / "docs/laws.md").read_text(encoding="utf-8")
    assert page == made_page(), "make laws"


@pytest.mark.parametrize("name", LAWS)
def test_a_law_says_what_why_whence_and_gives_two_examples(name: str) -> None:
    manual = law(name).manual
    for part in ("What: ", "Why: ", "Source: ", "Holds: ", "Breaks: "):
        assert f"\n{part}" in manual


@pytest.mark.parametrize("name", LAWS)
def test_a_law_judges_something(name: str) -> None:
    one = law(name)
    assert one.of_step or one.of_moment or one.of_account or one.of_all


def test_a_pack_has_a_name_of_its_own() -> None:
    assert [pack_named(pack.name) for pack in PACKS] == list(PACKS)
    assert pack_named("xx") is None
