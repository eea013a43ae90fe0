"""The fourth platform of docs/add-a-platform.md, from outside the package, under the contract."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from optinsim.platforms import load_platform, platform_names
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.running.run import run
from tests.platforms.test_contract import (  # noqa: F401  (run here with another platform's cases)
    account,
    simulator,
    test_a_broken_account_has_faults_with_places,
    test_a_refused_request_changes_nothing,
    test_a_request_without_a_good_signature,
    test_any_text_is_answered_in_json,
    test_everything_may_be_left_out_but_the_names,
    test_everything_that_leaves_is_json,
    test_good_requests,
    test_joining,
    test_no_request_is_too_odd,
    test_signing_keeps_the_request,
    test_the_account_holds_together,
    test_the_same_commands_give_the_same_bytes,
    test_worlds_know_nothing_of_each_other,
)
from tests.platforms.test_state import Act, going_on_is_the_same
from tests.test_docs import install_example

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Account
    from optinsim.simulator import Simulator
    from tests.platforms.cases import Cases

POSTCARD = Path(__file__).parents[2] / "docs/examples/postcard"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install_example(tmp_path_factory.mktemp("site"))


@pytest.fixture(autouse=True)
def installed(site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(site))
    yield
    load_platform.cache_clear()


@pytest.fixture
def name() -> str:
    return "postcard"


@pytest.fixture
def cases() -> Cases:
    cases: Cases = runpy.run_path(str(POSTCARD / "contract.py"))["CASES"]
    return cases


def test_a_platform_need_not_have_forms(
    simulator: Simulator,  # noqa: F811  (the fixture)
) -> None:
    assert simulator.forms({"mdn": "+13125550123"}) == ()


def test_its_state_is_data_too(account: Account, cases: Cases) -> None:  # noqa: F811
    """A foreign platform's books are in the snapshot, and nothing of it is anywhere else."""
    acts: list[Act] = [("ann", cases.keyword), ("bob", cases.keyword), ("ann", "YES")]
    acts += [("request", request) for request in cases.good]
    for number in range(len(acts)):
        going_on_is_the_same(account, acts[:number], acts[number:])


def test_another_package_adds_a_platform() -> None:
    assert "postcard" in platform_names()
    result = run([str(POSTCARD)], CaseFilter())
    assert [str(problem) for problem in result.problems] == []
    assert {case.outcome for case in result.cases} == {Outcome.PASSED}
