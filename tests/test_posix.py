"""Which tests need POSIX is read from their sources."""

from __future__ import annotations

import re
from pathlib import Path

from tests.posix import cannot_be_imported, needing_posix

TESTS = Path(__file__).parent


def test_a_function_needs_posix_if_it_or_what_it_uses_does() -> None:
    source = """
def shell(): run(["/bin/sh"])
def folder(path): path.symlink_to("x")
def test_by_helper(): shell()
def test_by_fixture(folder): pass
def test_itself(): os.mkfifo("a")
def test_anywhere(path): path.write_text("x")
"""
    needing = {"shell", "folder", "test_by_helper", "test_by_fixture", "test_itself"}
    assert needing_posix(source) == needing


def test_a_module_cannot_be_imported_if_one_beside_it_cannot(tmp_path: Path) -> None:
    (tmp_path / "terminal.py").write_text("import pty\n")
    (tmp_path / "test_a.py").write_text("from terminal import x\n")
    (tmp_path / "test_b.py").write_text("def f():\n    import pty\n")
    found = {path.name for path in tmp_path.glob("*.py") if cannot_be_imported(path)}
    assert found == {"terminal.py", "test_a.py"}


def test_most_tests_can_be_anywhere() -> None:
    """Or the words that are searched for are too common, and nothing is tried on Windows."""
    tests = posix = 0
    for path in TESTS.rglob("test_*.py"):
        source = path.read_text(encoding="utf-8")
        here = len(re.findall(r"^(?:async )?def test_", source, re.MULTILINE))
        needing = {name for name in needing_posix(source) if name.startswith("test_")}
        tests += here
        posix += here if cannot_be_imported(path) else len(needing)
    assert 0 < posix < tests / 10
