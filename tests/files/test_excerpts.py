"""What an excerpt shows of an account and of a scenario: no credential, however it is mistyped."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from optinsim.files.credentials import HARMLESS, is_credential
from optinsim.files.excerpts import DocumentKind, excerpt
from optinsim.platforms import load_platform
from optinsim.report.github import Place, marks, summary
from optinsim.report.json_report import run_json
from optinsim.report.junit import junit_xml
from optinsim.report.tap import tap
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.checkup import check_files
from optinsim.scenarios.running.run import run

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "Zq7xW9kLm2"  # noqa: S105  (of nobody)

HEAD = "platform: vibes\nname: Acme\nnumber: 84237\n"
FORMS = [
    "api: {username: u, pasword: S}",
    "api: {username: u, Password: S}",
    "api: {username: u, pass word: S}",
    "api: {username: u, password: S, nmae: x}",
    "api: {username: u, password = S}",
    "api: {username: u, password:S}",
    "api: {username: u, password: S",
    "api: {username: u, 'password: S}",
    "api: {u, S}",
    "api: {S}",
    "api: {S: u}",
    "api: {u: S}",
    "api: {username: u, S: x}",
    "api: [u, S]",
    "api: [u, S",
    "api: S",
    "api: u:S",
    "api: u: S",
    "api: &S {username: u, x: y}",
    "api: *S",
    "api: !S x",
    "api: !!S x",
    "api:\n  username: u\n  pasword: S",
    "api:\n  username: u\n  pw: S",
    "api:\n  username: u\n  apikey: S",
    "api:\n  username: u\n  x: S",
    "api:\n  username: u\n  password:\n  S",
    "api:\n  username: u\n  password:\n  - S",
    "api:\n  username: u\n  password: |\n   a\n  S",
    "api:\n  username: u\n  password: >\n    S\n   - x: y",
    "api:\n  username: u\n  password: 'S",
    'api:\n  username: u\n  password: "S',
    'api:\n  username: u\n  password: "a\n  S: b"',
    'api:\n  username: u\n  password: "S" x',
    "api:\n  username: u\n  password: @S",
    "api:\n  username: u\n  password: %S",
    "api:\n  username: u\n  password: a\n   S: x",
    "api:\n  username: u\n  password: x: S",
    "api:\n  username: u\n\tpassword: S",
    "api:\n  username: u\n   password: S",
    "api:\n  - username: u\n  - password: S",
    "api:\n  username: u\n  password: S # x\n  password: S",
    "api:\n  username: S\n  username: S",
    "api:\n  S: x\n  S: x",
    "api:\n  ? S\n  ? [S]",
    "api:\n  username: u # S\n  usr: x # S",
    "pasword: S",
    "apikey: S",
    "api_key: S",
    "token = S",
    "token=S",
    "token S",
    "token\n  S",
    "secret:\n\n  S: [",
    "password:\nS",
    "password:\n  S\n x",
    "passwd: [S, x",
    "creds: {token: [S]}",
    "auth: Basic S",
    "authorization: Bearer S",
    "name: Acme, token: S",
    "name: Acme token: S",
    "'token: S",
    '"token": S: x',
    "# token: S\nnmae: x",
    "nmae: x # token S",
    "- S",
    "callbacks:\n- callback_type: x\n  destination: {url: 'ftp://u:S@example.com'}",
    "callbacks:\n- callback_type: x\n  destination: {url: 'https://u:S@example.com', ulr: x}",
    "S",
    "company_key: {S: x}",
    "company_key: [S]",
]


def told_of(folder: Path, name: str) -> str:
    """Everything that any report says of a file, and check too."""
    told: list[str] = []
    before = Path.cwd()
    os.chdir(folder)
    try:
        _, problems = check_files([name])
        told += [f"{problem}\n{problem!r}" for problem in problems]
        warnings: list[Any] = []
        result = run([name], CaseFilter("", ()), on_problems=warnings.extend)
        told += [json.dumps(run_json(result)), junit_xml(result), tap(result)]
        told += [marks(result, warnings, Place()), summary(result, Place())]
    finally:
        os.chdir(before)
    return "\n".join(told)


def as_files(folder: Path, account: str) -> Iterator[str]:
    """The account as a file, behind a scenario, and inside of one."""
    (folder / "acme.yaml").write_text(account, encoding="utf-8")
    steps = "steps:\n  - text: SUMMER\n"
    (folder / "s.yaml").write_text(f"scenario: t\naccount: acme.yaml\n{steps}", encoding="utf-8")
    inner = "".join(f"  {line}\n" for line in account.splitlines())
    (folder / "i.yaml").write_text(f"scenario: t\naccount:\n{inner}{steps}", encoding="utf-8")
    yield from ("acme.yaml", "s.yaml", "i.yaml")


@pytest.mark.parametrize("behind", [True, False], ids=["behind the head", "before it"])
@pytest.mark.parametrize("form", FORMS)
def test_a_mistyped_credential_is_shown_by_no_report(
    form: str, tmp_path: Path, *, behind: bool
) -> None:
    form = form.replace("S", SECRET).replace(f"{SECRET}tring", "String")
    for name in as_files(tmp_path, f"{HEAD}{form}\n" if behind else f"{form}\n{HEAD}"):
        told = told_of(tmp_path, name)
        assert SECRET not in told, told


@pytest.mark.parametrize(
    "key", ["number", "platform", "name", "country", "timezone", "default_time"]
)
def test_a_text_that_goes_on_with_a_mistyped_credential_is_not_quoted(
    key: str, tmp_path: Path
) -> None:
    values = {"number": "84237", "platform": "vibes", "name": "Acme"}
    values[key] = f"{values.get(key, 'US')}\n assword:{SECRET}"
    account = "".join(f"{each}: {value}\n" for each, value in values.items())
    for name in as_files(tmp_path, account):
        told = told_of(tmp_path, name)
        assert SECRET not in told, told


NAMES = ("password", "secret", "token", "key", "api_key", "authorization", "credentials")


@st.composite
def mistyped(draw: st.DrawFn) -> str:
    """An account with a credential under a mistyped name, and a broken sign somewhere."""
    name = draw(st.sampled_from(NAMES))
    at = draw(st.integers(0, len(name) - 1))
    typed = draw(st.sampled_from(["", "x", "_", "-", name[at] * 2, name[at].upper()]))
    name = name[:at] + typed + name[at + 1 :] if len(name) > 3 else name
    between = draw(
        st.sampled_from([": ", ":", " = ", "=", " ", ":\n      ", ": |\n      ", ": &a "])
    )
    written = draw(
        st.sampled_from(
            ["S", "'S'", '"S', "'S", "[S]", "[u, S", "{S}", "{S: x", "!S", "*S", "S: x"]
        )
    )
    around = draw(
        st.sampled_from(
            ["api:\n    %s\n", "%s\n", "api: {username: u, %s}\n", "api:\n  - %s\n", "api: [%s\n"]
        )
    )
    lines = [*HEAD.splitlines(keepends=True), around % f"{name}{between}{written}"]
    text = "".join(draw(st.permutations(lines)))
    sign = draw(
        st.sampled_from(["", "", " ", "\t", ":", "'", '"', "{", "]", ",", "#", "&", "- ", "@"])
    )
    where = draw(st.integers(0, len(text)))
    return (text[:where] + sign + text[where:]).replace("S", SECRET)


@given(mistyped())
def test_whatever_is_mistyped_no_report_shows_a_credential(
    tmp_path_factory: pytest.TempPathFactory, account: str
) -> None:
    folder = tmp_path_factory.mktemp("made")
    for name in as_files(folder, account):
        told = told_of(folder, name)
        assert SECRET not in told, f"{account}\n{told}"


@pytest.mark.parametrize(
    ("line", "path", "shown"),
    [
        ("name: Acme", (), "name: Acme"),
        ("  - JOIN", ("campaigns", "keywords"), "  - JOIN"),
        ("programs: {sale: {opt_in: never}}", (), "programs: {sale: {opt_in: never}}"),
        ("  keywords: [STOP]", ("programs", "sale"), "  keywords: [STOP]"),
        ("name: Acme # the brand", (), "name: Acme ***********"),
        ("adress: x", (), "adress: *"),
        ("name: Acme, api: {key: k, tokn: t}", (), "name: ****, api: {key: *, tokn: *}"),
        ("  username: qa", ("api",), "  username: **"),
        ("  more of it", ("name",), ""),
        ("&a name: x", (), ""),
    ],
)
def test_of_an_account_the_values_of_known_keys_are_shown(
    line: str, path: tuple[str, ...], shown: str
) -> None:
    assert excerpt(line, DocumentKind.ACCOUNT, path) == shown


@pytest.mark.parametrize(
    ("line", "path", "shown"),
    [
        ("  monkey: business", (), "  monkey: business"),
        ("  - text: my password is secret", (), "  - text: my password is secret"),
        ("  Authorization: Basic czNj # x", (), "  Authorization: **************"),
        ("json: {Apikey: k, b: 1}}", (), "json: {Apikey: *, b: 1}}"),
        ("  json: {a: b}", ("headers", "x-token"), "  json: {a: *}"),
        ("{auth: wrnog}", (), "{auth: wrnog}"),
        ("  the password", (), ""),
        ("account: {name: A, pw: p}", (), "account: {name: *, pw: *}"),
    ],
)
def test_of_a_scenario_only_credentials_are_hidden(
    line: str, path: tuple[str, ...], shown: str
) -> None:
    assert excerpt(line, DocumentKind.SCENARIO, path) == shown


@pytest.mark.parametrize("text", ["root:S:1:2:::\n", "a: [S\n", "users:\n- token: S\n", "S: {}\n"])
def test_a_file_that_is_not_ours_shows_nothing(text: str, tmp_path: Path) -> None:
    for name in list(as_files(tmp_path, text.replace("S", SECRET)))[:2]:
        told = told_of(tmp_path, name)
        assert "OPT" in told
        assert SECRET not in told


def test_every_key_of_an_account_is_harmless_or_beside_a_credential() -> None:
    beside = {"api", "username", "company_key", "account_id", "primary_key"}
    keys = {
        key
        for name in ("vibes", "cordial", "signalvine")
        for key in keys_in(load_platform(name).account_file)
    }
    hidden = {key for key in keys if key not in HARMLESS}
    assert hidden - beside == {key for key in hidden - beside if is_credential(key)}
    assert not {key for key in HARMLESS if is_credential(key)}


def keys_in(annotation: Any) -> Iterator[str]:
    """The keys of a model, and of all models in it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            yield field.alias or name
            if annotation is not field.annotation:
                yield from keys_in(field.annotation)
    for inner in get_args(annotation):
        if inner is not annotation and getattr(inner, "__name__", "") != "FollowUp":
            yield from keys_in(inner)
