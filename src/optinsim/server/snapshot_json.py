"""A snapshot of a hosted account as compressed lines of JSON, and back.

The account comes first, without its credentials; then each checkpoint and the present moment, each
as the differences from the moment before; the names of the classes come last. Does not know how a
value becomes JSON (value_json.py), nor where the bytes are stored (snapshot_rows.py).
"""

from __future__ import annotations

import gc
import json
import zlib
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from optinsim.core.world import Snapshot
from optinsim.server.entry_json import account_json, read_account_json
from optinsim.server.faults import Rule
from optinsim.server.hosted_snapshot import HostedSnapshot, Progress
from optinsim.server.log import Line
from optinsim.server.moments import Moment
from optinsim.server.outbox import Delivery
from optinsim.server.value_json import Decoder, Encoder, paired

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optinsim.adapter import Account

MOST_BYTES = 1 << 29
"""The bytes of a snapshot's lines. A larger snapshot is neither written nor read."""
_AT_ONCE = 1000
"""Pairs in a line: no other thread runs while a line is made or read."""
_OUTBOX, _LINES, _WORLD = "outbox", "lines", "world/"
_NOT_THERE: Any = object()

_DUMP = json.JSONEncoder(check_circular=False, separators=(",", ":")).encode
"""Values cannot contain themselves."""

_Parts = dict[str, dict[Any, Any]]
"""A moment as dictionaries: the outbox, the log's lines by number, and each store of the world."""


# --- Writing


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Disable garbage collection: with a million values it takes most of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def packed(snapshot: HostedSnapshot, said: Mapping[str, Any]) -> bytes:
    """The snapshot as bytes.

    Args:
        snapshot: the account.
        said: JSON to be stored with it.

    Raises:
        ValueError: the platform has data other than values, or the snapshot is too large.
    """
    squeeze, made, size = zlib.compressobj(1), [], 0
    with _no_garbage():
        for line in _lines(snapshot, said):
            size += len(line) + 1
            if size > MOST_BYTES:
                message = f"it has more than {MOST_BYTES >> 20} MiB"
                raise ValueError(message)
            made.append(squeeze.compress(f"{line}\n".encode()))
    return b"".join([*made, squeeze.flush()])


def _lines(snapshot: HostedSnapshot, said: Mapping[str, Any]) -> Iterator[str]:
    encoder, former = Encoder(), _Parts()
    encode = encoder.encode
    yield _DUMP({"said": said, "account": account_json(snapshot.account)})
    for name, moment in [*snapshot.moments.items(), (None, snapshot.moment)]:
        parts = _parts(moment)
        for part in former.keys() | parts.keys():
            yield from _differences(part, former.get(part, {}), parts.get(part, {}), encoder)
        former, world = parts, moment.world
        about = (world.now, world.seed, world.landlines, world.branch, moment.faults)
        yield _DUMP(["moment", name, encode(about)])
    yield _DUMP(["progress", encode(snapshot.progress)])
    yield _DUMP(encoder.names)


def _parts(moment: Moment) -> _Parts:
    stores = {f"{_WORLD}{name}": store for name, store in moment.world.stores.items()}
    return stores | {_OUTBOX: moment.outbox, _LINES: {one.number: one for one in moment.lines}}


def _differences(
    part: str, former: dict[Any, Any], present: dict[Any, Any], encoder: Encoder
) -> Iterator[str]:
    """The changes from the former part to the present. Unchanged values are the same objects."""
    encode_all = encoder.encode_all
    gone = [key for key in former if key not in present]
    new = [(key, one) for key, one in present.items() if former.get(key, _NOT_THERE) is not one]
    for start in range(0, len(gone), _AT_ONCE):
        keys = gone[start : start + _AT_ONCE]
        yield _DUMP(["gone", part, *encode_all(keys)])
    for start in range(0, len(new), _AT_ONCE):
        pairs = new[start : start + _AT_ONCE]
        yield _DUMP(["new", part, *encode_all(chain.from_iterable(pairs))])


# --- Reading


def unpacked(body: bytes, present: Account) -> tuple[dict[str, Any], HostedSnapshot]:
    """The JSON that was stored with a snapshot, and the snapshot.

    Args:
        body: the result of `packed`.
        present: the account with its present credentials.

    Raises:
        ValueError: it is no snapshot; also LookupError, TypeError, OverflowError, RecursionError.
    """
    unsqueeze = zlib.decompressobj()
    try:
        text = unsqueeze.decompress(body, MOST_BYTES).decode()
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not unsqueeze.eof:
        message = "it is cut off, or too large"
        raise ValueError(message)
    first, *lines, names = text.splitlines()
    head = json.loads(first)
    account = read_account_json(head["account"], present)
    reader = _Reader(Decoder(json.loads(names)), account)
    with _no_garbage():
        return head["said"], reader.read(lines)


class _Reader:
    """Reads the moments of a snapshot, each made of the one before."""

    def __init__(self, decoder: Decoder, account: Account) -> None:
        self._decode, self._decode_all = decoder.decode, decoder.decode_all
        self._account = account
        self._parts = _Parts()
        self._own: set[str] = set()
        """The parts that only this moment has: the parts of the moment before must not change."""
        self._moments: dict[str, Moment] = {}

    def read(self, lines: list[str]) -> HostedSnapshot:
        """The snapshot, from the lines between the account and the names."""
        present = None
        for line in lines[:-1]:
            kind, name, *items = json.loads(line)
            if kind == "moment":
                present = self._moment(*self._decode(items[0]))
                if name is not None:
                    self._moments[name] = present
            elif kind == "gone":
                part = self._part(name)
                for key in self._decode_all(items):
                    del part[key]
            else:
                self._part(name).update(paired(self._decode_all(items)))
        progress = self._decode(json.loads(lines[-1])[1])
        _check_all(Progress, [progress])
        if present is None:
            message = "it has no present moment"
            raise ValueError(message)
        return HostedSnapshot(self._account, present, self._moments, progress)

    def _part(self, name: str) -> dict[Any, Any]:
        """A part of the current moment, as a copy that may be changed."""
        if name not in self._own:
            self._own.add(name)
            self._parts[name] = dict(self._parts.get(name, {}))
        return self._parts[name]

    def _moment(
        self,
        now: Any,
        seed: int,
        landlines: frozenset[str],
        branch: int,
        faults: tuple[Rule, ...],
    ) -> Moment:
        """The current moment."""
        self._own.clear()
        stores = {
            name.removeprefix(_WORLD): store
            for name, store in self._parts.items()
            if name.startswith(_WORLD) and store
        }
        digest = self._account.digest
        outbox = self._parts.get(_OUTBOX, {})
        lines = self._parts.get(_LINES, {}).values()
        _check_all(datetime, [now])
        _check_all(int, [seed, branch])
        _check_all(Delivery, outbox.values())
        _check_all(Line, lines)
        _check_all(Rule, faults)
        return Moment(
            Snapshot(digest, seed, landlines, now, stores, branch),
            dict(sorted(outbox.items())),
            tuple(sorted(lines, key=lambda line: line.number)),
            faults,
        )


def _check_all(kind: type, items: Iterable[Any]) -> None:
    for item in items:
        if type(item) is not kind:
            message = f"it has a {type(item).__name__} in place of a {kind.__name__}"
            raise ValueError(message)
