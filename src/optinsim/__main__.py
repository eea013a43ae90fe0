"""The program: `optinsim`, and `python -m optinsim`.

Imports the command line, which takes a tenth of a second, only after it handles Ctrl+C.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    try:
        from optinsim.cli import main as run  # noqa: PLC0415  (see above)
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
