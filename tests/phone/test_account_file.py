"""When a file counts as written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.phone.account_file import WatchedAccountFile

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_written_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "account.yaml"
    path.write_text("one", encoding="utf-8")
    watched = WatchedAccountFile(path)
    assert not watched.has_changed()
    path.write_text("two and more", encoding="utf-8")
    assert [watched.has_changed(), watched.has_changed()] == [True, False]


def test_another_file_under_the_name_is_a_change(tmp_path: Path) -> None:
    path = tmp_path / "account.yaml"
    path.write_text("one", encoding="utf-8")
    watched = WatchedAccountFile(path)
    (tmp_path / "new").write_text("two", encoding="utf-8")
    (tmp_path / "new").replace(path)
    assert watched.has_changed()


def test_a_file_that_is_gone_has_changed_and_so_when_it_is_back(tmp_path: Path) -> None:
    path = tmp_path / "account.yaml"
    path.write_text("one", encoding="utf-8")
    watched = WatchedAccountFile(path)
    path.unlink()
    assert [watched.has_changed(), watched.has_changed()] == [True, False]
    path.write_text("two and more", encoding="utf-8")
    assert watched.has_changed()


def test_a_path_that_no_system_takes_and_none_at_all_never_change(tmp_path: Path) -> None:
    assert not WatchedAccountFile(tmp_path / "a\0b").has_changed()
    assert not WatchedAccountFile(None).has_changed()
