"""`optinsim explain`: the page of a code or law, or the nearest name."""

from __future__ import annotations

import sys

import pytest

from optinsim import cli
from optinsim.codes import Code
from optinsim.laws.packs import LAWS


def explained(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> tuple[int, str, str]:
    """The exit code and what is printed on the two streams."""
    monkeypatch.setattr(sys, "argv", ["optinsim", "explain", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    printed = capsys.readouterr()
    code = ended.value.code
    assert isinstance(code, int)
    return code, printed.out, printed.err


def test_a_code_is_explained_with_an_example(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = explained(capsys, monkeypatch, "opt101")
    assert (code, err) == (0, "")
    assert out.startswith("OPT101  error: a key is not known\n\nWhy:    ")
    assert "\nMend:   " in out
    assert "\nExample (optinsim reports OPT101 for the lines at -, not for those at +):\n" in out
    assert "\n  - nmber: 84237\n  + number: 84237\n" in out


def test_a_shell_shows_what_no_file_can(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = explained(capsys, monkeypatch, "OPT003")[1]
    assert "\nExample:\n  $ optinsim check join.yml\n" in out


def test_a_code_without_an_example_says_why_and_how_to_mend(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = explained(capsys, monkeypatch, Code.LOST_PROCESS)[1]
    assert "Mend:" in out
    assert "Example" not in out


def test_a_law_is_explained_with_its_source(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = explained(capsys, monkeypatch, "stop_is_read")[1]
    assert out.startswith("stop-is-read  sev1: A request to stop is read as one")
    assert "\nSource: 47 CFR 64.1200(a)(10)" in out


def test_the_mending_of_a_missed_stop_keeps_the_default_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = " ".join(explained(capsys, monkeypatch, "stop-is-read")[1].split())
    assert "It repeats the account's, the platform's and the FCC's words" in out


def test_without_a_name_all_are_listed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = explained(capsys, monkeypatch)[1]
    assert len(out.splitlines()) == len(Code) + len(LAWS)
    assert "OPT101  a key is not known\n" in out


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("OP101", "OPT101"),
        ("stop-is-raed", "stop-is-read"),
        ("zzz", None),
        ("OPT799", "OPT7"),
        ("OPT999", None),
    ],
)
def test_a_mistyped_name_gets_the_nearest_one(
    typed: str,
    near: str | None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, out, err = explained(capsys, monkeypatch, typed)
    assert (code, out) == (2, "")
    assert f"there is no code or law {typed!r}\n" in err
    assert f"did you mean '{near}" in err if near else "did you mean" not in err
