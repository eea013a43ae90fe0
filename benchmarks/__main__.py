"""`python -m benchmarks`: all of them; `python -m benchmarks a c`: some of them."""

from __future__ import annotations

import argparse
import platform
import sys
import time

from benchmarks import (
    cordial,
    dialogs,
    engine,
    imports,
    laws,
    load,
    many,
    memory,
    phone,
    plugin,
    restart,
    scale,
    search,
    server,
    snapshots,
    start,
    suite,
)
from benchmarks.common import table

BENCHMARKS = {
    "a": engine.measure,
    "b": suite.measure,
    "c": start.measure,
    "d": memory.measure,
    "e": scale.measure,
    "f": imports.measure,
    "g": cordial.measure,
    "h": phone.measure_keys,
    "i": phone.measure_start,
    "j": many.measure,
    "k": plugin.measure,
    "l": snapshots.measure,
    "m": search.measure,
    "n": server.measure,
    "o": laws.measure,
    "p": restart.measure,
    "q": load.measure,
    "r": dialogs.measure,
}


def main() -> None:
    """Measure what is asked for, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of: {' '.join(BENCHMARKS)}")
    names = parser.parse_args().names or list(BENCHMARKS)
    if unknown := [name for name in names if name not in BENCHMARKS]:
        parser.error(f"there is no benchmark {unknown[0]!r}")
    rows = []
    for name in names:
        started = time.perf_counter()
        rows += [(name, row) for row in BENCHMARKS[name]()]
        print(f"{name}: {time.perf_counter() - started:.0f} s", file=sys.stderr)
    machine = f"Python {platform.python_version()}, {platform.machine()}"
    print(f"{machine}, CPU time unless it says otherwise, best of rounds\n")
    print(table(rows))


if __name__ == "__main__":
    main()
