"""The names that vendors give to the columns of a message log, and the meaning of each column.

Knows names only: extend `COLUMNS` when an export uses another one. Does not read cells.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from optinsim.codes import Code
from optinsim.files.problems import Problem, nearest, one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    # When it was sent or received. The first that holds a full time counts; a day and a time of day
    # in two columns are joined.
    "time": (
        *(
            "timestamp",
            "time",
            "datetime",
            "date time",
            "date/time",
            "date and time",
            "message time",
        ),
        *(
            "message timestamp",
            "message datetime",
            "message date",
            "sent at",
            "date sent",
            "sent date",
            "sent on",
        ),
        *("sent time", "time sent", "sent datetime", "sent", "received at", "date received"),
        *("received date", "received on", "received time", "receive time", "time received"),
        *("received", "sent/received at", "sent received", "occurred at", "event time"),
        *("event timestamp", "order timestamp", "publish time", "submit time", "created at"),
        *("date created", "created date", "created on", "created time", "time created"),
        *("created datetime", "created", "date/time start", "submission date", "date", "day"),
        *("time of day", "ts"),
    ),
    # Who sent it. Names that say "number" come first: beside one, "from" may hold a name.
    "from": (
        *("from number", "from phone number", "from phone", "from endpoint", "from address"),
        *("sender number", "sender phone number", "sender phone", "sender address"),
        *("source number", "source phone number", "source address", "source addr", "source tn"),
        *("origination number", "origination phone number", "originating number", "originator"),
        *("from msisdn", "from", "sender", "source", "src", "origin", "sender id", "msisdn"),
    ),
    # Who it was sent to.
    "to": (
        *("to number", "to phone number", "to phone", "to endpoint", "to address"),
        *("recipient number", "recipient phone number", "recipient phone", "recipient address"),
        *("recipients items recipient", "destination number", "destination phone number"),
        *("destination address", "destination addr", "destination tn", "receiver number"),
        *("to msisdn", "to", "recipient", "recipients", "receiver", "destination", "dest", "dst"),
        *("target", "destinations to", "sent to"),
    ),
    "text": (
        *("text", "body", "message body", "message text", "message content", "sms text"),
        *("sms body", "text body", "body text", "content text", "message", "content", "sms"),
        *("sms message", "sms content", "message contents", "contents", "msg", "clean text"),
    ),
    # Whether a person sent it or the brand: see DIRECTIONS in log_words.py.
    "direction": (
        *("direction", "message direction", "sms direction", "msg direction", "direction type"),
        *("dir", "in/out", "inbound/outbound", "incoming/outgoing", "sent/received", "mo/mt"),
        *("type", "message type", "msg type", "sms type", "kind", "event type"),
    ),
    # Yes or no: a person sent it.
    "inbound": ("is from contact", "from contact", "is inbound", "is incoming", "inbound"),
    # The person, as sender or recipient. Needs a direction.
    "contact": (
        *("contact number", "contact phone", "contact phone number", "contact cell phone"),
        *("contact mobile", "contact msisdn", "contact urn", "contact address", "urn value"),
        *("urn", "customer number", "customer phone", "customer phone number", "client number"),
        *("subscriber number", "subscriber phone", "subscriber", "participant number"),
        *("participant phone", "phone number", "phone", "mobile number", "mobile phone"),
        *(
            "mobile",
            "cell",
            "cell phone",
            "cell number",
            "cell phone number",
            "mobile phone number",
            "telephone",
            "msisdn",
            "mdn",
        ),
        *("external number", "contact", "customer", "number"),
    ),
    # The brand's number, where the log has the person in `contact`.
    "brand": (
        *("channel", "channel number", "channel address", "short code", "shortcode"),
        *("our number", "user number", "brand number", "business number", "business phone"),
        *("company number", "endpoint phone number", "service number", "inbox number"),
        *("inbox phone number", "virtual number", "long code", "line number", "line", "owner"),
        *("inbox",),
    ),
    # What became of it: see STATUSES in log_words.py.
    "status": (
        *("status", "message status", "delivery status", "sms status", "send status"),
        *("to status", "recipients items status", "status group name", "status name"),
        *("message state", "delivery state", "dlr status", "state", "event type", "type"),
    ),
    # Counts where no status is known; blank or zero: none.
    "error": ("error code", "errorcode", "failure code", "failure reason", "error"),
    # Equal in all rows of one message.
    "id": (
        *("message id", "message sid", "sms sid", "sms message sid", "sms message s id"),
        *("message uuid", "msg id", "sms id", "inbound message id", "sid", "uuid", "id"),
    ),
    # The time zone of times without one.
    "zone": ("time zone", "timezone", "tz"),
}
"""The meaning of a column, and the vendors' names for it.

