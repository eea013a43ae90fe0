"""The participants of a program: their records, found by id, customer_id and phone.

A record has the data that the API shows of a participant, without consent. The engine knows
whether a participant is active.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from optinsim.core.names import Numbers, numbers
from optinsim.core.values import SHOWN, STORED, value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, MutableMapping
    from datetime import datetime

    from optinsim.core.world import World

PARTICIPANT = "signalvine/participant"
"""The kind of the numbers of participants."""


@value
class Record:
    """A participant of a program, at one moment."""

    number: int = field(metadata=numbers(PARTICIPANT))
    """Unique in an account; the participant's id is made from it."""
    phone: str
    """E.164. Every participant has one, unique in the program."""
    customer_id: str | None
    values: Mapping[str, str] = field(metadata=STORED)
    """The rest of the profile, by field, without blank fields."""
    created: datetime = field(metadata=SHOWN)
    updated: Mapping[str, datetime] = field(metadata=SHOWN)
    """When a field was set last, if later than the creation."""

    @property
    def groups(self) -> list[str]:
        """The names in group_list."""
        groups = self.values.get("group_list")
        return groups.split(";") if groups else []

    @property
    def last_updated(self) -> datetime:
        """When a field of the profile changed last."""
        return max(self.updated.values(), default=self.created)


class Participants:
    """The participants of one program."""

    def __init__(
        self,
        records: MutableMapping[int, Record],
        by_customer_id: MutableMapping[str, int],
        by_phone: MutableMapping[str, int],
    ) -> None:
        """Use these mappings, which are stores of the world or copies of stores."""
        self._records = records
        # These two keep outdated entries: a look-up checks the record.
        self._by_customer_id = by_customer_id
        self._by_phone = by_phone

    @classmethod
    def stored(
        cls, world: World, program_id: str, written: Callable[[int], str] | None = None
    ) -> Participants:
        """The participants in the world's stores.

        Args:
            world: has the stores.
            program_id: their program.
            written: the id of a participant, from the number.
        """
        return cls(
            world.store(
                f"signalvine/{program_id}/participants",
                numbers=Numbers(PARTICIPANT, written=written),
            ),
            world.store(
                f"signalvine/{program_id}/by customer_id", numbers=Numbers(values=PARTICIPANT)
            ),
            world.store(f"signalvine/{program_id}/by phone", numbers=Numbers(values=PARTICIPANT)),
        )

    def __iter__(self) -> Iterator[Record]:
        """In the order of their numbers, which is that of adding."""
        for number in sorted(self._records):
            yield self._records[number]

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
        """Add or replace a participant."""
        self._records[record.number] = record
        self._by_phone[record.phone] = record.number
        if record.customer_id is not None:
            self._by_customer_id[record.customer_id] = record.number

    def copy(self) -> Participants:
        """A copy, whose changes do not change the original."""
        return Participants(dict(self._records), dict(self._by_customer_id), dict(self._by_phone))
