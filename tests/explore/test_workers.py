"""Several workers find what one finds, and a worker that is lost ends the search."""

from __future__ import annotations

import json
import os
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import optinsim
from optinsim import load_account
from optinsim.explore import shards
from optinsim.explore.exploration import Bounds
from optinsim.explore.json_form import as_json
from optinsim.explore.search import explore
from optinsim.explore.shards import WrongAnswerError, leave_states
from optinsim.explore.workers import WorkerPool, processes
from optinsim.laws.packs import PACKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optinsim.explore.exploration import Exploration

ACCOUNTS = Path(__file__).parents[2] / "scenarios/accounts"


def searched(name: str, pool: Any = None, **bounds: Any) -> Exploration:
    account = load_account(ACCOUNTS / f"{name}.yaml")
    return explore(account, PACKS[0], Bounds(**{"people": 1, **bounds}), pool=pool)


class Here:
    """Does each task at once, in this process, and then something to the answer."""

    def __init__(self, after: Callable[[str], str] = str) -> None:
        self.after = after

    def submit(self, task: Callable[[str], str], text: str, /) -> Future[str]:
        future: Future[str] = Future()
        try:
            future.set_result(self.after(task(text)))
        except BrokenExecutor as error:
            future.set_exception(error)
        return future


@contextmanager
def here(after: Callable[[str], str] = str) -> Iterator[WorkerPool]:
    yield WorkerPool(Here(after), 2)


@pytest.mark.no_cover  # two whole searches, of which the tests below cover each part
@pytest.mark.parametrize(
    ("name", "bounds"),
    [
        ("acme-vibes", {}),
        ("acme-vibes-start-words", {"exact_times": True}),
        ("acme-cordial-own-words", {}),
        ("bigstate-signalvine", {}),
        ("acme-vibes-many", {"states": 100}),
        ("acme-cordial-single", {"people": 2, "states": 60}),
        ("bigstate-signalvine-assumptions", {"people": 2}),
    ],
    ids=["vibes", "exact-times", "cordial", "signalvine", "bounded", "pair-bounded", "pair"],
)
def test_a_shard_finds_what_one_process_finds(name: str, bounds: dict[str, Any]) -> None:
    one, several = searched(name, **bounds), searched(name, here(), **bounds)
    assert json.dumps(as_json(several)) == json.dumps(as_json(one))


def test_two_processes_find_what_one_finds() -> None:
    one, two = searched("acme-vibes-callbacks"), searched("acme-vibes-callbacks", processes(2))
    assert json.dumps(as_json(two)) == json.dumps(as_json(one))


def test_every_shipped_account_travels_as_text() -> None:
    for path in ACCOUNTS.glob("*.yaml"):
        account = load_account(path)
        text = account.file.model_dump_json(exclude_unset=True, by_alias=True)
        assert type(account.file).model_validate_json(text) == account.file


def killed(_text: str) -> str:
    os._exit(3)


def test_a_worker_that_is_killed_ends_the_search_which_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("optinsim.explore.workers.leave_states", killed)
    result = searched("acme-vibes", processes(2))
    assert not result.is_complete
    assert result.ended == "a worker has ended in the middle of a task, which was not tried again"


def test_a_worker_of_another_version_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def of_another_version(text: str) -> str:
        task = json.loads(text)
        task["search"]["optinsim"] = "0.0.1"
        return leave_states(json.dumps(task))

    monkeypatch.setattr("optinsim.explore.workers.leave_states", of_another_version)
    version = optinsim.__version__
    with pytest.raises(WrongAnswerError, match=f"has optinsim {version}, and the search is one of"):
        searched("acme-vibes", here())


def test_a_worker_that_reads_the_account_differently_does_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def of_another_account(text: str) -> str:
        task = json.loads(text)
        task["search"]["digest"] = "0" * 32
        return leave_states(json.dumps(task))

    monkeypatch.setattr("optinsim.explore.workers.leave_states", of_another_account)
    with pytest.raises(WrongAnswerError, match="reads the account differently"):
        searched("acme-vibes", here())


def test_a_worker_that_is_led_to_another_state_does_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def of_another_state(text: str) -> str:
        task = json.loads(text)
        for row in task["rows"]:
            row["key"] = row["key"] and "0" * 32
        return leave_states(json.dumps(task))

    monkeypatch.setattr("optinsim.explore.workers.leave_states", of_another_state)
    with pytest.raises(WrongAnswerError, match="was led to another state"):
        searched("acme-vibes", here())


def changed(**keys: Any) -> Callable[[str], str]:
    return lambda text: json.dumps(json.loads(text) | keys)


@pytest.mark.parametrize(
    ("after", "says"),
    [
        (lambda _: "", "what is no answer"),
        (changed(left=[]), "answered for 0 states of 1"),
        (changed(states=[]), "what is no answer: list index out of range"),
        (changed(more=1), "what is no answer"),
        (changed(left=[[[10_000, -1, []]]]), "what is no answer"),
        (changed(left=[[["later", -1, []]]]), "what is no answer"),
        (
            changed(
                left=[
                    [
                        [
                            {"name": "", "form": "", "mdn": "", "request": {"v": 1, "do": "Stop"}},
                            -1,
                            [],
                        ]
                    ]
                ]
            ),
            "what is no answer: Stop has no serial",
        ),
    ],
    ids=["nothing", "too-little", "no-states", "more", "no-text", "no-time", "no-call"],
)
def test_what_is_no_answer_is_refused(after: Callable[[str], str], says: str) -> None:
    with pytest.raises(WrongAnswerError, match=says):
        searched("acme-vibes", here(after))


def test_a_task_is_text_without_a_world(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks: list[Any] = []

    def noted(text: str) -> str:
        tasks.append(json.loads(text))
        return leave_states(text)

    monkeypatch.setattr("optinsim.explore.workers.leave_states", noted)
    searched("acme-vibes", here())
    assert set(tasks[0]) == {"search", "rows"}
    assert tasks[0]["rows"][0]["parent"] == -1
    assert len(shards.Task.model_validate(tasks[-1]).rows) > 1
