"""What conftest.py does for the tests, wherever they are started."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CHILD = """
import subprocess, sys
code = "from signal import *; print(*(getsignal(s) == SIG_IGN for s in (SIGINT, SIGHUP)))"
subprocess.run([sys.executable, "-c", code], check=True)
"""


def after_conftest(code: str, *, before: str = "", **environment: str) -> str:
    """What code prints in a Python that has imported conftest.py, started by a shell."""
    python = [sys.executable, "-c", f"import tests.conftest\n{code}"]
    done = subprocess.run(  # noqa: S603  (the code is ours)
        ["/bin/sh", "-c", f'{before} exec "$@"', "sh", *python],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_programs_of_tests_take_the_signals_that_the_shell_ignores() -> None:
    assert after_conftest(CHILD, before="trap '' INT HUP;") == "False False\n"


def test_examples_differ_from_run_to_run_on_a_build_server_too() -> None:
    code = "from hypothesis import settings; print(settings.default.derandomize)"
    assert after_conftest(code, CI="true") == "False\n"
