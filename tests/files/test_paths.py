"""What may be meant by a path where no file is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optinsim.files.accounts import load_account
from optinsim.files.paths import near_path, only_below
from optinsim.files.problems import FileError
from optinsim.scenarios.reading.collect import find_files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("shop/account.yaml", "shop/join.yml", "shop/account.journal", "shop/.joint.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("shop/acount.yaml", "shop/account.yaml"),
        ("shop/account", "shop/account.yaml"),
        ("shop/joint.yaml", "shop/join.yml"),
        ("shpo", "shop"),
        ("shop/acount.csv", ""),
        ("shop/gone.yaml", ""),
        ("shpo/account.yaml", ""),
        ("shop/\0.yaml", ""),
        ("", ""),
    ],
)
def test_the_nearest_name_of_a_folder_is_what_a_mistyped_path_means(typed: str, meant: str) -> None:
    assert near_path(typed) == meant


def test_nothing_is_told_of_a_folder_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    with only_below(tmp_path / "open"):
        assert near_path(str(tmp_path / "shop/acount.yaml")) == ""


def test_a_mistyped_account_is_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        load_account(tmp_path / "shop/acount.yaml")
    (problem,) = caught.value.problems
    assert problem.suggestion == str(tmp_path / "shop/account.yaml")


def test_a_mistyped_path_of_the_command_line_is_answered_with_the_nearest() -> None:
    assert [one.suggestion for one in find_files(["shop/jion.yml", "no"])[1]] == [
        "shop/join.yml",
        "",
    ]


def test_a_folder_in_place_of_a_file_is_answered_with_the_files_in_it(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        load_account(tmp_path / "shop")
    (problem,) = caught.value.problems
    shop = tmp_path / "shop"
    assert problem.expected == f"one of: {shop / 'account.yaml'}, {shop / 'join.yml'}"
