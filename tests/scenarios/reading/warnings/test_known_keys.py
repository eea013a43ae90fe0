"""A key that no body of the platform has draws a warning with the nearest right one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optinsim.adapter import KnownKeys
from optinsim.platforms import load_platform
from tests.scenarios.warned import warned_on_reading

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = KnownKeys(
    callbacks={
        "person_added": ("callback_type", "person.id", "person.mobile_phone.mdn"),
        "person_removed": ("callback_type", "reason", "person.kind"),
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
        # That one callback lacks what another has says something.
        ("callbacks: [{callback_type: person_added, reason: {$absent: true}}]", ""),
        ("callbacks: [{callback_type: person_added, person: {kind: {$absent: true}}}]", ""),
        ("callbacks: [{callback_type: person_added, resaon: {$absent: true}}]", "resaon>person"),
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
    warnings = warned_on_reading(tmp_path, [f"{{text: SUMMER, expect: {{{expect}}}}}"])
    found = [f"{w.message.split(chr(39))[1]}>{w.suggestion}" for w in warnings]
    assert found == ([told] if told else [])


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("callbacks: [{callback_type: person_added, kind: x}]", "this callback has no 'kind'"),
        ("record: {mdn: x}", "the record has no 'mdn'"),
    ],
)
def test_a_key_of_another_level_is_said_to_be_missing_at_this_one(
    expect: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_platform("vibes"), "known_keys", lambda _: KNOWN)
    warnings = warned_on_reading(tmp_path, [f"{{text: SUMMER, expect: {{{expect}}}}}"])
    assert [one.message for one in warnings] == [f"{message} at this level"]


def test_a_platform_that_does_not_list_its_keys_draws_no_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_platform("vibes"), "known_keys", lambda _: None)
    step = "{text: SUMMER, expect: {record: {shoe: {$absent: true}}}}"
    assert warned_on_reading(tmp_path, [step]) == []


@pytest.mark.parametrize(
    ("header", "told"),
    [("Locaton", "Location"), ("location", ""), ("X-Trace", ""), ("content_type", "Content-Type")],
)
def test_a_misspelt_header_is_absent_from_every_answer(
    header: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_platform("vibes"), "known_keys", lambda _: KNOWN)
    expect = f"{{response: {{status: 501, headers: {{{header}: {{$absent: true}}}}}}}}"
    step = f"{{request: {{method: GET, path: /a}}, expect: {expect}}}"
    assert [w.suggestion for w in warned_on_reading(tmp_path, [step])] == ([told] if told else [])


@pytest.mark.parametrize("key", ["record: {}", "response: {json: {}}"])
def test_an_empty_mapping_fits_every_mapping(key: str, tmp_path: Path) -> None:
    step = f"{{request: {{method: GET, path: /a}}, expect: {{{key}}}}}"
    assert [w.code for w in warned_on_reading(tmp_path, [step])] == ["OPT704"]
