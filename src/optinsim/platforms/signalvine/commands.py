"""Imports as commands: accepted at once, carried out later; clients poll their status.

D3 has the states of a command and its three shapes. The content of the fields is ours (V4 to V6).
An import changes consent only through the engine.
"""

from __future__ import annotations

import gc
import json
from contextlib import contextmanager
from dataclasses import field, replace
from typing import TYPE_CHECKING

from optinsim.adapter import Unsettled
from optinsim.core.commands import Add, Leave, SavePerson
from optinsim.core.events import Noted
from optinsim.core.values import SHOWN, value
from optinsim.platforms.signalvine.books import IMPORT
from optinsim.platforms.signalvine.formats import instant
from optinsim.platforms.signalvine.plan import ImportPlan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from optinsim.adapter import JSON
    from optinsim.platforms.signalvine import SignalVine
    from optinsim.platforms.signalvine.account import Program
    from optinsim.platforms.signalvine.options import Import
    from optinsim.platforms.signalvine.plan import Change

MOST_ERRORS = 1000
"""D3: a `row` import with more errors adds no row."""

COMMAND_NAME = "ImportParticipants"  # V5
"""The name of an import in the answer about it."""


@value
class ImportCommand:
    """A command as its status shows it."""

    number: int = field(metadata=SHOWN)
    """1, 2, 3 …; its id is made from it."""
    program_id: str
    created: datetime = field(metadata=SHOWN)
    wanted: Import | None
    """The import to carry out; None: the command is complete."""
    outcome: ImportOutcome | None = field(default=None, metadata=SHOWN)
    """None: the command is not complete."""


@value
class ImportOutcome:
    """How a command ended."""

    error: bool
    message: dict[str, JSON]
    trace: str
    chose_nothing: bool = False
    """Whether `existing` names fields, and the CSV has none of them."""
    is_of_strangers: bool = False
    """Whether an ignored row means no participant: an import that adds would have added one."""
    takes_off_strangers: bool = False
    """Whether an ignored row is to make a person inactive who is no participant."""
    passed_over: tuple[str, ...] = ()
    """The columns that differ from what participants have and that `existing` does not name; none
    if the import has changed a participant."""


def start(signalvine: SignalVine, program: Program, wanted: Import) -> ImportCommand:
    """Accept an import: a timer carries it out."""
    engine = signalvine.engine
    command = ImportCommand(engine.world.next("signalvine/command"), program.id, engine.now, wanted)
    signalvine.books.commands[command.number] = command
    due = engine.now + signalvine.account.assumptions.import_takes
    engine.world.timers.set(due, (IMPORT, command.number))
    return command


def command_id(signalvine: SignalVine, command: ImportCommand) -> str:
    """The id by which clients ask for the status of a command."""
    return signalvine.books.command_ids.long(command.number)


def command_path(signalvine: SignalVine, command: ImportCommand) -> str:
    """The path of the status of a command (V1)."""
    return f"/v1/commands/{command_id(signalvine, command)}"


def find_command(signalvine: SignalVine, id_: str) -> ImportCommand | None:
    """The command of that id; None if there is none."""
    command = signalvine.books.commands.get(signalvine.books.command_ids.number(id_) or 0)
    return command if command is not None and command_id(signalvine, command) == id_ else None


def status(signalvine: SignalVine, command: ImportCommand) -> dict[str, JSON]:
    """The command in the shape that it has now: running, successful or failed (D3)."""
    outcome = command.outcome
    shown: dict[str, JSON] = {
        "commandId": command_id(signalvine, command),
        "name": COMMAND_NAME,
        "from": signalvine.account.api.token,
        "created": instant(command.created),
        "complete": outcome is not None,
        "error": outcome is not None and outcome.error,
    }
    if outcome is not None:
        shown["message"] = _shown(signalvine, outcome.message)
        if outcome.error:
            shown["trace"] = outcome.trace
            shown["processor"] = "simulator"  # V5
    return shown


def _shown(signalvine: SignalVine, message: dict[str, JSON]) -> JSON:
    """The message of an outcome as the status shows it: as a text, or as an object (V6)."""
    if signalvine.account.assumptions.import_message == "text":
        return json.dumps(message, ensure_ascii=False)
    return message


def unsettled(signalvine: SignalVine) -> Iterator[Unsettled]:
    """The imports that have not run, had errors or changed no person, in their order."""
    takes = signalvine.account.assumptions.import_takes
    for command in signalvine.books.commands.values():
        path, outcome, since = command_path(signalvine, command), command.outcome, command.created
        if outcome is None:
            text, enough = "the import has not run when the scenario ends", "complete in its json"
            keys, good = ("complete",), {"complete": True}
            yield Unsettled(text, path, since, keys, good=good, enough=enough, is_carried_out=False)
            continue
        since += takes
        if outcome.message.get("errors"):
            yield _with_errors(signalvine, outcome, path, since)
        elif not outcome.message["added"] and not outcome.message["updated"]:
            yield Unsettled(
                _ignored(outcome.message["ignored"]),
                path,
                since,
                ("message",),
                enough="message in its json; or a step with the state or record of a person",
                blind_with=() if outcome.is_of_strangers else ("active=all",),
                may_be_meant=True,
                is_to_end=outcome.takes_off_strangers,
            )
        elif outcome.chose_nothing and not outcome.message["added"]:
            text = "the CSV of the import has no column that existing names"
            # The message counts a row as updated even if it does not change its person.
            yield Unsettled(text, path, since, is_in_result=False)
        elif names := outcome.passed_over:
            lacks = f"existing does not name {', '.join(names)}"
            text = f"the import has changed no person: {lacks}"
            is_active = "active" in names
            yield Unsettled(text, path, since, is_in_result=False, is_in_state=is_active)


