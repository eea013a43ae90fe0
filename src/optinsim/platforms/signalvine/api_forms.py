"""The calls to the Signal Vine API that people can fill in.

Knows the account's programs, its participants and its imports. The shapes are those of D3
(vendor-docs/003), API17 and SDK (facts/signalvine.md, sections B2 and B3). Does not check the
values that are filled in: the routes and the import do.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from optinsim.forms import Form, FormField
from optinsim.platforms.signalvine.commands import command_id
from optinsim.platforms.signalvine.formats import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optinsim.adapter import JSON
    from optinsim.platforms.signalvine import SignalVine

_JSON = {"Content-Type": "application/json"}  # API17
_COLUMNS = {
    "customer_id": "external_id",
    "first_name": "first_name",
    "last_name": "last_name",
    "phone": "mdn",
    "group_list": "group_list",
}
"""CSVFAQ's columns for a new participant, each with our name for it."""


def forms(signalvine: SignalVine, person: Mapping[str, str]) -> Iterator[Form]:
    """The calls, for that person."""
    if not signalvine.programs:
        return  # every call but that for the list of programs needs one
    mdn = person.get("mdn", "")
    ids = {
        program_id: signalvine.books.participant_id(record)
        for program_id, participants in signalvine.books.participants.items()
        if (record := participants.of_phone(mdn))
    }
    program = FormField(
        "program",
        "Program",
        next(iter(ids), next(iter(signalvine.programs))),
        {
            one.id: f"{one.name} ({one.id})" if one.name else one.id
            for one in signalvine.account.programs
        },
        required=True,
    )
    participant = FormField(
        "signalvine_id",
        "Participant (signalvine_id)",
        next(iter(ids.values()), ""),
        hint="the id that «List the participants» shows",
        required=True,
    )
    yield from _imports(signalvine, person, program, participant)
    yield from _lists(program, participant)


def _imports(
    signalvine: SignalVine, person: Mapping[str, str], program: FormField, participant: FormField
) -> Iterator[Form]:
    yield Form(
        "Import participants from a CSV",  # D3
        "POST /v2/programs/{program}/participants",
        (
            program,
            _choice("new", "New participants", {"add": "add", "ignore": "ignore"}),
            FormField(
                "existing",
                "Existing participants",
                "ignore",
                hint="ignore, or the fields to update: first_name, active",
                required=True,
            ),
            _choice(
                "mode",
                "Where rows have errors",
                {"row": "import the other rows", "tx": "import nothing"},
            ),
            FormField(
                "participants",
                "CSV",
                _csv(_COLUMNS, [person.get(name, "") for name in _COLUMNS.values()]),
                multiline=True,
                hint="the names of fields, then a line for each participant",
                required=True,
            ),
        ),
        _JSON,
        _import_body,
    )
    yield Form(
        "Opt a participant out, or back in",  # D3's example: an import that updates `active`
        "POST /v2/programs/{program}/participants",
        (program, participant, _choice("active", "active", {"false": "out", "true": "in"})),
        _JSON,
        lambda given: _update_body(given, "active"),
    )
    yield Form(
        "Give a participant another phone",  # D3: an import that updates `phone`
        "POST /v2/programs/{program}/participants",
        (
            program,
            participant,
            FormField("phone", "New phone", person.get("other_mdn", ""), required=True),
        ),
        _JSON,
        lambda given: _update_body(given, "phone"),
    )
    commands = {
        command_id(
            signalvine, signalvine.books.commands[number]
        ): f"that of {instant(signalvine.books.commands[number].created)}"
        for number in sorted(signalvine.books.commands, reverse=True)
    }
    if commands:
        yield Form(
            "Ask how an import went",  # D3; the path is V1's
            "GET /v1/commands/{command}",
            (_choice("command", "Import", commands),),
        )


def _lists(program: FormField, participant: FormField) -> Iterator[Form]:
    yield Form(
        "List the participants of a program",  # API17, SDK
        "GET /v1/programs/{program}/participants"
        "?active={active}&type={type}&updated-after={updated-after}",
        (
            program,
            FormField("active", "Who", choices={"all": "all"}, hint="left out: who is active"),
            _choice("type", "How much of them", {"full": "the whole profile", "simple": "the ids"}),
            FormField("updated-after", "Changed after", hint="such as 2026-01-05T15:00:00.000Z"),
        ),
    )
    kinds = {"sent": "sent", "received": "received"}
    yield Form(
        "List the messages of a participant",  # API17
        "GET /v1/participants/{signalvine_id}/messages?message_type={message_type}",
        (participant, FormField("message_type", "Which", choices=kinds, hint="left out: all")),
    )
    yield Form(
        "Show the fields of a program",  # API17
        "GET /v1/programs/{program}?type=schema",
        (program,),
    )


def _import_body(given: Mapping[str, str]) -> JSON:
    """D3; `absent` has to be ignore."""
    existing: JSON = given["existing"].strip()
    if existing != "ignore":
        existing = [name.strip() for name in existing.split(",")]
    options = {"new": given["new"], "mode": given["mode"], "existing": existing, "absent": "ignore"}
    return {
        "program": given["program"],
        "options": options,
        "participants": given["participants"],
    }


def _update_body(given: Mapping[str, str], field: str) -> JSON:
    """An import of one row, which sets a field of a participant and adds no participant."""
    columns = ("signalvine_id", field)
    row = _csv(columns, [given[column] for column in columns])
    wanted = {"new": "ignore", "existing": field, "mode": "row", "participants": row}
    return _import_body({**given, **wanted})


def _csv(*rows: Iterable[str]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().removesuffix("\n")


def _choice(key: str, label: str, choices: Mapping[str, str]) -> FormField:
    return FormField(key, label, next(iter(choices)), choices, required=True)
