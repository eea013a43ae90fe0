"""The participants of a program: their records, found by id, customer_id and phone.

A record is what the API shows of somebody: it holds no consent. Whether a participant is active is
the engine's to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime


@value
class Record:
    """A participant of a program, at one moment."""

    number: int
    """What the participant's id follows from: no two of an account have the same."""
    phone: str
    """E.164. Everybody has one, and nobody else of the program has it."""
    customer_id: str | None
    values: Mapping[str, str]
    """The rest of the profile, by field; a field that is blank is not in it."""
    created: datetime
    updated: Mapping[str, datetime]
    """When a field was set last, where that was later than the creation."""

    @property
    def groups(self) -> list[str]:
        """The names in group_list."""
        groups = self.values.get("group_list")
        return groups.split(";") if groups else []

    @property
    def last_updated(self) -> datetime:
        """When anything of the profile changed last."""
        return max(self.updated.values(), default=self.created)


class Roster:
    """The participants of one program."""

    def __init__(self) -> None:
        self._records: dict[int, Record] = {}
        # These two keep what is no longer true: a look-up asks the record.
        self._by_customer_id: dict[str, int] = {}
        self._by_phone: dict[str, int] = {}

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records.values())

    def get(self, number: int) -> Record | None:
        """The participant of that number."""
        return self._records.get(number)

    def of_customer(self, customer_id: str) -> Record | None:
        """The participant with that customer_id."""
        record = self._records.get(self._by_customer_id.get(customer_id, 0))
        return record if record is not None and record.customer_id == customer_id else None

    def of_phone(self, phone: str) -> Record | None:
        """The participant with that phone."""
        record = self.last_of_phone(phone)
        return record if record is not None and record.phone == phone else None

    def last_of_phone(self, phone: str) -> Record | None:
        """The participant who has that phone, or had it last."""
        return self._records.get(self._by_phone.get(phone, 0))

    def put(self, record: Record) -> None:
        """Add a participant, or let one be as the record says."""
        self._records[record.number] = record
        self._by_phone[record.phone] = record.number
        if record.customer_id is not None:
            self._by_customer_id[record.customer_id] = record.number

    def copy(self) -> Roster:
        """A roster with the same participants, to be changed without this one."""
        other = Roster()
        other._records = self._records.copy()
        other._by_customer_id = self._by_customer_id.copy()
        other._by_phone = self._by_phone.copy()
        return other
