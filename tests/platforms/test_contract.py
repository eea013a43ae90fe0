"""The contract: what every installed platform must do, whoever wrote it.

A platform brings its cases (cases.py); one without cases fails here.
"""

from __future__ import annotations

import importlib
import json
import re
from dataclasses import replace
from importlib.metadata import EntryPoint, EntryPoints, PackageNotFoundError, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

import optinsim.platforms
from optinsim.adapter import Account, AccountFile, Fault, Platform, Request, Response
from optinsim.core.consent import Consent
from optinsim.errors import CommandError, PlatformError
from optinsim.platforms import GROUP, load_platform, platform_names
from optinsim.simulator import Simulator, Turn

if TYPE_CHECKING:
    from optinsim.forms import Form
    from tests.platforms.cases import Cases

ANN = "+13125550123"
BOB = "+13125550124"
PERSON = {
    "mdn": ANN,
    "first_name": "Ann",
    "last_name": "O'Hara, Jr",
    "zip": "60601",
    "external_id": "EX5550123",
    "other_mdn": "+13125550177",
}
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WITH_CASES = {path.parent.name for path in HERE.glob("*/contract.py")}


@pytest.fixture(params=sorted(WITH_CASES.intersection(platform_names())))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def cases(name: str) -> Cases:
    cases: Cases = importlib.import_module(f"tests.platforms.{name}.contract").CASES
    return cases


@pytest.fixture
def account(name: str, cases: Cases) -> Account:
    platform = load_platform(name)
    file = platform.account_file.model_validate(cases.tree)
    return Account(file, platform, platform.setup(file))


@pytest.fixture
def simulator(account: Account) -> Simulator:
    return Simulator(account)


