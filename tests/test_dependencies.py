"""Every dependency has its reason and its licence in docs/dependencies.md.

The reason is the comment above it in pyproject.toml, the licence that of its own metadata.
`DOCS_WRITE=1` writes the tables anew.
"""

from __future__ import annotations

import os
import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/dependencies.md"
HEADINGS = {
    "": "Always",
    "phone": "The phone",
    "server": "The server",
    "cluster": "A cluster",
    "mcp": "For agents",
}
CONTRIBUTORS = {"dev": "To work on optinsim", "bench": "To measure it"}
PERMISSIVE = re.compile(r"MIT|BSD|Apache|ISC|PSF|MPL")


def listed() -> dict[str, dict[str, str]]:
    """The reason of each dependency, by extra (none: "") and name."""
    found: dict[str, dict[str, str]] = {}
    extra, reason = "", ""
    in_list = False
    for line in (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines():
        if match := re.match(r"(\w+) = \[$", line):
            in_list = match[1] == "dependencies" or match[1] in {*HEADINGS, *CONTRIBUTORS}
            extra = "" if match[1] == "dependencies" else match[1]
        elif line == "]":
            in_list = False
        elif in_list and (match := re.match(r"    # (.*)", line)):
            reason = f"{reason} {match[1]}".strip()
        elif in_list and (match := re.match(r'    "([\w.-]+)', line)):
            if match[1] != "optinsim":
                found.setdefault(extra, {})[match[1]] = reason
            reason = ""
    return found


def licence(name: str) -> str:
    """The licence that a package's own metadata names."""
    try:
        told = metadata(name)
    except PackageNotFoundError:  # of an extra that is not installed here: as the page has it
        row = re.search(rf"^\| `{name}` \|.*\| (.*) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
        return row[1] if row else ""
    if expressions := told.get_all("License-Expression"):
        return str(expressions[0])
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in told.get_all("Classifier") or []
        if line.startswith("License ::") and line != "License :: OSI Approved"
    ]
    return " or ".join(classifiers) or str((told.get_all("License") or [""])[0]).splitlines()[0]


def table(of: dict[str, str]) -> str:
    rows = [f"| `{name}` | {reason} | {licence(name)} |" for name, reason in of.items()]
    return "\n".join(["| package | what for | licence |", "|---|---|---|", *rows])


def page() -> str:
    """The page as it has to be."""
    text = PAGE.read_text(encoding="utf-8")
    found = listed()
    for extra, heading in (HEADINGS | CONTRIBUTORS).items():
        if extra in found:
            pattern = rf"(?<=\n## {heading}\n\n).*?(?=\n\n## |\n\Z)"
            assert re.search(pattern, text, re.DOTALL), f"there is no heading {heading}"
            new = table(found[extra])
            text = re.sub(pattern, new.replace("\\", "\\\\"), text, count=1, flags=re.DOTALL)
    return text


def test_the_tables_are_those_of_pyproject() -> None:
    if "DOCS_WRITE" in os.environ:
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_list_of_pyproject_is_read() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    optional = text.partition("[project.optional-dependencies]\n")[2].partition("\n[")[0]
    assert set(re.findall(r"^(\w+) = \[", optional, re.MULTILINE)) == listed().keys() - {""}
    names = re.findall(r'^    "([\w.-]+)', text.partition("[project.scripts]")[0], re.MULTILINE)
    wanted = [name for name in names if name not in {"optinsim", "sms", "opt-in"}]
    of_lists = [name for names in listed().values() for name in names]
    assert set(of_lists) <= set(wanted)
    assert len(of_lists) > 30
    headings = re.findall(r"^## (.*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    known = HEADINGS | CONTRIBUTORS
    assert headings == [known[extra] for extra in known if extra in listed()]


@pytest.mark.parametrize(
    ("extra", "name"), [(extra, name) for extra, names in listed().items() for name in names]
)
def test_a_dependency_has_a_reason_and_what_users_install_has_a_permissive_licence(
    extra: str, name: str
) -> None:
    assert listed()[extra][name].endswith(".")
    assert licence(name)
    if extra not in CONTRIBUTORS:  # which run as programs of their own, and are not passed on
        assert PERMISSIVE.search(licence(name)), licence(name)
