"""What a platform lists as all values of a key is all that our scenarios see there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest

from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.run import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import CaseResult

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def leaves(body: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every scalar of a body, with the keys that lead to it."""
    if isinstance(body, dict):
        for key, item in body.items():
            yield from leaves(item, (*path, key))
    elif isinstance(body, list):
        for item in body:
            yield from leaves(item, path)
    elif body is not None:
        yield path, body


class Values:
    """Collects the values that are not among those that the platform lists."""

    def __init__(self) -> None:
        self.unlisted: set[tuple[str, Any]] = set()
        self.seen: set[str] = set()

    def see(self, case: Case, result: CaseResult) -> None:
        known = case.account.known_keys
        assert known is not None
        for step in result.steps:
            bodies = [callback.body for callback in step.turn.callbacks]
            bodies += [step.turn.response.json] if step.turn.response else []
            for path, value in (leaf for body in bodies for leaf in leaves(body)):
                key, possible = known.values.possible(path)
                if possible is None:
                    continue
                self.seen.add(key)
                listed = {str(one).casefold() for one in possible}
                if str(value).casefold() not in listed:
                    self.unlisted.add((key, value))

    def fresh(self) -> Self:
        return self

    def merge(self, other: Any) -> None:
        raise NotImplementedError


@pytest.mark.no_cover  # all scenarios once more: tests/test_scenarios.py covers what they do
@pytest.mark.parametrize("platform", ["vibes", "cordial", "signalvine"])
def test_no_scenario_sees_a_value_that_is_not_listed(platform: str) -> None:
    values = Values()
    run([str(SCENARIOS / platform)], CaseFilter(), observer=values)
    assert values.unlisted == set()
    assert len(values.seen) > 3
