"""What an import reads: whom a row means, what its cells hold, and what is wrong with it."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from tests.platforms.signalvine.worlds import (
    ANN,
    BOB,
    CAT,
    EVE,
    HEADER,
    LANDLINE,
    NOBODY,
    PROGRAM,
    World,
)

ALL = ["customer_id", "first_name", "last_name", "phone", "group_list", "active"]
EVERYBODY = f"/v1/programs/{PROGRAM}/participants?active=all&count=500"


def known(*mdns: str, **assumptions: object) -> World:
    """A world with participants: the first is C23, named F23."""
    world = World(assumptions=assumptions)
    world.add(*mdns)
    return world


def participant_id(world: World, mdn: str) -> str:
    return str(world.record(mdn)["id"])


# --- New and existing


def test_who_is_new_is_added_or_ignored() -> None:
    world = World()
    csv = f"{HEADER}\nC1,Ann,Lee,{ANN},Fall;Dorm 7"
    assert world.message(csv, new="ignore") == {"added": 0, "updated": 0, "ignored": 1}
    assert world.record(ANN) is None
    assert world.message(csv) == {"added": 1, "updated": 0, "ignored": 0}
    record = world.record(ANN)
    assert (record["customerId"], record["phone"], record["active"]) == ("C1", ANN, True)
    assert record["groups"] == ["Fall", "Dorm 7"]
    profile = world.profile(ANN)
    assert (profile["first_name"], profile["last_name"]) == ("Ann", "Lee")
    assert profile["group_list"] == "Fall;Dorm 7"


def test_who_exists_is_ignored_or_updated_in_the_fields_that_are_named() -> None:
    world = known(ANN)
    csv = "customer_id,first_name,last_name\nC23,Ann,Lee"
    assert world.message(csv) == {"added": 0, "updated": 0, "ignored": 1}
    assert world.profile(ANN)["first_name"] == "F23"
    assert world.message(csv, existing=["first_name"]) == {"added": 0, "updated": 1, "ignored": 0}
    profile = world.profile(ANN)
    assert (profile["first_name"], profile["last_name"]) == ("Ann", "")


def test_the_vendors_example() -> None:
    """D3: ignore new, update existing."""
    world = known(ANN)
    csv = (
        "signalvine_id,first_name,last_name,active\n"
        f"{participant_id(world, ANN)},Charles,Parsons,false\n"
        "33a58d8b-27cb-11e8-ad0a-0ab427fa565c,Nobody,Atall,true"
    )
    fields = ["first_name", "last_name", "active"]
    assert world.message(csv, new="ignore", existing=fields) == {
        "added": 0,
        "updated": 1,
        "ignored": 1,
    }
    assert world.record(ANN)["active"] is False
    assert world.profile(ANN)["last_name"] == "Parsons"
    assert len(world.items(EVERYBODY)) == 1


def test_fields_that_are_named_and_not_there_stay_as_they_are() -> None:
    world = known(ANN)
    world.message("customer_id,last_name\nC23,Lee", existing=["first_name", "last_name", "major"])
    profile = world.profile(ANN)
    assert (profile["first_name"], profile["last_name"]) == ("F23", "Lee")


def test_absent_participants_are_left_alone() -> None:
    world = known(ANN)
    world.add(BOB)
    assert world.record(ANN)["active"] is True


def test_an_update_without_fields_changes_nothing() -> None:
    world = known(ANN)
    before = world.record(ANN)
    csv = "customer_id,first_name\nC23,Ann"
    assert world.message(csv, existing=[]) == {"added": 0, "updated": 1, "ignored": 0}
    assert world.record(ANN) == before


def test_a_row_sees_what_the_rows_above_it_have_done() -> None:
    world = World()
    csv = f"{HEADER}\nC1,Ann,,{ANN},\nC1,Anna,,{ANN},\nC1,Anne,,{BOB},\nC2,Bob,,{ANN},"
    assert world.message(csv, existing=ALL) == {"added": 2, "updated": 2, "ignored": 0}
    assert (world.profile(BOB)["first_name"], world.record(BOB)["customerId"]) == ("Anne", "C1")
    assert (world.profile(ANN)["first_name"], world.record(ANN)["customerId"]) == ("Bob", "C2")


# --- Whom a row means


def test_the_id_means_a_participant_whatever_else_the_row_says() -> None:
    world = known(ANN, BOB)
    csv = f"signalvine_id,customer_id,first_name\n{participant_id(world, ANN).upper()},C24,Ann"
    assert world.errors(csv, existing=["first_name"]) == []
    assert world.profile(ANN)["first_name"] == "Ann"
    assert world.record(ANN)["customerId"] == "C23"


def test_an_unknown_id() -> None:
    world = known(ANN)
    csv = f"signalvine_id,{HEADER}\n{NOBODY},C23,Ann,,{ANN},"
    assert world.errors(csv, existing=ALL) == [(2, f"Unknown signalvine_id: {NOBODY}")]
    assert world.message(csv, existing=ALL, new="ignore")["ignored"] == 1
    assert world.errors(csv.replace(NOBODY, "C23"), existing=ALL) == [
        (2, "Could not parse 'C23' as UUID")
    ]


def test_a_blank_id_means_no_participant() -> None:
    world = known(ANN)
    csv = f"signalvine_id,{HEADER}\n,C23,Ann,,{ANN},\n,C9,Eve,,{EVE},"
    fields = ["signalvine_id", *ALL[:-1]]
    assert world.message(csv, existing=fields) == {"added": 1, "updated": 1, "ignored": 0}


def test_a_customer_id_means_a_participant_who_may_get_another_phone() -> None:
    world = known(ANN)
    before = participant_id(world, ANN)
    assert world.errors(f"{HEADER}\nC23,Ann,,{EVE},", existing=ALL) == []
    assert world.record(ANN) is None
    assert participant_id(world, EVE) == before


def test_a_known_phone_without_customer_id_is_an_error() -> None:
    world = known(ANN)
    expected = [(2, f"Phone already exists: {ANN}"), (3, f"Phone already exists: {ANN}")]
    assert world.errors(f"{HEADER}\n,Ann,,{ANN},\n,Bob,,(312) 555-0123,", existing=ALL) == expected
    csv = f"first_name,phone\nAnn,{ANN}"
    assert world.errors(csv, existing=ALL) == expected[:1]
    assert world.message(csv) == {"added": 0, "updated": 0, "ignored": 1}  # existing: ignore


def test_or_it_means_the_participant_where_the_account_assumes_so() -> None:
    world = known(ANN, phone_alone_matches=True)
    assert world.errors(f"first_name,phone\nAnn,{ANN}", existing=["first_name"]) == []
    assert world.profile(ANN)["first_name"] == "Ann"


def test_a_known_phone_with_another_customer_id_is_an_error() -> None:
    world = known(ANN)
    assert world.errors(f"{HEADER}\nC9,Ann,,{ANN},", existing=ALL) == [
        (2, f"Phone already exists: {ANN}")
    ]


def test_a_known_phone_that_had_no_customer_id_gets_it() -> None:
    world = World()
    world.text("JOIN", ANN)
    assert world.errors(f"{HEADER}\nC1,Ann,,{ANN},", existing=ALL) == []
    assert world.record(ANN)["customerId"] == "C1"


def test_no_two_participants_have_one_phone_or_one_customer_id() -> None:
    world = known(ANN, BOB)
    assert world.errors(f"{HEADER}\nC23,Ann,,{BOB},", existing=ALL) == [
        (2, f"Phone already exists: {BOB}")
    ]
    csv = f"signalvine_id,customer_id\n{participant_id(world, ANN)},C24"
    assert world.errors(csv, existing=ALL) == [(2, "customer_id already exists: C24")]


def test_a_new_participant_without_customer_id_is_added() -> None:
    world = World()
    world.message(f"first_name,last_name,phone,group_list\nAnn,Lee,{ANN},")
    assert world.record(ANN)["customerId"] == ""


# --- What a new participant needs


@pytest.mark.parametrize("column", ["first_name", "last_name", "phone", "group_list"])
def test_columns_that_a_new_participant_needs(column: str) -> None:
    names = HEADER.split(",")
    names.remove(column)
    csv = ",".join(names) + "\n" + ",".join(ANN if name == "phone" else "x" for name in names)
    assert World().errors(csv) == [(2, f"A new participant needs: {column}")]
    assert World().message(csv, new="ignore")["ignored"] == 1


def test_what_a_new_participant_needs_is_the_accounts_to_say_but_for_the_phone() -> None:
    world = World(assumptions={"new_needs": ["customer_id"]})
    assert world.errors(f"phone\n{ANN}") == [(2, "A new participant needs: customer_id")]
    assert world.errors("major\nArt") == [(2, "A new participant needs: customer_id, phone")]
    assert world.errors(f"customer_id,phone\n,{ANN}") == []


@pytest.mark.parametrize(
    ("extra", "cell", "message"),
    [
        ("active", "", "Could not parse '' as Boolean"),
        ("honors", "", "Could not parse '' as Boolean"),
        ("can_text", "", None),
        ("major", "", None),
        ("timezone", "", None),
        ("sports", "", None),
    ],
)
def test_a_blank_cell_of_a_new_participant(extra: str, cell: str, message: str | None) -> None:
    csv = f"{HEADER},{extra}\nC1,Ann,,{ANN},,{cell}"
    assert World().errors(csv) == ([] if message is None else [(2, message)])


def test_a_new_participant_has_a_phone() -> None:
    assert World().errors(f"{HEADER}\nC1,Ann,,,") == [(2, "Could not parse '' as Phone")]


# --- Types


GOOD_CELLS = {
    "major": [("Art", "Art"), (" x ", " x "), ("=1+1", "=1+1"), ('"a, b"', "a, b")],
    "honors": [("true", "true"), ("FALSE", "false"), ("True", "true")],
    "can_text": [("False", "false"), ("TRUE", "true")],
    "act": [("36", "36"), ("-1", "-1"), ("007", "007")],
    "gpa": [("3.50", "3.50"), ("0.05", "0.05"), ("-1.00", "-1.00")],
    "born": [("2008-02-29", "2008-02-29")],
    "wakes": [("07:30:00", "07:30:00"), ("23:59:59", "23:59:59")],
    "seen": [("2026-01-05 15:00:00", "2026-01-05 15:00:00")],
    "key": [("33A58D8B-27cb-11e8-ad0a-0ab427fa565c", "33a58d8b-27cb-11e8-ad0a-0ab427fa565c")],
    "parent": [("(312) 555-0199", "+13125550199"), ("+1 555-555-5555", "+15555555555")],
    "sports": [("Golf;Go", "Golf;Go"), (";Golf;;", "Golf"), (";", "")],
    "zone": [("US/Mountain", "US/Mountain"), ("UTC", "UTC"), ("Etc/GMT+5", "Etc/GMT+5")],
}
BAD_CELLS = {
    "honors": ["yes", "1", "t", " true"],
    "can_text": ["sure why not", "no"],
    "act": ["3.5", "x", "1,000", "+1", "\u0663", "1 "],
    "gpa": ["3.5", ".50", "3", "3.505", "3,50", "1e2"],
    "born": ["2009-02-29", "02/28/2008", "2008-2-28", "20080228", "2008-02-28 "],
    "wakes": ["7:30:00", "07:30", "24:00:00", "07:30:00Z"],
    "seen": ["2026-01-05", "2026-01-05T15:00:00", "2026-01-05 25:00:00"],
    "key": ["33a58d8b", "33a58d8b27cb11e8ad0a0ab427fa565c"],
    "parent": ["555-0123", "x", "+1", "1-800-FLOWERS"],
    "zone": ["Mountain Time", "/", "US/"],
}


@pytest.mark.parametrize(
    ("field", "cell", "kept"),
    [(field, *pair) for field, pairs in GOOD_CELLS.items() for pair in pairs],
)
def test_cells_of_every_type(field: str, cell: str, kept: str) -> None:
    world = known(ANN)
    assert world.errors(f"customer_id,{field}\nC23,{cell}", existing=[field]) == []
    assert world.profile(ANN)[field] == kept


@pytest.mark.parametrize(
    ("field", "cell"), [(field, cell) for field, cells in BAD_CELLS.items() for cell in cells]
)
def test_cells_of_another_type(field: str, cell: str) -> None:
    world = known(ANN)
    before = world.record(ANN)
    kind = {entry["name"]: entry["type"] for entry in before["profile"]}[field]
    csv = f'customer_id,{field}\nC23,"{cell}"'
    assert world.errors(csv, existing=[field]) == [(2, f"Could not parse '{cell}' as {kind}")]
    assert world.errors(csv) == [(2, f"Could not parse '{cell}' as {kind}")]  # used or not
    assert world.record(ANN) == before


@pytest.mark.parametrize("field", ["major", "can_text", "gpa", "sports", "last_name", "timezone"])
def test_a_blank_cell_clears(field: str) -> None:
    world = known(ANN)
    value = {"can_text": "true", "gpa": "3.50", "timezone": "US/Alaska"}.get(field, "x")
    default = {"timezone": "US/Eastern"}.get(field, "")
    world.message(f"customer_id,{field}\nC23,{value}", existing=[field])
    assert world.profile(ANN)[field] == value
    world.message(f"customer_id,{field}\nC23,")  # not selected
    assert world.profile(ANN)[field] == value
    world.message(f"customer_id,{field}\nC23,", existing=[field])
    assert world.profile(ANN)[field] == default


@pytest.mark.parametrize(
    ("field", "kind"), [("honors", "Boolean"), ("active", "Boolean"), ("phone", "Phone")]
)
def test_not_every_type_may_be_blank(field: str, kind: str) -> None:
    world = known(ANN)
    csv = f"customer_id,{field}\nC23,"
    assert world.errors(csv, existing=[field]) == [(2, f"Could not parse '' as {kind}")]
    assert world.errors(csv) == []  # where it is not selected


def test_a_customer_id_may_be_cleared_and_is_nobodys_then() -> None:
    world = known(ANN)
    csv = f"signalvine_id,customer_id\n{participant_id(world, ANN)},"
    assert world.errors(csv, existing=["customer_id"]) == []
    assert world.record(ANN)["customerId"] == ""
    assert world.message(f"{HEADER}\nC23,Bob,,{BOB},")["added"] == 1


def test_a_blank_cell_that_is_not_selected_is_no_error() -> None:
    world = known(ANN)
    assert world.errors("customer_id,active,major\nC23,,Art", existing=["major"]) == []
    assert world.profile(ANN)["major"] == "Art"


def test_a_phone_is_kept_as_e164_and_may_be_a_landline() -> None:
    world = World()
    world.message(f"{HEADER}\nC1,Ann,,(312) 555-0123,\nC2,Lan,,1 312 555 0199,")
    assert (world.profile(ANN)["phone"], world.profile(ANN)["phone_valid"]) == (ANN, "true")
    assert world.profile(LANDLINE)["phone_valid"] == "false"


def test_names_of_groups_are_case_sensitive_and_make_groups() -> None:
    world = known(ANN)
    world.message("customer_id,group_list\nC23,fall;Fall;New", existing=["group_list"])
    assert world.record(ANN)["groups"] == ["fall", "Fall", "New"]


# --- The CSV


@pytest.mark.parametrize(
    "csv",
    [
        f"\ufeff{HEADER}\nC1,Ann,Lee,{ANN},",
        f"{HEADER}\r\nC1,Ann,Lee,{ANN},\r\n",
        f"{HEADER}\rC1,Ann,Lee,{ANN},",
        f'"customer_id","first_name","last_name","phone","group_list"\n"C1","Ann","Lee","{ANN}",""',
        f"phone,group_list,last_name,first_name,customer_id\n{ANN},,Lee,Ann,C1",
        f"\n\n{HEADER}\n\nC1,Ann,Lee,{ANN},\n\n\n",
    ],
    ids=["BOM", "CRLF", "CR", "quotes", "order", "blank lines"],
)
def test_forms_of_a_csv(csv: str) -> None:
    world = World()
    assert world.message(csv) == {"added": 1, "updated": 0, "ignored": 0}
    assert world.profile(ANN)["last_name"] == "Lee"


def test_a_newline_in_quotes_belongs_to_the_cell() -> None:
    world = World()
    world.message(f'{HEADER}\nC1,"Ann\r\nMay","L ""x"", Lee",{ANN},\nC2,Bob,,{BOB},')
    assert world.profile(ANN)["first_name"] == "Ann\r\nMay"
    assert world.profile(ANN)["last_name"] == 'L "x", Lee'
    assert world.profile(BOB)["first_name"] == "Bob"


@pytest.mark.parametrize(
    ("csv", "row", "message"),
    [
        ("", 1, "The CSV has no header row"),
        ("\ufeff\n\n", 1, "The CSV has no header row"),
        ("customer_id,first_name,customer_id", 1, "Repeated column: customer_id"),
        ("customer_id,,first_name", 1, "Column 2 has no name"),
        ("customer_id\0,first_name", 1, "The CSV contains a NUL character"),
        ("customer_id\nC\x001", 1, "The CSV contains a NUL character"),
        ("customer_id, phone", 1, "Unrecognized variable:  phone"),
        ("Customer_ID", 1, "Unrecognized variable: Customer_ID"),
        ("customer_id,created_at", 1, "Read-only variable: created_at"),
        ("customer_id;phone\nC1;x", 1, "Unrecognized variable: customer_id;phone"),
    ],
)
@pytest.mark.parametrize("mode", ["row", "tx"])
def test_a_header_that_cannot_be_used(csv: str, row: int, message: str, mode: str) -> None:
    world = known(ANN)
    assert world.errors(csv, mode=mode) == [(row, message)]


@pytest.mark.parametrize(
    "rows", ['C1,"Ann', 'C1,"Ann"x', 'C1,"' + "x" * 200_000 + '"'], ids=["open", "after", "long"]
)
def test_rows_that_are_no_csv(rows: str) -> None:
    """Nothing is done, not even what could be read."""
    world = known(BOB)
    csv = f"customer_id,first_name\nC24,Bobby\n{rows}"
    ((row, message),) = world.errors(csv, existing=["first_name"])
    assert row == 3
    assert message.startswith("This row cannot be read as CSV: ")
    assert world.profile(BOB)["first_name"] == "F24"


@pytest.mark.parametrize(("row", "cells"), [("C23", 1), ("C23,Ann,Lee,x", 4), (",,,", 4)])
def test_ragged_rows(row: str, cells: int) -> None:
    world = known(ANN, BOB)
    csv = f"customer_id,first_name,last_name\n{row}\nC24,Bob,"
    message = f"This row has {cells} cells, and the header has 3"
    assert world.errors(csv, existing=["first_name"]) == [(2, message)]
    assert world.profile(ANN)["first_name"] == "F23"
    assert world.profile(BOB)["first_name"] == "Bob"


def test_a_header_alone_does_nothing() -> None:
    assert World().message(HEADER, mode="tx") == {"added": 0, "updated": 0, "ignored": 0}


# --- tx and row


def test_the_recorded_errors() -> None:
    """SDK: with an unknown column and a bad boolean, a transaction tells the first alone."""
    rows = f"C1,Ann,,{ANN},,sure why not"
    both = f"{HEADER},can_ride_tyrannosaurus,can_text\n{rows},true"
    assert World().errors(both, mode="tx") == [(1, "Unrecognized variable: can_ride_tyrannosaurus")]
    message = "Could not parse 'sure why not' as Maybe (Boolean)"
    assert World().errors(f"{HEADER},can_text\n{rows}", mode="tx") == [(2, message)]


def test_an_unknown_name_among_the_fields_to_update_is_an_unknown_variable() -> None:
    errors = known(ANN).errors(
        "customer_id,nope\nC23,x", existing=["nope", "first_nmae", "related_id"]
    )
    assert errors == [
        (1, "Unrecognized variable: nope"),
        (1, "Unrecognized variable: first_nmae"),
        (1, "Read-only variable: related_id"),
    ]


MIXED = (
    f"{HEADER},can_text,gpa\nC1,Ann,,{ANN},,maybe,3\nC2,Bob,,{BOB},,true,3.00\nC3,Cat,,{CAT},,,x"
)
THREE_ERRORS = [
    (2, "Could not parse 'maybe' as Maybe (Boolean)"),
    (2, "Could not parse '3' as Maybe (Float)"),
    (4, "Could not parse 'x' as Maybe (Float)"),
]


def test_row_does_what_it_can_and_reports_every_error() -> None:
    world = World()
    status = world.status(world.post(MIXED))
    assert status["error"] is True
    assert [item["phone"] for item in world.items(EVERYBODY)] == [BOB]
    world = World()
    message = world.message(MIXED)
    assert (message["added"], message["updated"], message["ignored"]) == (1, 0, 0)
    assert [(e["row"], e["message"]) for e in message["errors"]] == THREE_ERRORS


def test_what_row_left_out_may_be_no_error_of_the_command() -> None:
    world = World(assumptions={"row_errors_set_error": False})
    status = world.status(world.post(MIXED))
    assert status["error"] is False
    assert "maybe" in status["message"]
    assert "trace" not in status
    assert world.status(world.post(MIXED, mode="tx"))["error"] is True


def test_tx_does_all_or_nothing() -> None:
    world = World()
    message = world.message(MIXED, mode="tx")
    assert (message["added"], message["updated"], message["ignored"]) == (0, 0, 0)
    assert [(e["row"], e["message"]) for e in message["errors"]] == THREE_ERRORS[:1]
    assert world.items(EVERYBODY) == []
    good = MIXED.replace("maybe,3", "true,3.00").replace(",x", ",1.00")
    assert world.message(good, mode="tx") == {"added": 3, "updated": 0, "ignored": 0}


@pytest.mark.parametrize(("errors", "added"), [(999, 1), (1000, 1), (1001, 0)])
def test_no_row_is_added_if_there_are_more_than_1000_errors(errors: int, added: int) -> None:
    world = World()
    bad = [f"C{i},,,,,maybe" for i in range(errors)]
    message = world.message("\n".join([f"{HEADER},can_text", *bad, f"G,Ann,,{ANN},,"]))
    assert (len(message["errors"]), message["added"]) == (errors, added)
    assert len(world.items(EVERYBODY)) == added


def test_what_counts_are_the_errors_and_not_the_rows() -> None:
    bad: list[Any] = ["C,,,,,maybe,x"] * 501
    world = World()
    message = world.message("\n".join([f"{HEADER},can_text,gpa", *bad, f"G,Ann,,{ANN},,,"]))
    assert (len(message["errors"]), message["added"]) == (1002, 0)


def test_a_failed_import_leaves_all_phones_unchanged() -> None:
    world = known(ANN)
    csv = f"{HEADER}\nC23,Ann,,{CAT},\nC9,Eve,,{ANN},\n,,,none,"
    assert world.message(csv, mode="tx", existing=ALL[:-1])["added"] == 0
    assert world.record(ANN)["customerId"] == "C23"


def test_a_failed_import_leaves_no_trace() -> None:
    """Not even in the ids that come after it."""
    failed, untouched = World(), World()
    failed.message(MIXED, mode="tx")
    for world in (failed, untouched):
        world.add(EVE)
    assert failed.record(EVE) == untouched.record(EVE)


@pytest.mark.parametrize("enabled", [True, False])
def test_an_import_leaves_the_collector_of_garbage_as_it_was(*, enabled: bool) -> None:
    was_enabled = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        World().add(ANN)
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()