def _with_errors(
    signalvine: SignalVine, outcome: ImportOutcome, path: str, since: datetime
) -> Unsettled:
    """An import that had errors; the same message without them is that of a good one."""
    first = outcome.message["errors"][0]
    message = {kind: n for kind, n in outcome.message.items() if kind != "errors"}
    good = {"error": False, "message": _shown(signalvine, message)}
    keys: tuple[str, ...] = ("error", "message", "trace")
    what = "has failed"
    enough = "error: true in its json, or the text of the error in message"
    if not outcome.error:
        good, keys, what = {"message": good["message"]}, ("message",), "has left rows out"
        enough = "the text of the error in the message of its json"
    text = f"the import {what}: row {first['row']}: {first['message']}"
    return Unsettled(text, path, since, keys, good=good, enough=enough)


def _ignored(rows: int) -> str:
    """The sentence for an import that has changed no person: why it has not."""
    if not rows:
        return "the CSV of the import has no rows"
    how = "its only row was" if rows == 1 else f"all its {rows} rows were"
    return f"the import has changed no person: {how} ignored"


def carry_out(signalvine: SignalVine, number: int) -> None:
    """Carry out the import of a command, or the part of it that its mode allows."""
    command = signalvine.books.commands[number]
    if command.wanted is None:
        return
    program, wanted = signalvine.programs[command.program_id], command.wanted
    with _no_garbage():
        plan = ImportPlan(signalvine, program, wanted)
        most = 0 if wanted.is_transaction else MOST_ERRORS
        is_done = plan.is_readable and len(plan.errors) <= most
        if is_done:
            for change in plan.changes:
                signalvine.books.participants[program.id].put(change.after)
                _apply(signalvine, program.id, change)
            signalvine.books.take_numbers(plan.added)
    outcome = _outcome(signalvine, plan, is_done=is_done)
    signalvine.books.commands[number] = replace(command, wanted=None, outcome=outcome)
    engine = signalvine.engine
    engine.emit(Noted(engine.now, _in_words(plan, outcome)))


def _in_words(plan: ImportPlan, outcome: ImportOutcome) -> str:
    """The result of an import, for the transcript: counts, and the rows that were left out."""
    kinds = ("added", "updated", "ignored")
    counts = ", ".join(f"{outcome.message[kind]} {kind}" for kind in kinds)
    rows = [f"row {row} ignored" for row in plan.ignored] if outcome.message["ignored"] else []
    rows += [f"row {error.row}: {error.message}" for error in plan.errors]
    more = [f"and {len(rows) - _MOST_ROWS} more"] if len(rows) > _MOST_ROWS else []
    return "; ".join([f"import: {counts}", *rows[:_MOST_ROWS], *more])


_MOST_ROWS = 5
"""Rows that the transcript names."""


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Disable garbage collection: an import makes a million objects, and all of them stay.

    Collecting again and again would take a third of the time of an import.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _outcome(signalvine: SignalVine, plan: ImportPlan, *, is_done: bool) -> ImportOutcome:
    """V4 and V6: counts, and the errors if there are any."""
    message: dict[str, JSON] = {
        "added": plan.added if is_done else 0,
        "updated": plan.updated if is_done else 0,
        "ignored": len(plan.ignored) if is_done else 0,
    }
    if plan.errors:
        message["errors"] = [{"row": e.row, "message": e.message} for e in plan.errors]
    left_out = is_done and not signalvine.account.assumptions.row_errors_set_error
    trace = "; ".join(f"row {error.row}: {error.message}" for error in plan.errors[:1])
    return ImportOutcome(
        bool(plan.errors) and not left_out,
        message,
        f"optinsim: {trace}",
        chose_nothing=plan.chooses_nothing,
        is_of_strangers=plan.ignores_strangers,
        takes_off_strangers=plan.takes_off_strangers,
        passed_over=() if plan.changes or plan.errors else tuple(plan.passed_over),
    )


def _apply(signalvine: SignalVine, program_id: str, change: Change) -> None:
    """Apply a change of a participant to the engine.

    The engine knows people by phone, across programs: their fields are those of the program
    that wrote them last. Messages use these fields.
    """
    engine = signalvine.engine
    before, after, active = change
    person = engine.people.by_mdn(after.phone)
    if before is not None and before.phone != after.phone:
        old = signalvine.books.participant(before.phone)
        if person is None and not _is_elsewhere(signalvine, program_id, before.phone):
            person = old
        else:
            # The old phone is another program's too, or the new one exists: leave the old one here.
            engine.do(Leave(old.person.serial, program_id))
    if person is None:
        engine.do(SavePerson(None, after.phone, None, after.values))
        person = signalvine.books.participant(after.phone)
    else:
        cleared = before.values if before is not None else {}
        kept = {k: v for k, v in person.person.fields.items() if k not in cleared}
        fields = {**kept, **after.values}
        if (after.phone, fields) != (person.person.mdn, person.person.fields):
            engine.do(SavePerson(person.person.serial, after.phone, None, fields))
    serial = person.person.serial
    engine.do(Add(serial, program_id) if active else Leave(serial, program_id))


def _is_elsewhere(signalvine: SignalVine, program_id: str, phone: str) -> bool:
    """Whether another program has a participant with the phone."""
    return any(
        participants.of_phone(phone) is not None
        for other_id, participants in signalvine.books.participants.items()
        if other_id != program_id
    )
