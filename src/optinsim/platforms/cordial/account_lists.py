"""The lists of an account: those of the account file, and those that calls have made.

OAS2 and the older client of Segment's are in facts/cordial.md, A2. Does not know which contacts are
on a list, nor which names a list may have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.core.world import Store, World
    from optinsim.platforms.cordial.account import CordialAccount


@value
class AccountList:
    """A list of the account."""

    id: int
    name: str
    enhanced: bool
    """Whether it keeps the dates on which contacts were put on it (OAS2)."""
    segment_group_id: str | int | None = None
    """Segment's client sends it, and looks for it in the answer of GET."""


class AccountLists:
    """The lists of one cordial, in the order of their ids."""

    def __init__(self, account: CordialAccount, world: World) -> None:
        # Ours: the account file's lists come first and keep dates, as in RB's sample of a contact.
        self._of_file = {
            name: AccountList(number, name, enhanced=True)
            for number, name in enumerate(account.lists, 1)
        }
        self._made: Store[str, AccountList] = world.store("cordial/lists")
        """The lists that calls have made, by name."""

    def __iter__(self) -> Iterator[AccountList]:
        yield from self._of_file.values()
        yield from sorted(self._made.values(), key=lambda one: one.id)

    def __contains__(self, name: object) -> bool:
        return name in self._of_file or name in self._made

    def keeps_dates(self, name: str) -> bool:
        """Whether the list of that name, which exists, keeps the dates of joining."""
        return (self._of_file.get(name) or self._made[name]).enhanced

    def make(self, name: str, *, enhanced: bool, segment_group_id: str | int | None) -> AccountList:
        """Make a list with a new name."""
        number = len(self._of_file) + len(self._made) + 1
        made = AccountList(number, name, enhanced, segment_group_id)
        self._made[name] = made
        return made
