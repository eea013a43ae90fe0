"""(d) Memory for a subscribed phone, where there are a million: at most 0.8 kB.

A fresh process makes a simulator, has a million phones join and confirm, and keeps nothing of what
it gets back: what stays is what the simulator itself remembers. Counted is the growth of the
process's resident memory (RSS) in bytes, the phone's number included; 1 kB is 1,000 bytes.

Fair, because RSS has everything in it: objects, tables, and what the allocator cannot give back.
It is read from /proc, so it is measured on Linux only.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.common import Row, account, phones, run
from optinsim import Simulator
from optinsim.core.commands import ReceiveText

if TYPE_CHECKING:
    from collections.abc import Iterator

PHONES = 1_000_000
_STATM = Path("/proc/self/statm")


def measure() -> Iterator[Row]:
    """Measure, in a process of its own; nothing where there is no /proc.

    Raises:
        RuntimeError: the process failed.
    """
    if not _STATM.exists():
        return
    ended = run("python", "-m", "benchmarks.memory")
    if ended.returncode:
        raise RuntimeError(ended.stderr)
    grown = int(ended.stdout)
    yield Row(
        f"a subscribed phone among {PHONES:,}",
        f"{grown / 1e6:,.0f} MB in all",
        "",
        grown / PHONES / 1000,
        at_most=0.8,
        unit="kB",
    )


def growth(count: int) -> int:
    """By how many bytes the process grows while so many phones subscribe."""
    simulator = Simulator(account())
    for mdn in phones(1000):  # what is loaded and made once
        Simulator(simulator.account).handle(ReceiveText(mdn, "SUMMER"))
    before = resident()
    for mdn in phones(count):
        simulator.handle(ReceiveText(mdn, "SUMMER"))
        simulator.handle(ReceiveText(mdn, "Y"))
    return resident() - before


def resident() -> int:
    """The bytes of memory that the process has now."""
    return int(_STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    print(growth(PHONES))
