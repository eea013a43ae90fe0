"""A key that no body of the platform has draws a warning with the nearest right one."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.adapter import KnownKeys
from optinsim.platforms import load_platform
from optinsim.scenarios.reading.load import Loader

ACCOUNT = Path(__file__).parents[4] / "docs/examples/shop/account.yaml"
KNOWN = KnownKeys(
    callbacks={
        "person_added": ("callback_type", "person.id", "person.mobile_phone.mdn"),
        "person_removed": ("callback_type", "reason"),
    },
    record=("mobile_phone.mdn", "custom_fields.*", "tags.name", "note"),
    responses=("status", "items.id"),
    response_headers=("Location", "Content-Type"),
)


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ("callbacks: [{callback_type: person_added, person: {id: 7}}]", ""),
        ("callbacks: [{callback_type: person_added, persn: {$absent: true}}]", "persn>person"),
        ("callbacks: {$has: {person: {mobilephone: {$absent: true}}}}", "mobilephone>mobile_phone"),
        ("callbacks: [{callback_type: person_added, reason: {$any: true}}]", "reason>person"),
        ("callbacks: [{reason: x, $destination: 'https://a.example'}]", ""),
        ("callbacks: {$not: {$has: {resaon: x}}}", "resaon>reason"),
        ("record: {mobile_phone: {$equals: {mdm: x}}}", "mdm>mdn"),
        ("record: {custom_fields: {shoe: {$absent: true}}, tags: [{name: a}], note: {a: 1}}", ""),
        ("record: {tags: [{nam: a}]}", "nam>name"),
        ("record: {$one_of: [{notes: a}, null]}", "notes>note"),
        ("record: {$$note: 1}", "$note>note"),
    ],
)
def test_every_key_under_an_expectation_is_known(
    expect: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_platform("vibes"), "known_keys", lambda _: KNOWN)
    path = tmp_path / "s.yaml"
    steps = f"steps:\n  - text: SUMMER\n    expect: {{{expect}}}\n"
    path.write_text(f"scenario: T\naccount: {ACCOUNT}\n{steps}", encoding="utf-8")
    loaded = Loader().load(path, "s.yaml")
    assert loaded.problems == []
    found = [f"{w.message.split(chr(39))[1]}>{w.suggestion}" for w in loaded.warnings]
    assert found == ([told] if told else [])


def test_a_platform_that_does_not_list_its_keys_draws_no_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_platform("vibes"), "known_keys", lambda _: None)
    path = tmp_path / "s.yaml"
    steps = "steps: [{text: SUMMER, expect: {record: {shoe: {$absent: true}}}}]\n"
    path.write_text(f"scenario: T\naccount: {ACCOUNT}\n{steps}", encoding="utf-8")
    assert Loader().load(path, "s.yaml").warnings == []


@pytest.mark.parametrize(
    ("header", "told"),
    [("Locaton", "Location"), ("location", ""), ("X-Trace", ""), ("content_type", "Content-Type")],
)
def test_a_misspelt_header_is_absent_from_every_answer(
    header: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_platform("vibes"), "known_keys", lambda _: KNOWN)
    path = tmp_path / "s.yaml"
    expect = f"{{response: {{status: 501, headers: {{{header}: {{$absent: true}}}}}}}}"
    steps = f"steps: [{{request: {{method: GET, path: /a}}, expect: {expect}}}]\n"
    path.write_text(f"scenario: T\naccount: {ACCOUNT}\n{steps}", encoding="utf-8")
    loaded = Loader().load(path, "s.yaml")
    assert loaded.problems == []
    assert [w.suggestion for w in loaded.warnings] == ([told] if told else [])


@pytest.mark.parametrize("key", ["record: {}", "response: {json: {}}"])
def test_an_empty_mapping_fits_every_mapping(key: str, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    steps = f"steps: [{{request: {{method: GET, path: /a}}, expect: {{{key}}}}}]\n"
    path.write_text(f"scenario: T\naccount: {ACCOUNT}\n{steps}", encoding="utf-8")
    assert [w.code for w in Loader().load(path, "s.yaml").warnings] == ["OPT704"]
