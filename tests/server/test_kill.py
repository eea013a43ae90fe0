"""A server that is killed by SIGKILL under load: nothing that it acknowledged is lost."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from optinsim.server.journal import Journal
from optinsim.server.outbox import MOST_AT_ONCE
from tests.server.serving import PATIENCE, VIBES, receiving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.server.serving import Receiver

CLIENTS = 4
TEXTS = ("SUMMER", "Y", "STOP")
AREAS = (205, 212, 213, 303, 305, 312, 404, 415, 503, 512, 602, 617, 702, 713, 801, 904)
PEOPLE = [f"+1{area}55501{line:02}" for area in AREAS for line in range(100)]


@contextmanager
def running(account: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server in a process of its own, once it says that it is there; and its URL."""
    command = (sys.executable, "-m", "optinsim", "serve", str(account), "--port", "0", *options)
    with subprocess.Popen(  # noqa: S603  (our own program)
        command, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            said = []
            for line in process.stderr:
                said.append(line)
                if "control API is at" in line:
                    break
            else:
                pytest.fail("".join(said))
            yield process, said[-1].split()[5].removesuffix("/_sim/")
        finally:
            process.kill()


class Client:
    """Texts, one after the other, until the server is gone."""

    def __init__(self, number: int) -> None:
        self.people = PEOPLE[number::CLIENTS]
        self.acknowledged: list[tuple[str, str]] = []
        """Who texted what, as far as the server has answered."""
        self.ids: set[str] = set()
        """The ids of the callbacks that the answers had."""

    def text(self, url: str, enough: threading.Semaphore) -> None:
        with httpx.Client(base_url=url, trust_env=False, timeout=PATIENCE) as http:
            while True:
                done = len(self.acknowledged)
                mdn = self.people[done // len(TEXTS) % len(self.people)]
                text = TEXTS[done % len(TEXTS)]
                try:
                    answer = http.post("/_sim/texts", json={"from": mdn, "text": text})
                except httpx.TransportError:
                    return
                assert answer.status_code == 200, answer.text
                self.acknowledged.append((mdn, text))
                self.ids.update(one["event_id"] for one in answer.json()["callbacks"])
                enough.release()


def delivering(url: str) -> tuple[str, ...]:
    """The options of a server that delivers, and waits for a receiver on a busy machine."""
    return "--callbacks-to", url, "--timeout", "60"


def killed_under_load(account: Path, url: str, clients: list[Client], answers: int) -> None:
    """Start the server, have the clients text it, and kill it after so many answers."""
    with running(account, *delivering(url)) as (process, server):
        enough = threading.Semaphore(0)
        threads = [threading.Thread(target=one.text, args=(server, enough)) for one in clients]
        for thread in threads:
            thread.start()
        for _ in range(answers):
            assert enough.acquire(timeout=PATIENCE)
        process.kill()
        for thread in threads:
            thread.join(PATIENCE)


def kept_texts(path: Path) -> list[tuple[str, str]]:
    journal = Journal(path)
    try:
        commands = [written.get("command", {}) for _, written in journal.read()]
    finally:
        journal.close()
    return [(one["mdn"], one["text"]) for one in commands if one.get("do") == "ReceiveText"]


def check_kept(path: Path, clients: list[Client]) -> None:
    """Check that the journal has what was acknowledged, and at most one text more of each client.

    What was carried out without an answer counts as acknowledged from then on: it happened.
    """
    kept = kept_texts(path)
    for client in clients:
        people = set(client.people)
        own = [one for one in kept if one[0] in people]
        assert own[: len(client.acknowledged)] == client.acknowledged
        assert len(own) - len(client.acknowledged) in (0, 1)
        client.acknowledged = own


def settled(account: Path, url: str) -> list[dict[str, Any]]:
    """Start the server again, and wait until nothing is left to deliver."""
    with (
        running(account, *delivering(url)) as (_, server),
        httpx.Client(base_url=server, trust_env=False, timeout=PATIENCE * 3) as http,
    ):
        answer = http.get(f"/_sim/deliveries?wait={PATIENCE * 2}&state=waiting")
        left: list[dict[str, Any]] = answer.json()["deliveries"]
        return left


def arrived(receiver: Receiver) -> Counter[str]:
    """How often each callback has arrived."""
    return Counter(receiver.got.get()[3]["event_id"] for _ in range(receiver.got.qsize()))


def killed_again_and_again(folder: Path, rounds: int, answers: int) -> int:
    """Kill a server so many times; how many callbacks arrived twice."""
    account = folder / "shop.yaml"
    text = VIBES.read_text()
    account.write_text(text[: text.index("callbacks:")] if "\ncallbacks:" in text else text)
    clients = [Client(number) for number in range(CLIENTS)]
    with receiving() as receiver:
        for _ in range(rounds):
            killed_under_load(account, receiver.url, clients, answers)
            check_kept(folder / "shop.journal", clients)
        assert settled(account, receiver.url) == []
        counts = arrived(receiver)
    assert set().union(*(client.ids for client in clients)) <= counts.keys()
    twice = counts.total() - len(counts)
    assert twice <= rounds * MOST_AT_ONCE  # at most those in flight at each kill
    return twice


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    killed_again_and_again(tmp_path, rounds=2, answers=40)


def test_a_server_that_ends_has_kept_everything(tmp_path: Path) -> None:
    account = tmp_path / "shop.yaml"
    account.write_text(VIBES.read_text())
    with running(account) as (process, url):
        httpx.post(f"{url}/_sim/texts", json={"from": PEOPLE[0], "text": "SUMMER"})
        process.terminate()
        assert process.wait(PATIENCE) in (0, -15, 143)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["shop.journal", "shop.yaml"]
    assert kept_texts(tmp_path / "shop.journal") == [(PEOPLE[0], "SUMMER")]
    with running(account) as (_, url):
        people = httpx.get(f"{url}/_sim/people").json()["people"]
        assert [one["states"]["ACQ1234"] for one in people] == ["pending"]


def test_in_memory_nothing_is_written(tmp_path: Path) -> None:
    account = tmp_path / "shop.yaml"
    account.write_text(VIBES.read_text())
    with running(account, "--memory") as (_, url):
        httpx.post(f"{url}/_sim/texts", json={"from": PEOPLE[0], "text": "SUMMER"})
    assert [path.name for path in tmp_path.iterdir()] == ["shop.yaml"]


@pytest.mark.soak
def test_a_hundred_kills_lose_nothing(
    tmp_path: Path, record_property: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    twice = killed_again_and_again(tmp_path, rounds=100, answers=60)
    record_property("arrived twice", twice)
    with capsys.disabled():
        sys.stdout.write(f"\n100 kills: {twice} callbacks arrived twice\n")
