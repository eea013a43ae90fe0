"""What was played and not saved is found again, and nothing else is."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optinsim.adapter import Request
from optinsim.codec import encode
from optinsim.core.commands import ReceiveText
from optinsim.phone import journal
from optinsim.phone.journal import Journal, find_unsaved, read
from optinsim.phone.journal_lines import VERSION
from optinsim.phone.opening import open_scenario
from optinsim.phone.session import PlayedStep, Session, StepAdded
from tests.phone.played import DEEDS, SHOP, Deed, account, do, participant, session, sessions

ANN = "+13125550123"


def kept(played: Session, folder: Path) -> Path:
    """The file of a phone that was killed."""
    log = Journal(folder, SHOP)
    log.keep(played)
    assert not log.problem
    assert log.path is not None
    log.close()
    return log.path


def shown(played: Session) -> dict[str, Any]:
    """All that makes a session what it is."""
    return {
        "people": [(one.name, one.mdn, one.zip, one.zip_code) for one in played.subscribers],
        "current": played.current.mdn,
        "steps": played.steps,
        "branches": played.branches,
        "position": played.position,
        "turns": played.turns,
        "operations": played.operations,
        "seed": played.seed,
        "start": played.start,
        "landlines": played.landlines,
    }


def again(path: Path) -> Session:
    found = read(path, account())
    assert found is not None
    return found


# --- What is kept


@given(
    deeds=st.lists(DEEDS, max_size=15),
    name=st.sampled_from(["acme-vibes", "acme-vibes-many", "acme-cordial", "bigstate-signalvine"]),
)
def test_any_session_read_back_is_the_same(deeds: list[Deed], name: str) -> None:
    with TemporaryDirectory() as folder:
        log = Journal(Path(folder), SHOP)
        played = Session(account(name), seed=3)
        for deed in deeds:
            do(played, deed)
            log.keep(played)
        log.close()
        if not any(isinstance(one, StepAdded) for one in played.operations):
            assert log.path is None
            return
        assert log.path is not None
        found = read(log.path, account(name))
        assert found is not None
        assert shown(found) == shown(played)


@settings(max_examples=20)
@given(played=sessions())
def test_a_session_is_kept_whole_by_the_first_call(played: Session) -> None:
    if not any(isinstance(one, StepAdded) for one in played.operations):
        return
    with TemporaryDirectory() as folder:
        path = kept(played, Path(folder))
        found = read(path, played.account)
        assert found is not None
        assert shown(found) == shown(played)


def test_only_what_is_new_is_written(tmp_path: Path) -> None:
    played, log = session("SUMMER"), Journal(tmp_path, SHOP)
    log.keep(played)
    assert log.path is not None
    before = log.path.read_text(encoding="utf-8")
    log.keep(played)
    assert log.path.read_text(encoding="utf-8") == before
    played.text("Y")
    log.keep(played)
    news = log.path.read_text(encoding="utf-8").removeprefix(before)
    mdn = played.current.mdn
    assert [json.loads(line) for line in news.splitlines()] == [
        {"step": encode(ReceiveText(mdn, "Y", "84237")), "mdn": mdn}
    ]
    log.close()


def test_branches_that_were_taken_up_are_kept(tmp_path: Path) -> None:
    played = session("SUMMER", "Y", "STOP")
    played.go_to(1)
    played.text("NO")
    played.switch(0)
    played.forward()
    played.current = played.add_subscriber("Ann")
    assert shown(again(kept(played, tmp_path))) == shown(played)


def test_nothing_played_leaves_no_file(tmp_path: Path) -> None:
    played, log = session(), Journal(tmp_path / "none", SHOP)
    played.add_subscriber()
    log.keep(played)
    log.saved()
    log.close()
    assert list(tmp_path.iterdir()) == []


def test_what_was_saved_since_leaves_no_file(tmp_path: Path) -> None:
    played, log = session("SUMMER"), Journal(tmp_path, SHOP)
    log.keep(played)
    log.saved()
    log.close()
    assert list(tmp_path.iterdir()) == []


def test_what_was_played_after_saving_is_kept(tmp_path: Path) -> None:
    played, log = session("SUMMER"), Journal(tmp_path, SHOP)
    log.keep(played)
    log.saved()
    played.text("Y")
    log.keep(played)
    log.close()
    assert log.path is not None
    assert shown(again(log.path)) == shown(played)


def test_another_session_begins_another_journal(tmp_path: Path) -> None:
    log = Journal(tmp_path, SHOP)
    log.keep(session("SUMMER"))
    first = log.path
    log.keep(session("STOP"))
    second = log.path
    assert first is not None
    assert second is not None
    log.close()
    assert [again(path).turns[0].command for path in (first, second)] == [
        session(text).turns[0].command for text in ("SUMMER", "STOP")
    ]


def test_a_session_with_a_changed_account_goes_on_in_its_journal(tmp_path: Path) -> None:
    played, log = session("SUMMER", "Y"), Journal(tmp_path, SHOP)
    log.keep(played)
    first = log.path
    played = played.with_account(account("acme-vibes-many"))
    played.text("STOP")
    log.keep(played)
    log.close()
    assert log.path == first
    assert first is not None
    found = read(first, account("acme-vibes-many"))
    assert found is not None
    assert found.turns == played.turns


@pytest.mark.skipif(sys.platform == "win32", reason="files have no modes there")
def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    path = kept(session("SUMMER"), tmp_path / "state" / "phone")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_no_credentials_are_kept(tmp_path: Path) -> None:
    played = session()
    played.play(participant(ANN))
    text = kept(played, tmp_path).read_text(encoding="utf-8")
    assert "Authorization" not in text
    assert "secret" not in text


def test_a_request_with_credentials_ends_the_journal(tmp_path: Path) -> None:
    played, log = session("SUMMER"), Journal(tmp_path, SHOP)
    log.keep(played)
    played.play_step(PlayedStep(Request("GET", "/x", {"authorization": "Basic mine"}), ANN))
    log.keep(played)
    assert log.problem == "the conversation is not kept any more: a request has credentials in it"
    played.text("Y")
    log.keep(played)
    log.close()
    assert log.path is not None
    assert len(again(log.path).steps) == 1


# --- What the disk does


def test_a_folder_that_cannot_be_made_is_told_once_and_nothing_breaks(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    log = Journal(tmp_path / "file" / "state", SHOP)
    log.keep(session("SUMMER"))
    assert log.problem.startswith("the conversation is not kept any more: not a directory")
    log.saved()
    log.close()


def test_a_full_disk_is_told_and_nothing_is_written_behind_a_torn_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played, log = session("SUMMER"), Journal(tmp_path, SHOP)
    log.keep(played)
    played.text("Y")
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr("os.write", lambda file, data: write(file, data[:10]))
        log.keep(played)
    assert log.problem == "the conversation is not kept any more: no space left"
    played.text("STOP")
    log.keep(played)
    log.close()
    assert log.path is not None
    assert len(again(log.path).steps) == 1


def test_a_journal_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "LARGEST", 1000)
    played, log = session("SUMMER"), Journal(tmp_path, SHOP)
    log.keep(played)
    played.text("a" * 1000)
    log.keep(played)
    assert "it takes more than" in log.problem
    log.close()
    assert log.path is not None
    assert len(again(log.path).steps) == 1


def test_an_account_has_so_many_journals_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_MOST_FILES", 1)
    kept(session("SUMMER"), tmp_path)
    log = Journal(tmp_path, SHOP)
    log.keep(session("SUMMER"))
    assert "has 1 conversations of this account already" in log.problem


# --- What was left behind


def test_what_a_phone_left_behind_is_found_by_its_account_the_newest_first(tmp_path: Path) -> None:
    first, second = (kept(session(text), tmp_path) for text in ("SUMMER", "STOP"))
    os.utime(first, (1, 1))
    assert find_unsaved(tmp_path, SHOP) == [second, first]
    assert find_unsaved(tmp_path, SHOP.parent / ".." / "accounts" / SHOP.name) == [second, first]
    assert find_unsaved(tmp_path, SHOP.with_name("acme-cordial.yaml")) == []
    assert find_unsaved(tmp_path / "none", SHOP) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals there")
def test_a_phone_that_is_killed_leaves_its_session_behind(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from optinsim.files.accounts import load_account\n"
        "from optinsim.phone.journal import Journal\n"
        "from optinsim.phone.session import Session\n"
        "shop, folder = map(Path, sys.argv[1:])\n"
        "played, log = Session(load_account(shop)), Journal(folder, shop)\n"
        "for text in ('SUMMER', 'Y'):\n"
        "    played.text(text)\n"
        "    log.keep(played)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    command = [sys.executable, "-c", program, str(SHOP), str(tmp_path)]
    ended = subprocess.run(command, check=False)  # noqa: S603  (the program above)
    assert ended.returncode == -9
    (path,) = find_unsaved(tmp_path, SHOP)
    assert again(path).turns == session("SUMMER", "Y").turns


@pytest.mark.skipif(sys.platform == "win32", reason="no such locks there")
def test_two_phones_at_once_have_a_journal_each_and_leave_the_other_alone(tmp_path: Path) -> None:
    one, two = Journal(tmp_path, SHOP), Journal(tmp_path, SHOP)
    one.keep(session("SUMMER"))
    two.keep(session("STOP"))
    assert find_unsaved(tmp_path, SHOP) == []
    assert one.path != two.path
    one.close()
    assert find_unsaved(tmp_path, SHOP) == [one.path]
    two.close()


def test_without_locks_journals_are_found_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    path = kept(session("SUMMER"), tmp_path)
    assert find_unsaved(tmp_path, SHOP) == [path]


def test_what_is_found_goes_on_in_a_journal_of_its_own(tmp_path: Path) -> None:
    path = kept(session("SUMMER"), tmp_path)
    found = again(path)
    log = Journal(tmp_path, SHOP)
    log.keep(found)
    journal.delete(path)
    journal.delete(path)
    found.text("Y")
    log.keep(found)
    log.close()
    assert find_unsaved(tmp_path, SHOP) == [log.path]
    assert log.path is not None
    assert shown(again(log.path)) == shown(found)


def test_a_link_is_no_journal(tmp_path: Path) -> None:
    path = kept(session("SUMMER"), tmp_path)
    path.with_name(path.name.replace("-0", "-1")).symlink_to(path)
    assert find_unsaved(tmp_path, SHOP) == [path]


# --- Reading


def test_a_torn_last_line_is_left_out(tmp_path: Path) -> None:
    path = kept(session("SUMMER", "Y"), tmp_path)
    data = path.read_bytes()
    for end in range(data.rindex(b"\n", 0, -1) + 1, len(data)):
        path.write_bytes(data[:end])
        assert len(again(path).steps) == 1


def test_a_file_that_was_begun_just_now_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.touch()
    assert read(path, account()) is None
    assert path.exists()
    assert read(tmp_path / "none.jsonl", account()) is None


@pytest.mark.parametrize("more", ['{"saved": true}\n', '{"saved": true}\n{"move": 0}\n'])
def test_a_journal_with_nothing_unsaved_is_deleted(more: str, tmp_path: Path) -> None:
    path = kept(session("SUMMER"), tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert read(path, account()) is None
    assert list(tmp_path.iterdir()) == []


def test_a_torn_first_line_is_nothing_to_offer(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"optin')
    assert read(path, account()) is None
    assert list(tmp_path.iterdir()) == []


def test_with_an_account_that_changed_it_goes_as_far_as_it_can(tmp_path: Path) -> None:
    path = kept(session("SUMMER", "Y"), tmp_path)
    found = read(path, account("bigstate-signalvine"))
    assert found is not None
    assert (found.position, len(found.steps)) == (0, 2)
    assert shown(again(kept(found, tmp_path)))["position"] == 0


def hostile() -> list[bytes]:
    head = {
        "optinsim": VERSION,
        "account": "a",
        "seed": 0,
        "start": "2026-01-05T15:00:00Z",
        "landlines": [],
        "subscribers": [{"name": "me", "mdn": ANN, "zip": ""}],
        "scenario": None,
    }
    text = {"v": 1, "do": "ReceiveText", "mdn": ANN, "text": "A"}
    wait = {"v": 1, "do": "AdvanceTime"}
    call = {"v": 1, "do": "Request", "method": "GET", "path": "/"}
    step: dict[str, object] = {"step": text, "mdn": ANN}
    heads: list[dict[str, object]] = [
        {"optinsim": VERSION + 1},
        {"optinsim": str(VERSION)},
        {"seed": 10**19},
        {"seed": True},
        {"seed": 1.5},
        {"start": "9999-12-31T23:59:59Z"},
        {"start": "soon"},
        {"landlines": ["1"]},
        {"subscribers": []},
        {"subscribers": ["me"]},
        {"subscribers": [{"name": "a" * 2000, "mdn": ANN, "zip": ""}]},
        {"subscribers": [{"name": "\ud800", "mdn": ANN, "zip": ""}]},
        {"subscribers": [{"name": "me", "mdn": "me", "zip": ""}]},
        {"subscribers": [{"name": "me", "mdn": ANN, "zip": 2134}]},
        {"scenario": "a"},
        {"scenario": {"path": "\0", "number": 0, "sha256": ""}},
        {"scenario": {"path": "/none", "number": 0, "sha256": ""}},
        {"scenario": {"path": str(SHOP), "number": 0, "sha256": "0"}},
    ]
    lines: list[object] = [
        {},
        [],
        None,
        {"move": 2},
        {"move": -1},
        {"move": None},
        {"switch": 0, "position": 0},
        {"switch": 0},
        {"current": 1},
        {"subscriber": {}},
        {"saved": False},
        {**step, "mdn": None},
        {"mdn": ANN},
        {**step, "step": "A"},
        {**step, "step": {**text, "v": 2}},
        {**step, "step": {**text, "text": None}},
        {**step, "step": {**text, "mdn": "1"}},
        {**step, "step": {**text, "to": 1}},
        {**step, "step": {"v": 1, "do": "Stop", "serial": 1}},
        {**step, "step": {**wait, "until": "2026-01-06T15:00:00"}},
        {**step, "step": {**wait, "until": "tomorrow"}},
        {**step, "step": {"v": 1, "do": "Request"}},
        {**step, "step": {**call, "body_base64": "§"}},
        {**step, "step": {**call, "path": "/\ud800"}},
        {**step, "step": {**call, "headers": {"a": 1}}},
    ]
    begun = [json.dumps(head).encode(), json.dumps(step).encode()]
    return [
        b"\n",
        b"\xff\xfe\n",
        b"\0\0\0\0\n",
        b"[" * 100_000 + b"\n",
        b"9" * 5000 + b"\n",
        b"[]\n",
        *(b"%s\n%s\n" % (json.dumps(head | one).encode(), begun[1]) for one in heads),
        *(b"%s\n%s\n%s\n" % (*begun, json.dumps(one).encode()) for one in lines),
    ]


@pytest.mark.parametrize("data", hostile())
def test_what_is_not_ours_is_set_aside_without_a_word(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(data)
    assert read(path, account()) is None
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("a.unreadable", data)]


@given(data=st.binary(max_size=200), cut=st.integers(0, 2000), instead=st.integers(0, 50))
def test_no_bytes_make_it_fail(data: bytes, cut: int, instead: int) -> None:
    with TemporaryDirectory() as folder:
        path = kept(session("SUMMER", "Y"), Path(folder))
        good = path.read_bytes()
        path.write_bytes(good[:cut] + data + good[cut + instead :])
        read(path, account())


def test_too_many_subscribers_or_branches_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = session("SUMMER", "Y")
    played.go_to(1)
    played.text("NO")
    played.add_subscriber()
    path = kept(played, tmp_path)
    data = path.read_bytes()
    for limit in ("session.MOST_STEPS_IN_BRANCHES", "journal_lines._MOST_SUBSCRIBERS"):
        with monkeypatch.context() as patch:
            patch.setattr(f"optinsim.phone.{limit}", 1)
            assert read(path, account()) is None
        path.write_bytes(data)
    assert shown(again(path)) == shown(played)


# --- A scenario that was opened


def scenario(folder: Path) -> Path:
    file = folder / "a.yaml"
    request = "{method: GET, path: /companies/acme/sourcecodes, auth: wrong}"
    steps = f"  - text: SUMMER\n  - request: {request}\n  - text: Y\n"
    file.write_text(f"scenario: One\naccount: {SHOP}\nsteps:\n{steps}", encoding="utf-8")
    return file


def test_a_scenario_that_was_only_stepped_through_is_not_kept(tmp_path: Path) -> None:
    opened, log = open_scenario(scenario(tmp_path)), Journal(tmp_path / "state", SHOP)
    opened.go_to(2)
    log.keep(opened)
    log.close()
    assert not (tmp_path / "state").exists()


def test_what_was_played_in_an_opened_scenario_is_kept_without_its_credentials(
    tmp_path: Path,
) -> None:
    opened = open_scenario(scenario(tmp_path))
    opened.go_to(2)
    opened.wait(timedelta(hours=1))
    path = kept(opened, tmp_path / "state")
    assert "Basic" not in path.read_text(encoding="utf-8")
    found = again(path)
    assert (found.position, len(found.steps), len(found.branches)) == (3, 3, 1)
    assert found.steps == opened.steps
    assert found.branches == opened.branches
    assert found.opened is not None
    assert found.opened.path == tmp_path / "a.yaml"


def test_a_scenario_that_has_changed_is_not_opened_again(tmp_path: Path) -> None:
    file = scenario(tmp_path)
    opened = open_scenario(file)
    opened.text("SUMMER")
    path = kept(opened, tmp_path / "state")
    file.write_text(f"{file.read_text(encoding='utf-8')}  - text: A\n", encoding="utf-8")
    assert read(path, account()) is None
    assert path.with_suffix(".unreadable").exists()
