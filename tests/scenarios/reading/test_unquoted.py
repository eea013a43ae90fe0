r"""Texts that a comment cuts off, and escapes that stay as they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.scenarios.reading.load import Loader

ACCOUNT = Path(__file__).parents[3] / "scenarios/accounts/acme-vibes.yaml"


def told(folder: Path, rest: str) -> list[str]:
    path = folder / "s.yaml"
    path.write_text(f"scenario: T\naccount: {ACCOUNT}\n{rest}", encoding="utf-8")
    loaded = Loader().load(path, "s.yaml")
    assert loaded.problems == []
    return [f"{w.mark and w.mark.line} {w.code}" for w in loaded.warnings if w.code >= "OPT719"]


def step(text: str) -> str:
    return f"steps:\n  - text: {text}\n    expect: {{reading: stop, state: none}}\n"


@pytest.mark.parametrize(
    "text",
    ["STOP #4711", "STOP  #sale now", "STOP\n      now #4711", "60601 x #1", r"STOP \n #x"],
)
def test_a_comment_that_cuts_a_text_off(text: str, tmp_path: Path) -> None:
    assert "4 OPT719" in told(tmp_path, step(text))


@pytest.mark.parametrize(
    "text",
    [
        "STOP  # the person stops",
        "STOP#4711",
        '"STOP #4711"',
        "'STOP' #4711",
        '"STOP" #said',
        "STOP ##",
        "60601 #zip",
        "|\n      STOP #4711",
        "STOP\n    #whole line",
    ],
)
def test_other_comments_are_left_alone(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, step(text)) == []


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("vars:\n  w: STOP #1\n" + step("${w}"), ["4 OPT719"]),
        ("examples:\n  - w: STOP #1\n" + step("${w}"), ["4 OPT719"]),
        ("strict: true #really\n" + step("STOP"), []),
        ("steps:\n  - {text: x, expect: {state: none}} #state\n", []),
        ("steps:\n  - text: x\n    expect:\n      state: none #yet\n", []),
        ("steps:\n  - text: x\n    expect:\n      replies:\n        - Hi #1 fan\n", ["7 OPT719"]),
        (
            "steps:\n  - text: x\n    expect:\n      record:\n        - $contains: Hi #1\n",
            ["7 OPT719"],
        ),
    ],
)
def test_which_values_are_texts(rest: str, expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, rest) == expected


def test_a_title_that_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(f"account: {ACCOUNT}\nscenario: As in #4711\n{step('STOP')}", encoding="utf-8")
    assert [w.code for w in Loader().load(path, "s.yaml").warnings] == ["OPT719"]


@pytest.mark.parametrize("text", [r"STOP\n", r"'STOP\tnow'", r"STOP \U0001F6D1", r"'\u2019'"])
def test_an_escape_in_no_double_quotes(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, step(text)) == ["4 OPT730"]


@pytest.mark.parametrize("text", [r'"STOP\n"', r'"STOP\\n"', r"STOP \o/", r"STOP\u20", r"¯\_"])
def test_escapes_in_double_quotes_and_other_backslashes(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, step(text)) == []


def test_a_pattern_and_a_body_have_escapes_of_their_own(tmp_path: Path) -> None:
    rest = (
        "steps:\n"
        "  - text: x\n"
        "    expect: {replies: {$not: {$has: {$regex: 'a\\nb'}}}}\n"
        "  - request: {method: POST, path: /a, body: '\"a\\nb\"'}\n"
        "    expect: {response: {status: 501}}\n"
    )
    assert told(tmp_path, rest) == []


def test_a_project_file_is_looked_at_and_told_once(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    project = "steps:\n  stops:\n    - text: STOP #1\n      expect: {reading: stop}\n"
    (tmp_path / "optinsim.yaml").write_text(project, encoding="utf-8")
    loader = Loader()
    text = f"scenario: T\naccount: {ACCOUNT}\nsteps: [use: stops]\n"
    path = tmp_path / "s.yaml"
    path.write_text(f"{text}---\n{text}seed: 1\n", encoding="utf-8")
    loaded = loader.load(path, str(path))
    assert [(Path(w.file).name, w.code) for w in loaded.warnings] == [("optinsim.yaml", "OPT719")]
