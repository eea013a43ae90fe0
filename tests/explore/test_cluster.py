"""A search on a cluster: two workers on loopback, which find what one process finds."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from optinsim import load_account
from optinsim.errors import CommandError
from optinsim.explore.exploration import Bounds
from optinsim.explore.json_form import as_json
from optinsim.explore.search import explore
from optinsim.laws.packs import PACKS

if TYPE_CHECKING:
    from collections.abc import Iterator

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
from optinsim.explore import cluster as clusters  # noqa: E402  (needs the extra)

ACCOUNTS = Path(__file__).parents[2] / "scenarios/accounts"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The scheduler of a cluster with two workers, each a process."""
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=2,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.parametrize(
    ("name", "bounds"),
    [
        ("acme-vibes-callbacks", Bounds()),
        ("bigstate-signalvine-assumptions", Bounds(people=2, states=60)),
    ],
    ids=["alone", "pair"],
)
def test_a_cluster_finds_what_one_process_finds(address: str, name: str, bounds: Bounds) -> None:
    account = load_account(ACCOUNTS / f"{name}.yaml")
    one = explore(account, PACKS[0], bounds)
    several = explore(account, PACKS[0], bounds, pool=clusters.cluster(address))
    assert json.dumps(as_json(several)) == json.dumps(as_json(one))


def test_a_task_that_kills_its_worker_is_not_begun_again(address: str, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    with clusters.cluster(address) as pool:
        future = pool.executor.submit(die, str(begun))
        with pytest.raises(pool.lost):
            future.result()
    assert begun.read_text(encoding="utf-8") == "once "


def die(path: str) -> str:
    with Path(path).open("a", encoding="utf-8") as file:
        file.write("once ")
    os._exit(3)


def test_workers_of_another_version_are_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optinsim.__version__", "99.0")
    with (
        pytest.raises(CommandError, match=r"has optinsim .*; all need 99\.0"),
        clusters.cluster(address),
    ):
        pass


@pytest.mark.parametrize(
    ("versions", "says"),
    [({}, "no workers"), ({"tcp://127.0.0.1:1": ImportError()}, "no optinsim that answers")],
)
def test_a_cluster_that_cannot_work_is_refused(versions: dict[str, Any], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        clusters._checked(versions)  # noqa: SLF001


def test_an_address_at_which_nothing_answers_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "_TIMEOUT", 0.2)
    with (
        pytest.raises(CommandError, match=r"no cluster answers at tcp://127\.0\.0\.1:1"),
        clusters.cluster("tcp://127.0.0.1:1"),
    ):
        pass
