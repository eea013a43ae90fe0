"""The catalogue of what we say about broken files: tests/bad/<mistake>.yaml and <mistake>.txt.

`BAD_WRITE=1 pytest tests/files/test_bad_files.py` writes the texts anew: read every one.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from optinsim.files.accounts import load_account
from optinsim.files.problems import FileError
from optinsim.scenarios.reading.load import Loader

BAD = Path(__file__).parent.parent / "bad"
MISTAKES = sorted(path.stem for path in BAD.glob("*.yaml"))


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_is_said(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD)  # the names of the files are told as they are here, on every machine
    told = problems_of(Path(f"{mistake}.yaml"))
    assert told
    if os.environ.get("BAD_WRITE"):
        Path(f"{mistake}.txt").write_text(f"{told}\n", encoding="utf-8")
    assert f"{told}\n" == Path(f"{mistake}.txt").read_text(encoding="utf-8")


def problems_of(path: Path) -> str:
    """An account's or a scenario's problems, as they are printed."""
    if path.name.startswith("account."):
        with pytest.raises(FileError) as caught:
            load_account(path)
        return str(caught.value)
    loaded = Loader().load(path, str(path))
    return "\n".join(str(problem) for problem in (*loaded.problems, *loaded.warnings))


def test_every_text_has_its_file() -> None:
    assert sorted(path.stem for path in BAD.glob("*.txt")) == MISTAKES
