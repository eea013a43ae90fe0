"""Each platform lists the keys of its bodies, records and answers: all of them, and no others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from optinsim.adapter import Request
from optinsim.known_keys import key_paths
from optinsim.platforms import load_platform
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.reading.warnings.paths import fits
from optinsim.scenarios.running.run import run
from optinsim.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Collection

    from optinsim.adapter import KnownKeys
    from optinsim.simulator import Turn

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PLATFORMS = ("cordial", "signalvine", "vibes")


def unknown(body: Any, known: Collection[str]) -> list[str]:
    """The keys of a body that a list of paths has not; below a path that ends, any may stand."""
    found = []
    for path in key_paths(body):
        parts: list[str] = []
        for part in path.split("."):
            continued = any(one.startswith(".".join([*parts, ""])) for one in known)
            if parts and not continued:
                break
            if ".".join([*parts, part]) in known:
                parts.append(part)
            elif ".".join([*parts, "*"]) in known:
                parts.append("*")
            else:
                found.append(path)
                break
    return found


def is_success(turn: Turn) -> bool:
    return turn.response is not None and turn.response.status < 300


def read_by(request: Request, known: KnownKeys) -> set[str]:
    """The paths that a call reads in its body, with those above them."""
    for call, paths in known.requests.bodies.items():
        method, _, template = call.partition(" ")
        if method == request.method and fits(request.route, template):
            return {path.rsplit(".", n)[0] for path in paths for n in range(path.count(".") + 1)}
    raise AssertionError(request)


@pytest.mark.no_cover  # all scenarios once more: tests/test_scenarios.py covers what they do
@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_body_record_answer_and_accepted_call_of_the_suite_has_known_keys_only(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = Simulator.handle
    seen = {"bodies": 0, "records": 0, "answers": 0, "calls": 0}

    def checked(self: Simulator, command: Any) -> Turn:
        turn = right(self, command)
        known = self.account.platform.known_keys(self.account.file)
        assert known is not None
        for callback in turn.callbacks:
            seen["bodies"] += 1
            assert unknown(callback.body, known.callbacks[callback.name]) == []
        if turn.response is not None:
            seen["answers"] += 1
            assert unknown(turn.response.json, known.responses) == []
        if isinstance(command, Request) and command.body and is_success(turn):
            seen["calls"] += 1
            body = command.json()[1] if command.method == "LISTENER" else command.json()
            # A list that another call has made.
            assert set(unknown(body, read_by(command, known))) <= {"sellers"}
        for one in self._engine.people:
            if one.person.mdn is not None:
                seen["records"] += 1
                assert unknown(self.record(one.person.mdn), known.record) == []
        return turn

    monkeypatch.setattr(Simulator, "handle", checked)
    result = run([str(SCENARIOS / platform)], CaseFilter())
    assert [problem.message for problem in result.problems] == []
    assert seen["answers"] > 50
    assert seen["records"] > 50
    assert seen["calls"] > 10
    assert (seen["bodies"] > 50) is (platform != "signalvine")


def keys(platform: str, **tree: Any) -> KnownKeys:
    kind = load_platform(platform)
    file = {"platform": platform, "name": "Acme", "number": "84237", **tree}
    known = kind.known_keys(kind.account_file.model_validate(file))
    assert known is not None
    return known


@pytest.mark.parametrize("platform", ["cordial", "vibes"])
def test_every_callback_that_an_account_can_emit_has_its_keys(platform: str) -> None:
    kind = load_platform(platform)
    file = {"platform": platform, "name": "Acme", "number": "84237"}
    surface = kind.surface(kind.account_file.model_validate(file))
    assert surface is not None
    assert set(surface.callbacks) <= set(keys(platform).callbacks)


def test_the_keys_that_an_account_defines_are_among_them() -> None:
    assert "custom_fields.shoe" in keys("vibes", custom_fields=["shoe"]).record
    assert "custom_fields.first_name" not in keys("vibes", custom_fields=["shoe"]).record
    cordial = keys(
        "cordial",
        sms_channel="text",
        attributes=["shoe"],
        lists=["vip"],
        programs={"sale": {"keywords": ["SALE"]}, "v1.2": {"keywords": ["NEWS"]}},
    )
    assert {"shoe", "lists", "listJoinDate.vip"} <= set(cordial.record)
    assert "channels.text.programs.sale.keyword" in cordial.record
    # A path has no room for a dot: a key that has one stands for any.
    assert "channels.text.programs.*.keyword" in cordial.record
    # A list may be made by call, under any name.
    assert "listJoinDate.*" in keys("cordial").record
    programs = [{"id": "P"}, {"id": "Q"}]
    assert "Q.profile.name" in keys("signalvine", programs=programs).record
    assert "profile.name" in keys("signalvine", programs=programs[:1]).record


@pytest.mark.parametrize(
    ("account", "expect", "told"),
    [
        ("vibes", "record: {mobilephone: {$absent: true}}", "mobilephone>mobile_phone"),
        ("vibes", "callbacks: [{person: {mobilephone: {$any: true}}}]", "mobilephone>mobile_phone"),
        (
            "vibes",
            "record: {custom_fields: {frist_name: {$absent: true}}}",
            "frist_name>first_name",
        ),
        ("cordial", "record: {channels: {sms: {adress: {$absent: true}}}}", "adress>address"),
        (
            "cordial",
            "callbacks: [{action: optout, properties: {text: {$any: true}, tex: {$absent: true}}}]",
            "tex>text",
        ),
        (
            "cordial",
            "record: {channels: {sms: {programs: {cordialthread: {$absent: true}}}}}",
            "cordialthread>cordialthreads",
        ),
        ("bigstate-signalvine", "record: {activ: {$absent: true}}", "activ>active"),
    ],
)
def test_a_misspelt_key_draws_a_warning(
    account: str, expect: str, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "s.yaml"
    name = account if "-" in account else f"acme-{account}"
    steps = f"steps:\n  - text: hello\n    expect: {{{expect}}}\n"
    people = "people: {ann: {mdn: +13125550123}}\n"
    where = SCENARIOS / "accounts" / f"{name}.yaml"
    path.write_text(f"scenario: T\naccount: {where}\n{people}{steps}", encoding="utf-8")
    loaded = Loader().load(path, "s.yaml")
    assert loaded.problems == []
    found = [f"{w.message.split(chr(39))[1]}>{w.suggestion}" for w in loaded.warnings]
    assert found == [told]
