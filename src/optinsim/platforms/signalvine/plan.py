"""Validates an import and computes its changes row by row, without applying them.

D3 has the rules for new and existing participants; SDK, which participant a row means; CSVFAQ, the
meaning of a blank cell (facts/signalvine.md, section B2). The texts of errors are ours (V7). A row
sees the changes of the rows above it.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from optinsim.platforms.signalvine.csv_reader import CsvError, CsvTable
from optinsim.platforms.signalvine.participants import Record
from optinsim.platforms.signalvine.profile import schema
from optinsim.platforms.signalvine.rows import RowError, known_columns, read_row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optinsim.platforms.signalvine import SignalVine
    from optinsim.platforms.signalvine.account import Program
    from optinsim.platforms.signalvine.options import Import
    from optinsim.platforms.signalvine.rows import Column, Row

_APART = frozenset({"signalvine_id", "customer_id", "phone", "active"})
"""Columns that a record does not keep among its values."""


class RowRefusedError(Exception):
    """Why a row cannot be applied."""


class Change(NamedTuple):
    """A planned change of a participant."""

    before: Record | None
    """None: the participant is new."""
    after: Record
    active: bool
    """Whether the participant is opted in afterwards."""


class ImportPlan:
    """A validated import that has not been applied."""

    def __init__(self, signalvine: SignalVine, program: Program, wanted: Import) -> None:
        self.changes: list[Change] = []
        self.errors: list[RowError] = []
        self.is_readable = True
        """Whether the CSV could be read to its end."""
        self.chooses_nothing = False
        """Whether the import names fields to update, and the CSV has none of them."""
        self.passed_over: dict[str, None] = {}
        """The columns whose cells differ from what a participant has, and are not to be updated."""
        self.added = 0
        self.updated = 0
        self.ignored: list[int] = []
        """The numbers of the rows without a change that the options allow."""
        self.ignores_strangers = False
        """Whether one of these rows means no participant."""
        self.takes_off_strangers = False
        """Whether one of these rows is to make such a person inactive."""
        self.participants = signalvine.books.participants[program.id].copy()
        """The participants after the import."""
        self._signalvine = signalvine
        self._program = program
        self._wanted = wanted
        self._now = signalvine.engine.now
        self._numbers = count(signalvine.books.next_number)
        self._active: dict[int, bool] = {}
        """Whether each changed participant is opted in after the import, by number."""
        try:
            self._read()
        except CsvError as error:
            # Ours: a CSV that cannot be read, or has unknown columns, is not applied in part.
            self.is_readable = False
            self.errors += [RowError(error.row, message) for message in error.messages]
        if wanted.is_transaction:
            del self.errors[1:]  # SDK: only the first is reported

    def _read(self) -> None:
        """Plan every row; in a transaction, those down to the first error."""
        wanted, assumptions = self._wanted, self._signalvine.account.assumptions
        table = CsvTable(wanted.csv)
        chosen = wanted.updates or ()
        types = schema(self._program)
        columns = known_columns(table.header, chosen, types, self._signalvine.account.country)
        needed = dict.fromkeys((*assumptions.new_needs, "phone"))
        self._missing = ", ".join(name for name in needed if name not in table.header)
        """The columns that a new participant needs and the CSV lacks (CSVFAQ)."""
        self._columns = [column for column in columns if column.name != "signalvine_id"]
        self._chosen = [column for column in self._columns if column.name in chosen]
        self.chooses_nothing = wanted.updates is not None and not self._chosen
        for number, cells in table.rows():
            row = read_row(columns, number, cells, self.errors)
            if row is not None:
                try:
                    self._plan(number, row)
                except RowRefusedError as error:
                    self.errors.append(RowError(number, str(error)))
            if self.errors and wanted.is_transaction:
                return

    def _plan(self, number: int, row: Row) -> None:
        found = self._match(row)
        if found is None and self._wanted.adds:
            self._add(row)
        elif found is not None and self._wanted.updates is not None:
            self._update(found, row)
        else:
            self.ignored.append(number)
            self.ignores_strangers |= found is None
            self.takes_off_strangers |= found is None and row.get("active") == "false"

    def _match(self, row: Row) -> Record | None:
        """The participant that a row means; None: no participant of the program.

        Raises:
            RowRefusedError: the row is ambiguous.
        """
        participant_id, customer_id = row.get("signalvine_id"), row.get("customer_id")
        if participant_id is not None:  # D3
            number = self._signalvine.books.participant_ids.number(participant_id)
            named = None if number is None else self.participants.get(number)
            if named is None and self._wanted.adds:  # ours: it is the vendor who gives these ids
                raise RowRefusedError(f"Unknown signalvine_id: {participant_id}")
            return named
        if customer_id is not None and (known := self.participants.of_customer(customer_id)):  # SDK
            return known
        owner = self.participants.of_phone(row.get("phone") or "")
        if owner is None or self._wanted.updates is None:
            return owner
        # SDK: a known phone without customer_id is an error. Ours: with another's, too.
        if customer_id is None:
            is_meant = self._signalvine.account.assumptions.phone_alone_matches
        else:
            is_meant = owner.customer_id is None
        if not is_meant:
            raise RowRefusedError(f"Phone already exists: {owner.phone}")
        return owner

    def _add(self, row: Row) -> None:
        if self._missing:
            raise RowRefusedError(f"A new participant needs: {self._missing}")
        _check_blanks(row, self._columns)
        record = Record(
            number=next(self._numbers),
            phone=row["phone"] or "",
            customer_id=row.get("customer_id"),
            values={k: v for k, v in row.items() if v is not None and k not in _APART},
            created=self._now,
            updated={},
        )
        self._put(None, record, active=row.get("active") != "false")  # USU: active by default
        self.added += 1

    def _update(self, before: Record, row: Row) -> None:
        """Set the chosen fields; a blank cell clears (CSVFAQ)."""
        _check_blanks(row, self._chosen)
        new = {column.name: row[column.name] for column in self._chosen}
        old = self._profile(before)
        profile = {**old, **new}
        changed = [name for name in new if profile[name] != old.get(name)]
        phone, customer_id = profile["phone"] or "", profile["customer_id"]
        self._check_free(before, phone, customer_id)
        self.updated += 1
        if changed:
            record = Record(
                number=before.number,
                phone=phone,
                customer_id=customer_id,
                values={k: v for k, v in profile.items() if v is not None and k not in _APART},
                created=before.created,
                updated={**before.updated, **dict.fromkeys(changed, self._now)},
            )
            self._put(before, record, active=profile["active"] == "true")
        elif not self.changes:
            differing = (name for name, cell in row.items() if cell and cell != old.get(name))
            self.passed_over.update((name, None) for name in differing if name not in new)

    def _profile(self, record: Record) -> Row:
        """The present values of the fields of a participant that a row can set."""
        active = self._active.get(record.number)
        if active is None:
            active = self._signalvine.books.is_active(self._program.id, record)
        return {
            **record.values,
            "phone": record.phone,
            "customer_id": record.customer_id,
            "active": str(active).lower(),
        }

    def _put(self, before: Record | None, record: Record, *, active: bool) -> None:
        self.participants.put(record)
        self._active[record.number] = active
        self.changes.append(Change(before, record, active))

    def _check_free(self, record: Record, phone: str, customer_id: str | None) -> None:
        """No two participants of a program have the same phone or customer_id (ours)."""
        owner = self.participants.of_phone(phone)
        if owner is not None and owner.number != record.number:
            raise RowRefusedError(f"Phone already exists: {phone}")
        owner = self.participants.of_customer(customer_id or "")
        if owner is not None and owner.number != record.number:
            raise RowRefusedError(f"customer_id already exists: {customer_id}")


def _check_blanks(row: Row, columns: Iterable[Column]) -> None:
    for name, type_name, _, may_be_blank in columns:
        if row[name] is None and not may_be_blank:
            raise RowRefusedError(f"Could not parse '' as {type_name}")
