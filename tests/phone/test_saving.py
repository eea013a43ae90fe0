"""What was played is saved as a scenario that passes, and as a transcript that people read."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given

from optinsim.core.commands import ReceiveText
from optinsim.errors import OptinsimError
from optinsim.files.accounts import load_account
from optinsim.phone.opening import digest_of, open_one_of, open_scenario, scenarios_in
from optinsim.phone.saving import (
    LONGEST_TITLE,
    default_file_name,
    default_title,
    save,
    scenario_of,
    transcript_of,
)
from optinsim.phone.session import PlayedStep, Session, Subscriber, made_up_for
from optinsim.scenarios.reading.project import PROJECT_FILE
from optinsim.scenarios.running.case_run import run_case
from optinsim.turn_json import turn_json
from tests.phone.played import SHOP, account, participant, session, sessions

ROOT = Path(__file__).parent.parent.parent
FILES = [
    path
    for path in sorted((ROOT / "scenarios").glob("*/*.yaml"))
    if path.parent.name != "accounts" and path.name != PROJECT_FILE
]


def text_of(played: Session, title: str = "A title") -> str:
    return scenario_of(played, title, account=SHOP, folder=SHOP.parent)


# --- A scenario


def test_a_session_is_a_scenario_that_expects_all_that_happened(tmp_path: Path) -> None:
    played = session("SUMMER", "Y")
    played.wait(timedelta(hours=36))
    text = text_of(played, "A keyword asks, and Y confirms")
    head, _, steps = text.partition("steps:\n")
    assert head == (
        "# Played on the phone: 2 texts, 1 wait; 2 replies, 6 callbacks.\n"
        'scenario: "A keyword asks, and Y confirms"\n'
        "account: acme-vibes.yaml\n"
        "people:\n"
        '  me: {mdn: "+19165550174"}\n'
    )
    assert steps.startswith("  - text: SUMMER\n    # read as keyword: exact 'SUMMER' of ACQ1234\n")
    assert "to:" not in text
    assert "  - wait: 1d12h\n    expect:\n" in steps
    assert save(played, tmp_path / "a.yaml", account=SHOP).passes


@given(played=sessions())
def test_whatever_was_played_passes_as_a_scenario(played: Session) -> None:
    files = {type(account(name).file): name for name in ("acme-cordial", "bigstate-signalvine")}
    name = files.get(type(played.account.file), "acme-vibes")
    if len(played.account.setup.by_id) > 1:
        name = "acme-vibes-many"
    if not played.position:
        return
    with TemporaryDirectory() as folder:
        saved = save(played, Path(folder) / "a.yaml", account=SHOP.with_name(f"{name}.yaml"))
        assert saved.passes, f"{saved}\n{saved.path.read_text(encoding='utf-8')}"
        assert len(open_scenario(saved.path).steps) >= played.position


@pytest.mark.no_cover  # all scenarios once more: the smaller tests cover what they do
@pytest.mark.parametrize(
    "path", [pytest.param(path, id=f"{path.parent.name}/{path.stem}") for path in FILES]
)
def test_every_scenario_opened_gives_the_turns_of_a_run_and_saved_passes(
    path: Path, tmp_path: Path
) -> None:
    digest, cases = digest_of(path), scenarios_in(path)
    for number, case in enumerate(cases):
        result, _ = run_case(case)
        opened = open_one_of(cases, number, path, digest)
        assert (opened.position, len(opened.steps)) == (0, len(result.steps))
        while opened.forward():
            pass
        # As JSON: the campaigns in the events are those of another copy of the account.
        played = [turn_json(turn) for turn in opened.turns]
        assert played == [turn_json(step.turn) for step in result.steps]
        assert [step.failures for step in opened.steps] == [()] * len(opened.steps)
        assert opened.states()[result.steps[-1].mdn] == result.steps[-1].states
        assert opened.opened is not None
        if opened.opened.account is not None:
            saved = save(opened, tmp_path / f"{number}.yaml", account=opened.opened.account)
            assert saved.passes, str(saved)


def test_a_request_that_was_opened_keeps_whose_authentication_it_has(tmp_path: Path) -> None:
    requests = [
        "{method: GET, path: /companies/acme/sourcecodes}",
        "{method: GET, path: /companies/acme/sourcecodes, auth: none}",
        "{method: GET, path: /companies/acme/sourcecodes, auth: wrong}",
        "{method: GET, path: /companies/acme/sourcecodes, headers: {Authorization: mine}}",
    ]
    file = tmp_path / "requests.yaml"
    steps = "".join(f"  - request: {request}\n" for request in requests)
    file.write_text(f"scenario: Four\naccount: {SHOP}\nsteps:\n{steps}", encoding="utf-8")
    opened = open_scenario(file)
    opened.go_to(4)
    text = text_of(opened)
    written = [line.partition("request: ")[2] for line in text.splitlines() if "request:" in line]
    assert [line.replace('"', "") for line in written] == requests
    assert "Basic" not in text


def test_a_request_of_signal_vine_is_saved_without_its_signature(tmp_path: Path) -> None:
    file = ROOT / "scenarios" / "signalvine" / "import-rows.yaml"
    opened = open_scenario(file)
    opened.go_to(len(opened.steps))
    assert opened.opened is not None
    text = scenario_of(opened, "", account=opened.opened.account, folder=tmp_path)
    assert "Authorization" not in text
    assert "SignalVine-Date" not in text


def test_only_those_who_took_part_are_written_and_the_first_of_them_texts() -> None:
    played = session()
    ann = played.add_subscriber("Ann")
    played.add_subscriber("Bob")
    played.current = ann
    played.text("SUMMER")
    text = text_of(played)
    assert f'people:\n  Ann: {{mdn: "{ann.mdn}"}}\nsteps:\n' in text
    assert "from:" not in text


def test_somebody_whom_a_request_moves_is_expected_to_stand_there(tmp_path: Path) -> None:
    played = session()
    played.play(participant("+13125550123"))
    text = text_of(played)
    assert '  person: {mdn: "+13125550123"}\n' in text
    assert "  - wait: 0s\n    from: person\n" in text
    assert save(played, tmp_path / "a.yaml", account=SHOP).passes


def test_a_landline_that_took_part_is_written_as_one(tmp_path: Path) -> None:
    shop, mdn = account(), "+13125550123"
    people = [Subscriber("Ann", mdn, made_up_for(shop, 0, 0))]
    played = Session(shop, landlines=frozenset({mdn}), subscribers=people)
    played.wait(timedelta(hours=1))
    assert '  Ann: {mdn: "+13125550123", line: landline}\n' in text_of(played)
    assert save(played, tmp_path / "a.yaml", account=SHOP).passes


def test_names_that_no_scenario_may_use_are_written_in_another_way(tmp_path: Path) -> None:
    played = session()
    for name in ("Dr. No", "Dr No", "3125550123", "...", "two\nlines", "A" * 90):
        played.current = played.add_subscriber(name)
        played.text("SUMMER")
    saved = save(played, tmp_path / "a.yaml", account=SHOP)
    assert saved.passes
    names = [one.name for one in open_scenario(saved.path).subscribers]
    assert names == ["Dr No", "Dr No 2", "person", "person 2", "two lines", "A" * 50]


def test_a_wait_longer_than_any_duration_is_written_as_a_time(tmp_path: Path) -> None:
    played = session("SUMMER")
    played.wait(timedelta(days=40000))
    assert "  - wait_until: " in text_of(played)
    assert save(played, tmp_path / "a.yaml", account=SHOP).passes


def test_seed_and_start_are_those_of_the_session(tmp_path: Path) -> None:
    played = Session(account(), seed=7, start=session().start + timedelta(days=1))
    played.text("SUMMER")
    text = text_of(played)
    assert "start: 2026-01-06T15:00:00Z\nseed: 7\n" in text
    assert save(played, tmp_path / "a.yaml", account=SHOP).passes


def test_what_lies_ahead_is_not_saved() -> None:
    played = session("SUMMER", "Y")
    played.go_to(1)
    assert "text: Y" not in text_of(played)


def test_the_account_is_named_from_where_the_scenario_is(tmp_path: Path) -> None:
    played = session("SUMMER")
    saved = save(played, tmp_path / "deep" / "deeper" / "a.yaml", account=SHOP)
    assert saved.passes
    relative = os.path.relpath(SHOP, tmp_path / "deep" / "deeper")
    assert f"account: {relative}\n" in saved.path.read_text(encoding="utf-8")


def test_an_account_on_another_drive_is_named_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def relpath(*_: object) -> str:
        raise ValueError

    monkeypatch.setattr("os.path.relpath", relpath)
    assert f"account: {SHOP.resolve().as_posix()}\n" in text_of(session("SUMMER"))


def test_nothing_played_is_nothing_to_save() -> None:
    with pytest.raises(OptinsimError, match="nothing was played"):
        text_of(session())


def test_without_an_account_file_there_is_no_scenario() -> None:
    with pytest.raises(OptinsimError, match="has no account file"):
        scenario_of(session("A"), "", account=None, folder=Path())


def test_what_no_file_can_say_is_refused() -> None:
    with pytest.raises(OptinsimError, match="cannot be written: half a surrogate pair"):
        text_of(session("SUMMER", "\ud800"))


def test_a_landline_that_only_requests_know_stays_one(tmp_path: Path) -> None:
    shop, mdn = account(), "+13125550123"
    played = Session(shop, landlines=frozenset({mdn}))
    played.play(participant(mdn))
    response = played.turns[0].response
    assert response is not None
    assert response.status == 422
    assert save(played, tmp_path / "a.yaml", account=SHOP).passes


# --- Saving


def test_a_file_is_overwritten_only_if_that_is_meant(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(OptinsimError, match="is there already"):
        save(session("A"), file, account=SHOP)
    assert file.read_text(encoding="utf-8") == "mine"
    assert save(session("A"), file, account=SHOP, overwrite=True).passes


def test_the_account_is_never_overwritten(tmp_path: Path) -> None:
    shop = tmp_path / "account.yaml"
    shop.write_text(SHOP.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(OptinsimError, match="is the account"):
        save(session("A"), shop, account=shop, overwrite=True)


@pytest.mark.parametrize("name", ["file/a.yaml", "a\0b.yaml", f"{'a' * 300}.yaml"])
def test_a_file_that_cannot_be_written_is_told_in_a_sentence(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OptinsimError, match="cannot be written: "):
        save(session("A"), tmp_path / name, account=SHOP)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("mine", encoding="utf-8")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OptinsimError, match="no space left on device"):
        save(session("A"), file, account=SHOP, overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_scenario_that_passes_says_so(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    assert str(save(session("A"), file, account=SHOP)) == f"saved as {file}, and it passes"


def test_a_scenario_that_fails_says_where(tmp_path: Path) -> None:
    other = SHOP.with_name("acme-vibes-single.yaml")
    saved = save(session("SUMMER"), tmp_path / "a.yaml", account=other)
    assert not saved.passes
    assert "but it does not pass: line " in str(saved)


def test_a_scenario_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    saved = save(session("SUMMER"), tmp_path / "a.yaml", account=tmp_path / "none.yaml")
    assert (saved.passes, saved.result) == (False, None)
    assert "but it does not pass: " in str(saved)
    assert "cannot be used" in str(saved)


# --- A transcript


def test_a_transcript_has_the_conversation_and_where_everybody_stands() -> None:
    played = session("SUMMER")
    played.current = played.add_subscriber("Ann\n")
    played.text("HELP")
    played.wait(timedelta(days=2))
    lines = transcript_of(played).splitlines()
    me, ann = (one.mdn for one in played.subscribers)
    assert lines[:5] == [
        "Acme Stores, 84237 (vibes)",
        f"  {me}  me",
        f"  {ann}  Ann\\n",
        "",
        "  2026-01-05 15:00:00Z",
    ]
    assert f"  15:00:00  MO  {me} → 84237  SUMMER" in lines
    assert "            ACQ1234: pending → expired (expire)" in lines
    assert lines[-4:] == [
        "",
        "  2026-01-07 15:00:00Z",
        f"  {me}  me: ACQ1234 expired",
        f"  {ann}  Ann\\n: ACQ1234 none",
    ]


def test_a_transcript_names_callbacks_without_their_bodies() -> None:
    text = transcript_of(session("SUMMER", "Y"))
    assert "callback subscription_added" in text
    assert "callback_type" not in text


# --- Titles and file names


def test_a_title_says_what_was_texted_and_where_it_led() -> None:
    title = default_title(session("SUMMER", "Y", "STOP"))
    assert title == "SUMMER, Y, STOP: pending, subscribed, unsubscribed"
    assert default_title(session("hello", "\n")) == "hello"
    played = session()
    played.wait(timedelta(1))
    assert default_title(played) == "Played on the phone"


def test_a_title_is_never_long() -> None:
    title = default_title(session(*["SUMMER", "STOP", "a text " * 9000] * 20))
    assert title == (
        "SUMMER, STOP, a text a text a tex…, SUMMER, …: "
        "pending, declined, pending, declined, pending, …"
    )
    assert len(title) <= LONGEST_TITLE


def test_a_title_is_one_line() -> None:
    assert "\nscenario: two lines\n" in text_of(session("A"), " two\n\tlines ")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("SUMMER, Y: pending, subscribed", "summer-y-pending-subscribed.yaml"),
        ("«Ü» 🛑", "scenario.yaml"),
        ("../../etc/passwd", "etc-passwd.yaml"),
        ("a " * 100, f"{'a-' * 29}a.yaml"),
    ],
)
def test_a_file_is_named_after_its_title(title: str, name: str) -> None:
    assert default_file_name(title) == name


def test_a_step_of_a_stranger_is_saved_too(tmp_path: Path) -> None:
    played = session("SUMMER")
    played.play_step(PlayedStep(ReceiveText("+13125550199", "SUMMER", "84237"), "+13125550199"))
    assert save(played, tmp_path / "a.yaml", account=SHOP).passes


def test_credentials_of_an_account_that_changed_are_in_no_file(tmp_path: Path) -> None:
    account = Path(
        shutil.copy(ROOT / "scenarios/accounts/acme-vibes.yaml", tmp_path / "account.yaml")
    )
    scenario = tmp_path / "a.yaml"
    scenario.write_text(
        "scenario: By API\n"
        "account: account.yaml\n"
        "steps:\n"
        "  - request: {method: GET, path: /companies/acme/mobiledb/persons/x}\n",
        encoding="utf-8",
    )
    played = open_scenario(scenario)
    text = account.read_text(encoding="utf-8")
    account.write_text(text.replace("password: secret", "password: other"), encoding="utf-8")
    played = played.with_account(load_account(account))
    turn = played.forward()
    assert turn is not None
    assert turn.response is not None
    assert turn.response.status == 404  # known by the new password, and not refused
    saved = save(played, tmp_path / "b.yaml", account=account)
    assert saved.passes
    assert "Authorization" not in saved.path.read_text(encoding="utf-8")
