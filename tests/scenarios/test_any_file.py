"""Whatever stands in a scenario file, it runs or it is a problem: never a traceback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.operators import OPERATORS
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.running.run import run

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = {
    "platform": "vibes",
    "name": "Acme",
    "number": 84237,
    "company_key": "acme",
    "api": {"username": "qa", "password": "secret"},
    "subscription_lists": [{"id": 1234, "name": "Alerts"}],
    "campaigns": [
        {
            "acquisition_id": "ACQ1",
            "description": "Sale",
            "keywords": ["SUMMER"],
            "subscription_list": 1234,
            "confirmation": "double",
            "accepts": ["yes"],
            "messages": {"prompt": "Y?", "welcome": "Hi", "declined": "Bye"},
        }
    ],
}
WORDS = st.sampled_from(
    [
        "SUMMER",
        "Y",
        "me",
        "ann",
        "${ann.mdn}",
        "${x}",
        "${",
        "$${x}",
        "pending",
        "ACQ1",
        "2h",
        "/",
        "",
    ]
)
NAMES = (
    "scenario account tags start seed strict vars people examples steps text from to "
    "wait wait_until request expect replies callbacks state record response status json "
    "headers method path body auth mdn zip fields line ann x"
)
KEYS = st.sampled_from([*NAMES.split(), *OPERATORS])
SCALARS = WORDS | st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)
EXPECTATIONS = st.dictionaries(
    st.sampled_from(["reading", "replies", "callbacks", "state", "record", "response"]),
    TREES | st.dictionaries(st.sampled_from(OPERATORS), TREES, min_size=1, max_size=2),
    max_size=3,
)
STEPS = st.fixed_dictionaries(
    {"text": WORDS},
    optional={"from": TREES, "to": TREES, "expect": EXPECTATIONS | TREES},
) | st.dictionaries(KEYS, TREES, max_size=3)
SCENARIOS = TREES | st.fixed_dictionaries(
    {"scenario": WORDS, "account": st.just(ACCOUNT), "steps": st.lists(STEPS, max_size=3) | TREES},
    optional={
        "people": TREES,
        "vars": st.dictionaries(st.sampled_from(["x", "y"]), TREES, max_size=2) | TREES,
        "examples": TREES,
        "seed": TREES,
        "strict": st.booleans(),
        "start": TREES,
    },
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any") / "any.yaml"


@settings(suppress_health_check=list(HealthCheck))
@given(SCENARIOS)
def test_any_tree(path: Path, tree: Any) -> None:
    path.write_text(json.dumps(tree), encoding="utf-8")

    result = run([str(path)], CaseFilter())

    for case in result.cases:
        if case.outcome is Outcome.ERROR:
            assert result.problems
    assert result.cases or result.problems
    for problem in result.problems:
        assert str(problem)
