"""Which laws hold: packs with a date from which they do, chosen by country and clock.

Knows every law. A pack without a date is never chosen by the clock; it has to be named.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.errors import OptinsimError
from optinsim.laws.law import Law, Severity

if TYPE_CHECKING:
    from collections.abc import Collection

    from optinsim.adapter import Account

LAWS = (
    "nothing_after_stop",
    "stop_ends_all",
    "stop_is_read",
    "stop_is_confirmed_once",
    "consent_before_messages",
    "return_by_own_word",
    "api_respects_stop_and_no",
    "consent_is_for_one_campaign",
    "expired_prompt_is_over",
    "duplicates_change_nothing",
    "help_is_answered",
    "keywords_are_read",
    "texts_say_what_they_must",
    "messages_can_be_sent",
    "callbacks_are_enough",
    "stop_is_for_all_numbers",
    "canadian_short_code",
    "pending_ends",
    "one_list_one_opt_in",
    "quiet_hours",
)
"""The modules beside this one, in the order in which findings are told."""


@value
class Pack:
    """A set of laws."""

    name: str
    country: str
    since: datetime | None
    """When it came, or comes, into force; None: no date is known."""
    without: frozenset[str] = frozenset()
    """The laws that are not in it."""

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def laws(self) -> tuple[Law, ...]:
        """The laws, in the order in which findings are told."""
        return tuple(law(name) for name in LAWS if name not in self.without)


_CANADIAN = frozenset({"canadian_short_code"})
_ALL_NUMBERS = frozenset({"stop_is_for_all_numbers"})
PACKS = (
    # FCC 24-24, in force since then.
    Pack("us-2025-04-11", "US", datetime(2025, 4, 11, tzinfo=UTC), _CANADIAN | _ALL_NUMBERS),
    # DA 26-12: the waiver ends, after which a stop at one number is one at all.
    Pack("us-2027-01-31", "US", datetime(2027, 1, 31, tzinfo=UTC), _CANADIAN),
    # FCC 26-67: a sender may name one exclusive method to revoke, so other wordings need not count,
    # and a stop may be for one category of texts.
    Pack("us-fcc-26-67", "US", None, _CANADIAN | _ALL_NUMBERS | {"stop_is_read"}),
    # CASL. The quiet hours are the FCC's; those of the CRTC were not read.
    Pack("ca", "CA", datetime(2014, 7, 1, tzinfo=UTC), _ALL_NUMBERS | {"quiet_hours"}),
)


@cache
def law(module: str) -> Law:
    """The law of a module in here."""
    found = import_module(f"optinsim.laws.{module}")
    functions = {name: getattr(found, name, None) for name in _FUNCTIONS}
    return Law(module.replace("_", "-"), found.SEVERITY, (found.__doc__ or "").strip(), **functions)


_FUNCTIONS = ("applies", "reads", "of_step", "of_moment", "of_account", "of_all")


def laws_of_steps() -> tuple[str, ...]:
    """The names of the laws that the step of a conversation can break."""
    laws = map(law, LAWS)
    return tuple(one.name for one in laws if one.of_step or one.of_moment)


def pack_named(name: str) -> Pack | None:
    """The pack with that name."""
    return next((pack for pack in PACKS if pack.name == name), None)


def pack_for(account: Account, now: datetime, country: str | None = None) -> Pack:
    """The newest pack that is in force for a country; the first of all where it has none.

    Args:
        account: whose country counts, unless one is given.
        now: the time on the virtual clock.
        country: ISO 3166 code.
    """
    return _newest(country or account.setup.country, now)


@lru_cache(maxsize=64)
def _newest(country: str, now: datetime) -> Pack:
    found = [pack for pack in PACKS if pack.country == country and pack.since and pack.since <= now]
    return found[-1] if found else PACKS[0]


@value
class LawChoice:
    """Which laws to judge by, as a command line says it."""

    said: str | None = None
    """A country of ours, a pack, or off; None: the laws of each account's country."""

    def pack(self, account: Account, now: datetime) -> Pack | None:
        """The pack for an account whose world begins then; None: no laws."""
        if self.said == OFF:
            return None
        country = self.said and self.said.upper()
        return pack_named(self.said or "") or pack_for(account, now, country)


OFF = "off"


def law_choice(said: str | None) -> LawChoice:
    """The choice that a command line asks for.

    Raises:
        LawError: there are no such laws; the text says which there are.
    """
    countries = dict.fromkeys(pack.country.lower() for pack in PACKS)
    names = dict.fromkeys((*countries, *(pack.name for pack in PACKS), OFF))
    if said is not None and said.lower() not in names:
        raise LawError(f"{said!r:.40} are no laws: expected {', '.join(names)}")
    return LawChoice(said and said.lower())


def severity_named(said: str | None) -> Severity | None:
    """The severity from which a finding counts as a failure; None: none does.

    Raises:
        LawError: there is no such severity.
    """
    if said is None or said == NEVER:
        return None
    try:
        return Severity(said)
    except ValueError:
        expected = ", ".join([*Severity, NEVER])
        raise LawError(f"{said!r:.40} is no severity: expected {expected}") from None


def known_laws(names: Collection[str]) -> frozenset[str]:
    """The names, if each is that of a law.

    Raises:
        LawError: one is not; the text says which there are.
    """
    laws = [law(module).name for module in LAWS]
    for name in names:
        if name not in laws:
            raise LawError(f"{name!r:.40} is no law: expected {', '.join(laws)}")
    return frozenset(names)


NEVER = "never"


class LawError(OptinsimError):
    """Laws or a severity that do not exist."""
