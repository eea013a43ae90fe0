"""What a new project begins with: an account, scenarios, a page that explains them, a workflow.

The files lie beside this module as they will lie in the project, in a folder for each platform and
one for all. Knows where each goes. Does not write them, and does not know their contents.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

PLATFORMS = ("vibes", "cordial", "signalvine")
"""Those that a project can begin with; the first one is the default."""

_COMMON = {"README.md": "README.md", ".github/workflows/optinsim.yml": "workflow.yml"}
"""The files of every project: path in the project, and path here, where no folder is hidden."""


def project_files(platform: str) -> dict[str, str]:
    """The text of every file of a new project, by its path in there.

    Args:
        platform: one of PLATFORMS.
    """
    here = files(__name__)
    common = {to: _text(here / "common" / name) for to, name in _COMMON.items()}
    return {**dict(_below(here / platform, "")), **common}


def _below(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _below(entry, f"{path}{entry.name}/")
        else:
            yield path + entry.name, _text(entry)


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")
