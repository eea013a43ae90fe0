"""The machine that moves consent does what its table says, no more and no less."""

from __future__ import annotations

import pytest

from optinsim.core.consent import Consent, ConsentMachine, Rule, Trigger
from tests.core.worlds import TABLE

MACHINE = ConsentMachine(TABLE)


def row(state: Consent, trigger: Trigger) -> Rule | None:
    """The row of the table, looked up by reading it from top to bottom."""
    return next((r for r in TABLE if state in r.sources and r.trigger is trigger), None)


@pytest.mark.parametrize("state", Consent)
@pytest.mark.parametrize("trigger", Trigger)
def test_the_machine_equals_its_table(state: Consent, trigger: Trigger) -> None:
    expected = row(state, trigger)
    assert MACHINE.allows(state, trigger) == (expected is not None)
    taken = MACHINE.fire(state, trigger)
    assert taken == (None if expected is None else (expected.target, expected))


def test_the_table_can_be_read_back() -> None:
    assert ConsentMachine(iter(TABLE)).table == TABLE


def test_a_trigger_that_no_row_mentions_moves_nothing() -> None:
    machine = ConsentMachine([Rule((Consent.NONE,), Trigger.JOIN, Consent.PENDING)])
    assert machine.fire(Consent.PENDING, Trigger.CONFIRM) is None


def test_a_table_with_two_rows_for_the_same_case_is_refused() -> None:
    rows = [
        Rule((Consent.NONE, Consent.EXPIRED), Trigger.JOIN, Consent.PENDING),
        Rule((Consent.EXPIRED,), Trigger.JOIN, Consent.SUBSCRIBED),
    ]
    with pytest.raises(ValueError, match="two rows for join in state expired"):
        ConsentMachine(rows)


def test_states_and_triggers_are_the_words_that_people_write() -> None:
    assert [str(state) for state in Consent] == [
        *("none", "pending", "subscribed", "declined", "expired", "unsubscribed"),
    ]
    assert f"{Trigger.CONFIRM}" == "confirm"
