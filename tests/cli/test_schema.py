"""`optinsim schema`: what an editor shows beside every key, and the schema of one file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from optinsim import cli
from optinsim.fields import to_json
from optinsim.files.source import read_file
from optinsim.platforms import platform_names
from optinsim.scenarios.reading.schema import account_schema, project_schema, scenario_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = {
    "account": account_schema(),
    "scenario": scenario_schema(),
    "project": project_schema(),
    **{name: account_schema(name) for name in platform_names()},
}


def keys(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key of a file, with the name of the part that it stands in."""
    for part, definition in {"": schema, **schema["$defs"]}.items():
        for name, wanted in definition.get("properties", {}).items():
            yield f"{part}.{name}", wanted


@pytest.fixture
def schema(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, Any, str]]:
    """Call it: the exit code, what is printed, read as JSON, and what is said."""

    def call(*arguments: str) -> tuple[int, Any, str]:
        monkeypatch.setattr(sys, "argv", ["optinsim", "schema", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, json.loads(printed.out or "null"), printed.err

    return call


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_is_described(name: str) -> None:
    found = list(keys(SCHEMAS[name]))
    assert len(found) > 20
    assert [key for key, wanted in found if not wanted.get("description")] == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_shows_what_a_value_looks_like(name: str) -> None:
    """By an example, a default, the words that are possible, or the keys of a mapping."""
    bare = []
    for key, wanted in keys(SCHEMAS[name]):
        shape = json.dumps(wanted)
        shown = ("examples", "enum", "const", "$ref", '"boolean"')
        if not any(word in shape for word in shown) and not wanted.get("default"):
            bare.append(key)
    assert bare == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_an_example_is_one_that_the_schema_takes(name: str) -> None:
    whole = SCHEMAS[name]
    registry: Any = Registry().with_resource("urn:it", Resource.from_contents(whole))
    for key, wanted in keys(whole):
        text = json.dumps(wanted).replace('"#/', '"urn:it#/')
        validator = Draft202012Validator(json.loads(text), registry=registry)
        for example in wanted.get("examples", ()):
            errors = [error.message for error in validator.iter_errors(example)]
            assert errors == [], f"{key}: {example!r}"


def test_the_schema_for_an_account_has_its_platforms_keys_only(
    schema: Callable[..., tuple[int, Any, str]],
) -> None:
    path = ROOT / "docs/examples/shop/account.yaml"
    code, found, _ = schema("--for", str(path))
    assert code == 0
    assert found == account_schema("vibes")
    assert {"company_key", "callbacks"} <= found["properties"].keys()
    assert not {"sms_channel", "account_id"} & found["properties"].keys()
    validator = Draft202012Validator(found)
    account = to_json(read_file(path, "")[0].tree)
    assert list(validator.iter_errors(account)) == []
    assert list(validator.iter_errors({**account, "sms_channel": "sms"}))


def test_an_account_that_extends_another_is_of_its_platform(
    schema: Callable[..., tuple[int, Any, str]], tmp_path: Path
) -> None:
    (tmp_path / "base.yaml").write_text("platform: cordial\nname: Acme\nnumber: 84237\n")
    (tmp_path / "a.yaml").write_text("extends: base.yaml\nnumber: 84238\n")
    _, found, _ = schema("--for", str(tmp_path / "a.yaml"))
    assert found == account_schema("cordial")
    errors = Draft202012Validator(found).iter_errors({"extends": "base.yaml", "number": 84238})
    assert list(errors) == []


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("s.yaml", "scenario: t\nsteps: [text: x]\n", "scenario"),
        ("optinsim.yaml", "strict: true\n", "project"),
        ("a.yaml", "platform: vibs\nname: A\nnumber: 84237\n", "account"),
    ],
)
def test_another_file_has_the_schema_of_its_kind(
    name: str,
    text: str,
    kind: str,
    schema: Callable[..., tuple[int, Any, str]],
    tmp_path: Path,
) -> None:
    (tmp_path / name).write_text(text)
    assert schema("--for", str(tmp_path / name))[1] == SCHEMAS[kind]


def test_a_kind_or_a_file_has_to_be_named(schema: Callable[..., tuple[int, Any, str]]) -> None:
    for arguments in ((), ("account", "--for", "a.yaml")):
        code, out, err = schema(*arguments)
        assert (code, out) == (2, None)
        assert "name either a kind of file, or a file with --for" in err


def test_a_file_that_is_not_there_is_a_problem(schema: Callable[..., tuple[int, Any, str]]) -> None:
    code, out, err = schema("--for", "nowhere.yaml")
    assert (code, out) == (2, None)
    assert "OPT001" in err
