"""Files are written whole or not at all, and git is asked before."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from optinsim.files.save import create_bytes, replace_bytes, why_unsaved

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"before")
    path.chmod(0o640)
    return path


def test_a_file_is_replaced_with_its_permissions(file: Path) -> None:
    replace_bytes(file, b"before", b"after")
    assert file.read_bytes() == b"after"
    assert file.stat().st_mode & 0o777 == 0o640
    assert list(file.parent.iterdir()) == [file]


def test_a_link_is_followed(file: Path) -> None:
    link = file.parent / "folder" / "link.yaml"
    link.parent.mkdir()
    link.symlink_to(file)
    replace_bytes(link, b"before", b"after")
    assert link.is_symlink()
    assert file.read_bytes() == b"after"


def test_a_file_that_changed_in_the_meantime_stays(file: Path) -> None:
    with pytest.raises(OSError, match="in the meantime"):
        replace_bytes(file, b"earlier", b"after")
    with pytest.raises(OSError, match="no file"):
        replace_bytes(file.parent, b"", b"after")
    assert file.read_bytes() == b"before"


def test_nothing_is_left_behind_where_it_cannot_be_written(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        replace_bytes(file, b"before", b"after")
    assert list(file.parent.iterdir()) == [file]
    assert file.read_bytes() == b"before"


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)  # noqa: S603, S607  (git, in a folder of the test's own)


@pytest.fixture
def committed(file: Path) -> Path:
    git(file.parent, "init", "-q")
    git(file.parent, "add", ".")
    git(file.parent, "commit", "-q", "-m", "first")
    return file


def test_git_is_asked_for_what_is_not_committed(committed: Path) -> None:
    assert not why_unsaved(committed)
    committed.write_bytes(b"more")
    assert why_unsaved(committed) == "it has uncommitted changes"
    git(committed.parent, "add", ".")
    assert why_unsaved(committed) == "it has uncommitted changes"


def test_what_git_does_not_follow_is_its_authors(committed: Path) -> None:
    new = committed.parent / "new.yaml"
    new.write_bytes(b"")
    assert not why_unsaved(new)


def test_a_name_is_no_pattern(committed: Path) -> None:
    (committed.parent / "[ab].yaml").write_bytes(b"")
    git(committed.parent, "--literal-pathspecs", "add", "[ab].yaml")
    git(committed.parent, "commit", "-q", "-m", "second")
    committed.write_bytes(b"more")
    assert not why_unsaved(committed.parent / "[ab].yaml")


def test_a_program_that_a_repository_names_is_not_run(committed: Path) -> None:
    git(committed.parent, "config", "core.fsmonitor", f"touch {committed.parent}/run; false")
    assert not why_unsaved(committed)
    assert not (committed.parent / "run").exists()


def test_a_file_outside_of_git_is_its_authors(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(file.parent.parent))
    assert not why_unsaved(file)
    monkeypatch.setenv("PATH", "")
    assert not why_unsaved(file)


def test_where_git_is_not_installed_what_it_follows_counts_as_unsaved(
    committed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    why = "git is not there to say whether it has uncommitted changes"
    assert why_unsaved(committed) == why


def test_where_git_does_not_say_a_file_counts_as_unsaved(
    committed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (committed.parent / ".git/index").write_bytes(b"nonsense")
    assert why_unsaved(committed) == "git does not say whether it has uncommitted changes"

    def fail(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("git", 1)

    monkeypatch.setattr(subprocess, "run", fail)
    assert why_unsaved(committed) == "git does not say whether it has uncommitted changes"


def test_a_new_file_is_made_with_its_folders_and_over_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.yaml"
    create_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    with pytest.raises(FileExistsError):
        create_bytes(path, b"newer")
    assert path.read_bytes() == b"new"
    with pytest.raises(NotADirectoryError):
        create_bytes(path / "c.yaml", b"")


def test_half_a_new_file_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        create_bytes(tmp_path / "a.yaml", b"new")
    assert list(tmp_path.iterdir()) == []


def test_a_hook_of_git_does_not_say_which_repository_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "a.yaml"
    path.write_text("before", encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    path.write_text("after", encoding="utf-8")
    told = "import sys; from pathlib import Path; from optinsim.files.save import why_unsaved; "
    told += "print(why_unsaved(Path(sys.argv[1])))"
    monkeypatch.setenv("GIT_DIR", ".git")
    python = [sys.executable, "-c", told, str(path)]
    ran = subprocess.run(python, capture_output=True, text=True, check=True)  # noqa: S603  (us)
    assert ran.stdout == "it has uncommitted changes\n"
