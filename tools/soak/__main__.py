"""Runs generated inputs, and prints how many showed no traceback: `make soak`."""

from __future__ import annotations

import argparse
import sys
from tempfile import TemporaryDirectory

from tools.soak import runner


def main(arguments: list[str]) -> int:
    """Run with these arguments; 0 if nothing was raised, 1 if something was."""
    parser = argparse.ArgumentParser(prog="python -m tools.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="for all kinds together")
    parser.add_argument("--seed", type=int, help="what all inputs follow from")
    parser.add_argument("--kind", action="append", choices=runner.KINDS, help="repeatable")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--round", type=int, help="play only this round of the kind")
    options = parser.parse_args(arguments)
    seed = runner.new_seed() if options.seed is None else options.seed
    kinds = options.kind or list(runner.KINDS)
    if options.round is None:
        return runner.soak(kinds, seed, options.minutes, options.processes)
    with TemporaryDirectory() as folder:
        batches = [runner.play(kind, seed, folder, [options.round]) for kind in kinds]
    print("".join(batch.failure for batch in batches) or "no traceback")
    return int(any(batch.failure for batch in batches))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