def strict_json(value: Any) -> str:
    """The value as JSON that anybody can read; it may hold nothing but JSON's own types."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    text.encode()
    assert json.loads(text) == value
    return text


def conversation(simulator: Simulator, cases: Cases) -> list[Turn]:
    """Everything once: texts in every state, time, requests."""
    texts = (cases.unmatched, cases.keyword, cases.unmatched, "HELP", cases.confirmation or "")
    turns = [simulator.text(text, ANN) for text in texts]
    turns += [simulator.text("STOP", ANN), simulator.text(cases.keyword, BOB)]
    turns += [simulator.wait("30d")]
    turns += [simulator.handle(simulator.sign(request)) for request in cases.good]
    turns += [simulator.handle(request) for request in cases.refused]
    return turns


def seen(simulator: Simulator) -> Any:
    """What can be seen of two people."""
    return [(simulator.record(mdn), simulator.states(mdn)) for mdn in (ANN, BOB)]


def response_of(turn: Turn) -> Response:
    assert isinstance(turn.response, Response)
    return turn.response


# --- Being found


def test_every_folder_is_a_platform_and_the_reverse() -> None:
    (root,) = optinsim.platforms.__path__
    folders = {path.parent.name for path in Path(root).glob("*/__init__.py")}
    package = optinsim.platforms.__name__
    ours = {
        entry.name: entry.module
        for entry in entry_points(group=GROUP)
        if entry.module.startswith(f"{package}.")
    }
    assert ours == {folder: f"{package}.{folder}" for folder in folders}


def test_every_platform_has_cases() -> None:
    """Without a contract.py, what follows would pass over a platform in silence."""
    assert set(platform_names()) == WITH_CASES


@pytest.mark.parametrize("name", platform_names())
def test_platforms_are_found_by_name(name: str) -> None:
    platform = load_platform(name)
    assert issubclass(platform, Platform)
    assert issubclass(platform.account_file, AccountFile)
    assert load_platform(name) is platform


def test_there_is_no_such_platform() -> None:
    with pytest.raises(PlatformError) as raised:
        load_platform("morse")
    assert raised.value.installed == platform_names()
    assert str(raised.value).startswith("unknown platform 'morse'; installed: ")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("no.such.module:Platform", "No module named"),
        ("optinsim.platforms:GROUP", "optinsim.platforms:GROUP is no Platform"),
        ("optinsim.adapter:Request", "optinsim.adapter:Request is no Platform"),
    ],
)
def test_a_platform_that_is_broken(
    value: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = EntryPoints([EntryPoint("broken", value, GROUP)])
    monkeypatch.setattr(optinsim.platforms, "entry_points", lambda **_: found)
    with pytest.raises(PlatformError) as raised:
        load_platform.__wrapped__("broken")
    assert str(raised.value).startswith("platform 'broken' cannot be loaded: ")
    assert reason in raised.value.reason


def test_for_a_platform_of_ours_no_other_package_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def look(**_: str) -> EntryPoints:
        raise AssertionError

    monkeypatch.setattr(optinsim.platforms, "entry_points", look)
    assert load_platform.__wrapped__("vibes") is load_platform("vibes")
    with pytest.raises(AssertionError):
        load_platform.__wrapped__("another")


def test_a_platform_is_found_where_optinsim_is_not_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def distribution(name: str) -> NoReturn:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(optinsim.platforms, "distribution", distribution)
    assert load_platform.__wrapped__("vibes") is load_platform("vibes")


# --- Accounts


def test_the_account_holds_together(account: Account) -> None:
    assert list(account.platform.faults(account.file)) == []
    assert set(account.file.person_fields()) <= set(map(str, account.file.person_fields()))


def test_a_broken_account_has_faults_with_places(cases: Cases, account: Account) -> None:
    file = account.platform.account_file.model_validate({**cases.tree, **cases.broken})
    account.platform.setup(file)
    faults = list(account.platform.faults(file))
    assert faults
    for fault in faults:
        assert isinstance(fault, Fault)
        assert fault.message
        assert fault.place[0] in cases.broken


def test_everything_may_be_left_out_but_the_names(account: Account) -> None:
    file = account.file
    least = {"platform": file.platform, "name": file.name, "number": file.number}
    file = account.platform.account_file.model_validate(least)
    Simulator(Account(file, account.platform, account.platform.setup(file))).text("hello", ANN)


# --- Conversations


def test_joining(simulator: Simulator, cases: Cases) -> None:
    assert simulator.record(ANN) is None
    assert set(simulator.states(ANN).values()) == {Consent.NONE}
    joined = simulator.text(cases.keyword, ANN)
    if cases.confirmation is not None:
        assert simulator.state(ANN) is Consent.PENDING
        joined = simulator.text(cases.confirmation, ANN)
    assert simulator.state(ANN) is Consent.SUBSCRIBED
    assert joined.changes
    assert simulator.record(ANN) is not None
    assert len(simulator.text("STOP", ANN).replies) == 1
    assert simulator.state(ANN) is Consent.UNSUBSCRIBED


def test_everything_that_leaves_is_json(simulator: Simulator, cases: Cases) -> None:
    for turn in conversation(simulator, cases):
        for callback in turn.callbacks:
            strict_json(callback.body)
        if turn.response is not None:
            strict_json(turn.response.json)
            assert all(isinstance(value, str) for value in turn.response.headers.values())
    strict_json(simulator.record(ANN))


def test_any_text_is_answered_in_json(simulator: Simulator, cases: Cases) -> None:
    simulator.text(cases.keyword, ANN)
    for text in ("", "\x00", "🛑", "\u202estop", "x" * 100_000, "\n", "${brand}"):
        for callback in simulator.text(text, ANN).callbacks:
            strict_json(callback.body)


def test_the_same_commands_give_the_same_bytes(account: Account, cases: Cases) -> None:
    def run(seed: int) -> str:
        simulator = Simulator(account, seed=seed)
        turns = conversation(simulator, cases)
        bodies = [callback.body for turn in turns for callback in turn.callbacks]
        answers = [turn.response.json for turn in turns if turn.response]
        replies = [reply.text for turn in turns for reply in turn.replies]
        return strict_json([bodies, answers, replies, simulator.record(ANN)])

    assert run(7) == run(7)


def test_worlds_know_nothing_of_each_other(account: Account, cases: Cases) -> None:
    first, second = Simulator(account), Simulator(account)
    before = seen(second)
    conversation(first, cases)
    assert seen(second) == before == seen(Simulator(account))


# --- The API


def test_good_requests(simulator: Simulator, cases: Cases) -> None:
    changed = []
    for request in cases.good:
        turn = simulator.handle(simulator.sign(request))
        assert 200 <= response_of(turn).status < 300, response_of(turn)
        changed.append(bool(turn.events))
    assert any(changed), "one of the good requests should change something"


def test_a_request_without_a_good_signature(simulator: Simulator, cases: Cases) -> None:
    before = seen(simulator)
    for request in (*cases.good, *cases.refused, cases.not_emulated):
        for wrong in (request, simulator.sign(request, valid=False)):
            turn = simulator.handle(wrong)
            assert response_of(turn).status in (401, 403)
            assert turn.events == ()
        again = simulator.sign(simulator.sign(request), valid=False)
        assert response_of(simulator.handle(again)).status in (401, 403)
    assert seen(simulator) == before


def test_a_refused_request_changes_nothing(simulator: Simulator, cases: Cases) -> None:
    simulator.text(cases.keyword, ANN)
    before = seen(simulator)
    for request in cases.refused:
        turn = simulator.handle(simulator.sign(request))
        assert 400 <= response_of(turn).status < 500, response_of(turn)
        assert (turn.events, turn.callbacks) == ((), ())
        assert seen(simulator) == before


def test_what_is_not_emulated_says_so(simulator: Simulator, cases: Cases, name: str) -> None:
    turn = simulator.handle(simulator.sign(cases.not_emulated))
    response = response_of(turn)
    assert response.status == 501
    said = strict_json(response.json)
    assert "optinsim" in said
    assert f"docs/platforms/{name}.md" in said
    assert (ROOT / f"docs/platforms/{name}.md").is_file()
    assert turn.events == ()


def test_signing_keeps_the_request(simulator: Simulator, cases: Cases) -> None:
    for request in cases.good:
        for valid in (True, False):
            signed = simulator.sign(request, valid=valid)
            assert signed.headers.items() > request.headers.items()
            assert replace(signed, headers=request.headers) == request


@pytest.mark.parametrize("path", ["", "/", "//[", "/\x00", "/%", "/%ff", "/x?y=%zz&&=", "/\ud800"])
@pytest.mark.parametrize("body", [b"", b"null", b"\xff", b"[" * 10_000, b'{"\\ud800": 1e999}'])
def test_no_request_is_too_odd(simulator: Simulator, path: str, body: bytes) -> None:
    for method in ("GET", "POST", "", "get\n"):
        turn = simulator.handle(simulator.sign(Request(method, path, {"": ""}, body)))
        assert response_of(turn).status >= 400
        strict_json(response_of(turn).json)
        assert turn.events == ()


# --- Calls to fill in


def known(simulator: Simulator, cases: Cases) -> Simulator:
    """The simulator, in which Ann has joined."""
    simulator.text(cases.keyword, ANN)
    simulator.text(cases.confirmation or "", ANN)
    return simulator


def send(simulator: Simulator, form: Form) -> Response:
    """What the form is answered with as it is prefilled."""
    turn = simulator.handle(simulator.sign(form.request({})))
    response = response_of(turn)
    assert response.status < 300 or response.status in (404, 409, 422), (form.name, response)
    strict_json(response.json)
    return response


def is_blank(form: Form) -> bool:
    """Whether something has to be filled in first."""
    return any(one.required and not one.value for one in form.fields)


def test_every_form_is_answered_as_it_is_prefilled(simulator: Simulator, cases: Cases) -> None:
    """Each with a success at some time: before Ann is known, or after what others bring about."""
    went_well: dict[str, bool] = {}
    for is_known in (False, True, True):
        if is_known:
            known(simulator, cases)
        for form in simulator.forms(PERSON):
            if is_known or not is_blank(form):
                response = send(simulator, form)
                went_well[form.name] = went_well.get(form.name, False) or response.status < 300
    assert all(went_well.values()), went_well


def test_a_form_without_a_person_asks_for_what_it_needs(simulator: Simulator) -> None:
    for form in simulator.forms():
        if is_blank(form):
            with pytest.raises(CommandError, match="must be filled in"):
                form.request({})
        else:
            turn = simulator.handle(simulator.sign(form.request({})))
            assert response_of(turn).status not in (401, 403, 501)


def test_every_account_has_forms_that_can_be_sent(account: Account) -> None:
    file = account.file
    least = {"platform": file.platform, "name": file.name, "number": file.number}
    file = account.platform.account_file.model_validate(least)
    simulator = Simulator(Account(file, account.platform, account.platform.setup(file)))
    for form in simulator.forms(PERSON):
        if not is_blank(form):
            send(simulator, form)


def test_every_field_of_a_form_is_used(simulator: Simulator, cases: Cases) -> None:
    for _ in range(2):
        for form in known(simulator, cases).forms(PERSON):
            anything = replace(form, fields=tuple(replace(one, choices={}) for one in form.fields))
            before = anything.request({})
            for one in form.fields:
                assert anything.request({one.key: "else"}) != before, (form.name, one.key)
            send(simulator, form)


def test_a_form_can_be_shown(simulator: Simulator, cases: Cases) -> None:
    known(simulator, cases)
    forms = simulator.forms(PERSON)
    assert len({form.name for form in forms}) == len(forms)
    for form in forms:
        keys = [one.key for one in form.fields]
        assert len(set(keys)) == len(keys)
        assert set(re.findall(r"\{(.*?)\}", form.operation)) <= set(keys)
        for one in form.fields:
            assert one.label
            assert len(one.hint) < 80
            assert "\n" not in one.hint
            assert one.multiline or "\n" not in one.value
            assert one.value in one.choices or not (one.choices and one.value)
            assert all(one.choices.values())


def test_forms_change_nothing(simulator: Simulator, cases: Cases) -> None:
    before = seen(known(simulator, cases))
    shown = [(form.name, form.operation, form.fields) for form in simulator.forms(PERSON)]
    for form in simulator.forms(PERSON):
        form.request({})
    assert [(form.name, form.operation, form.fields) for form in simulator.forms(PERSON)] == shown
    assert seen(simulator) == before


def test_a_platform_that_names_its_calls_names_those_that_it_answers(
    simulator: Simulator, cases: Cases
) -> None:
    surface = simulator.account.platform.surface(simulator.account.file)
    if surface is None:
        return  # nothing is promised
    for request in cases.good:
        turn = simulator.handle(simulator.sign(request))
        assert turn.response is not None
        methods = {r.method for r in surface.routes if turn.response.status in r.statuses}
        assert request.method in methods
        assert {callback.name for callback in turn.callbacks} <= set(surface.callbacks)
