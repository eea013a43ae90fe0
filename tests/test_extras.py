"""The command that installs an extra fits how optinsim was installed."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from optinsim import extras
from optinsim.extras import install_command


def test_where_pip_is_it_installs_into_the_running_python() -> None:
    assert install_command("phone") == f'{sys.executable} -m pip install "optinsim[phone]"'
    assert install_command("") == f'{sys.executable} -m pip install "optinsim"'


def test_a_space_in_the_path_of_python_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/my tools/python")
    assert install_command("").startswith('"/my tools/python" -m pip ')


@pytest.mark.parametrize(
    ("origin", "source"),
    [
        ({"url": "file:///w/optinsim.whl", "archive_info": {}}, " @ file:///w/optinsim.whl"),
        (
            {"url": "https://h/o.git", "vcs_info": {"vcs": "git", "commit_id": "a1"}},
            " @ git+https://h/o.git@a1",
        ),
        (None, ""),
    ],
    ids=["wheel", "git", "unknown"],
)
def test_without_pip_uvx_gets_it_from_where_optinsim_came(
    origin: dict[str, Any] | None, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = json.dumps(origin) if origin else None
    installed = SimpleNamespace(read_text=lambda name: written if "direct" in name else None)
    monkeypatch.setattr(extras, "distribution", lambda _: installed)
    found = importlib.util.find_spec
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "pip" else found(name))
    assert install_command("mcp") == f'uvx --from "optinsim[mcp]{source}" optinsim'


def test_without_pip_a_copy_that_is_not_installed_is_named_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def absent(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(extras, "distribution", absent)
    monkeypatch.setattr(extras, "find_spec", lambda _: None)
    assert install_command("mcp") == 'uvx --from "optinsim[mcp]" optinsim'
