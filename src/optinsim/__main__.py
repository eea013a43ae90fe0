"""The program: `optinsim`, and `python -m optinsim`.

Imports the command line, which takes a tenth of a second, only after it handles Ctrl+C.
"""

from __future__ import annotations

import gc
import os
import sys

GC_THRESHOLD = 10_000, 10, 10
"""How many new objects, and how many collections of younger ones, start a garbage collection.

Most objects of a run stay: a collection every 700 objects, as Python does by default, takes a
third of its time and frees little. With more than 10,000, the worlds of finished cases would no
longer fit in the processor's cache. The old are looked at as often as Python does: a phone leaves a
screen behind with each dialog, and with each app.
"""


def main() -> None:
    """Run the command line."""
    gc.set_threshold(*GC_THRESHOLD)
    # Before its first model, pydantic looks for plugins in every installed package: the start takes
    # longer the more there are. A plugin is for programs whose author wants one.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
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
