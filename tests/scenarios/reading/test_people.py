"""The people of a scenario: what the file says, what is made up, and which of them wins."""

from __future__ import annotations

import pytest

from optinsim.scenarios.reading.model import PersonFile
from optinsim.scenarios.reading.people import MOST_PEOPLE, ScenarioPeople, faults
from optinsim.scenarios.reading.variables import MISSING

ANN = PersonFile(
    mdn="+13125550123", zip="02134", fields={"zip": "60601", "first_name": "Ann", "mdn": "x"}
)


def test_what_the_file_says_wins() -> None:
    people = ScenarioPeople({"ann": ANN}, 0, "US")
    assert people.value("ann.mdn") == "+13125550123"
    assert people.value("ann.zip") == "02134"
    assert people.value("ann.first_name") == "Ann"
    assert people.value("ann.external_id") == "EX5550123"


def test_what_it_does_not_say_is_made_up_and_always_the_same() -> None:
    first, second = (ScenarioPeople({"ann": PersonFile()}, 7, "US") for _ in range(2))
    for value in ("mdn", "zip", "first_name", "last_name"):
        assert first.value(f"ann.{value}") == second.value(f"ann.{value}")
        assert first.value(f"ann.{value}") == first.value(f"ann.{value}")
    assert first.value("ann.zip").isdigit()


def test_there_is_nothing_else() -> None:
    people = ScenarioPeople({"ann": ANN}, 0, "US")
    for name in ("ann", "ann.", "bob.mdn", "ann.shoe", ""):
        assert people.value(name) is MISSING


def test_a_made_up_number_is_unique() -> None:
    drawn = ScenarioPeople({"me": PersonFile()}, 0, "US").first.mdn
    people = ScenarioPeople(
        {"ann": PersonFile(mdn=drawn), "bob": PersonFile(), "cy": PersonFile()}, 0, "US"
    )
    assert len({people.value(f"{name}.mdn") for name in people.names}) == 3


@pytest.mark.parametrize(
    ("country", "mdn"), [("US", "+12079460018"), ("GB", "+442079460018"), ("XX", None)]
)
def test_a_number_without_its_country_is_one_of_the_accounts(country: str, mdn: str | None) -> None:
    people = {"ann": PersonFile(mdn="2079460018")}
    if mdn is None:
        assert [fault.place for fault in faults(people, country)] == [("people", "ann", "mdn")]
    else:
        assert list(faults(people, country)) == []
        assert ScenarioPeople(people, 0, country).first.mdn == mdn


@pytest.mark.parametrize("name", ["a.b", "${a}", "", " ", "+13125550123", "3125550123", "a" * 70])
def test_no_name(name: str) -> None:
    assert [fault.place for fault in faults({name: PersonFile()}, "US")] == [("people", name)]


@pytest.mark.parametrize("name", ["ann", "Ann Lee", "1", "bob-2", "Zoë"])
def test_names(name: str) -> None:
    assert list(faults({name: PersonFile()}, "US")) == []


def test_so_many_people_and_no_more() -> None:
    people = {f"p{i}": PersonFile() for i in range(MOST_PEOPLE)}
    assert list(faults(people, "US")) == []
    assert len({member.mdn for member in ScenarioPeople(people, 0, "CA").members}) == MOST_PEOPLE
