"""The program: `optinsim`, and `python -m optinsim`.

Imports the command line, which takes a tenth of a second, only after it handles Ctrl+C.
"""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line."""
    # A short-lived process that keeps most objects: a garbage collection every 700 objects, as
    # Python does by default, takes a third of the time of a run and frees little, and objects that
    # survive one collection rarely die. Worlds of finished cases do become garbage: with a higher
    # threshold they would no longer fit in the processor's cache.
    gc.set_threshold(10_000, 1_000, 100)
    try:
        from optinsim.cli import main as run  # noqa: PLC0415  (see above)
    except KeyboardInterrupt:
        sys.exit(130)
    try:
        run()
    finally:
        gc.freeze()  # as Python ends, it looks for garbage among all that is not frozen


if __name__ == "__main__":
    main()
