"""(f) A Signal Vine import of 100,000 rows, against reading the same file: at most 3 times.

Ours: the signed call with the CSV in its JSON body, and the virtual second after which the import
is done: every row checked, matched, stored, and its person subscribed. Theirs: `csv.DictReader`
over the same file, and `phonenumbers.parse` of every phone in it; nothing is stored.

Fair to ours: nobody who imports participants can do less than read the file and parse its phones.
Fair to theirs: both begin with the text in memory and end with every row seen.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import phonenumbers

from benchmarks.common import Row, best, phones
from optinsim import Simulator, load_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim import Account

ROWS = 100_000
ROUNDS = 2
ACCOUNT_FILE = Path(__file__).parents[1] / "scenarios/accounts/bigstate-signalvine.yaml"


def measure() -> Iterator[Row]:
    """Measure, for one file."""
    account, sheet = load_account(ACCOUNT_FILE), make_sheet(ROWS)
    seconds = best(
        {"ours": lambda: import_sheet(account, sheet, ROWS), "theirs": lambda: _read(sheet)},
        ROUNDS,
    )
    ours, theirs = seconds["ours"], seconds["theirs"]
    yield Row(
        f"a Signal Vine import of {ROWS:,} rows",
        f"{ours:.1f} s",
        f"DictReader and parse {theirs:.1f} s",
        ours / theirs,
        at_most=3,
    )


def make_sheet(rows: int) -> str:
    """A CSV file of that many new participants, all different."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(("customer_id", "first_name", "last_name", "phone", "group_list", "major"))
    for i, mdn in enumerate(phones(rows)):
        writer.writerow((f"C{i}", "Ann", "Example", mdn, "Freshmen;Honors", "History"))
    return sheet.getvalue()


def import_sheet(account: Account, sheet: str, rows: int) -> float:
    """Import a file into a fresh world, and say how long that took.

    Raises:
        RuntimeError: the rows were not imported, so there is nothing to compare.
    """
    simulator = Simulator(account)
    program = account.setup.campaigns[0].id
    path = f"/v2/programs/{program}/participants"
    options = {"new": "add", "existing": "ignore", "mode": "tx", "absent": "ignore"}
    body = {"program": program, "options": options, "participants": sheet}
    started = process_time()
    accepted = simulator.request("POST", path, json=body).response
    simulator.wait("1s")
    taken = process_time() - started
    if accepted is None:
        raise RuntimeError("the import was not answered")
    done = simulator.request("GET", accepted.headers["Location"]).response
    if done is None or f'"added": {rows}' not in str(done.json).replace("'", '"'):
        message = f"the import failed: {accepted.json} {done and done.json}"
        raise RuntimeError(message)
    return taken


def _read(sheet: str) -> float:
    started = process_time()
    for row in csv.DictReader(io.StringIO(sheet)):
        phonenumbers.parse(row["phone"], "US")
    return process_time() - started
