"""`python -m optinsim`: the command line."""

from __future__ import annotations

from optinsim.cli import main

if __name__ == "__main__":
    main()