Case, spaces, punctuation and a zone in brackets do not count, so "sent at" is also `SentAt`,
`sent_at` and `Sent At (UTC)`; and "from phone number" is also `phone_number` inside `from` in JSON.
Of several columns, the first one here that is not blank counts.
"""

_LONGEST_NAME = 100
_MOST_SHOWN = 120
_MOST_EXAMPLES = 4
_ZONE = re.compile(r"\(([^()]*)\)")


@lru_cache(maxsize=4096)
def normal(name: str) -> str:
    """A column's name in the compared form."""
    bare = _ZONE.sub("", name[:_LONGEST_NAME].casefold())
    letters = "".join(c for c in bare if c.isalnum())
    return letters.removesuffix("utc").removesuffix("gmt") or letters


def zone_in_name(name: str) -> str:
    """The time zone that a column's name gives for its times; empty: none.

    `Sent At (UTC)`, `Time (America/Chicago)`, `created_utc`.
    """
    bracketed = _ZONE.search(name[:_LONGEST_NAME])
    if bracketed:
        return bracketed[1].strip()
    return "UTC" if name.casefold().endswith(("utc", "gmt")) else ""


class ColumnTable:
    """The table for one log, with the columns that the user chose."""

    def __init__(self, chosen: Mapping[str, Sequence[str]] | None = None) -> None:
        """Replace rows of the table.

        Args:
            chosen: columns of the log by their meaning; they replace all the usual names.
        """
        self._chosen = dict(chosen or {})
        self._names = {
            need: tuple(dict.fromkeys(normal(name) for name in self._chosen.get(need, usual)))
            for need, usual in COLUMNS.items()
        }
        self._needs: dict[str, set[str]] = {}
        for need, names in self._names.items():
            for name in names:
                self._needs.setdefault(name, set()).add(need)

    def needs(self, name: str) -> set[str]:
        """The meanings of a column with this normal name: mostly one, or none."""
        return self._needs.get(name, set())

    def present(self, need: str, names: Iterable[str]) -> list[str]:
        """The normal names with a meaning, the first choice first."""
        there = set(names)
        return [name for name in self._names[need] if name in there]

    def is_message(self, names: Iterable[str]) -> bool:
        """Whether columns of these normal names have a message, perhaps without its time."""
        has = set().union(*map(self.needs, names))
        return not set(_missing(has)) - {"time"}

    def problems(self, shown: str, names: Sequence[str]) -> list[Problem]:
        """All problems of the columns of a log.

        Args:
            shown: the log's name.
            names: its columns, as written.
        """
        there = [normal(name) for name in names]
        problems = [
            Problem(
                shown,
                f"there is no column {name!r:.60} for {need!r}",
                expected=_listed(names),
                suggestion=nearest(name, names),
                code=Code.MISSING_COLUMN,
            )
            for need, chosen in self._chosen.items()
            for name in chosen
            if normal(name) not in there
        ]
        if not problems and (missing := _missing(set().union(*map(self.needs, there)))):
            usual = "; ".join(
                f"{need}: {', '.join(COLUMNS[need][:_MOST_EXAMPLES])}, …" for need in missing
            )
            named = ",".join(f"{need}=NAME" for need in missing)
            what = f"there is no column for {_and(missing)} among {_listed(names)}"
            problems.append(
                Problem(
                    shown,
                    what,
                    expected=f"{usual} (or say which: --columns {named})",
                    code=Code.MISSING_COLUMN,
                )
            )
        count = Counter(there)
        problems += [
            Problem(
                shown,
                f"there are two columns {names[there.index(name)]!r}",
                code=Code.DOUBLED_COLUMN,
            )
            for name in count
            if count[name] > 1 and self.needs(name)
        ]
        return problems


def _missing(has: set[str]) -> list[str]:
    """The needs that a log with these columns lacks."""
    missing = [need for need in ("time", "text") if need not in has]
    if {"from", "to"} <= has:
        return missing
    if has & {"direction", "inbound"} and has & {"contact", "from", "to"}:
        # One number and a direction are enough.
        return missing
    if "contact" in has and not has & {"from", "to"}:
        return [*missing, "direction"]
    return [*missing, *(need for need in ("from", "to") if need not in has)]


def chosen_columns(given: Iterable[str]) -> dict[str, list[str]]:
    """The value of `--columns`: columns of the log by their meaning.

    Args:
        given: each `time=SentDate`, or several of these with commas between them.

    Raises:
        ValueError: one of them is wrong; the text says how.
    """
    chosen: dict[str, list[str]] = {}
    for text in given:
        # A column's name may also contain a comma.
        for part in re.split(rf",(?=\s*(?:{'|'.join(COLUMNS)})\s*=)", text):
            need, equals, name = (piece.strip() for piece in part.partition("="))
            if not (equals and name):
                raise ValueError(f"{part!r:.60} names no column: write time=SentDate")
            if need not in COLUMNS:
                near = nearest(need, COLUMNS)
                hint = f"; did you mean {near!r}?" if near else ""
                raise ValueError(f"{need!r:.60} is nothing that a column is for: {_one(hint)}")
            chosen.setdefault(need, []).append(name)
    return chosen


def _one(hint: str) -> str:
    return f"expected {one_of(COLUMNS)}{hint}"


def _listed(names: Iterable[str]) -> str:
    there = ", ".join(name for name in names if name)
    return there if len(there) <= _MOST_SHOWN else f"{there[: _MOST_SHOWN - 1]}…"


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
