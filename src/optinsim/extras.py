"""The command that adds an extra of optinsim to where it runs.

Knows pip and uv, and where optinsim was installed from. optinsim is on no package index: in an
environment without pip (uv makes such ones), a name alone would not be found.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec


def install_command(extra: str) -> str:
    """The command that installs an extra; "" installs what is needed without extras."""
    wanted = f"optinsim[{extra}]" if extra else "optinsim"
    if find_spec("pip") is not None:
        program = f'"{sys.executable}"' if " " in sys.executable else sys.executable
        return f'{program} -m pip install "{wanted}"'
    return f'uvx --from "{wanted}{_source()}" optinsim'


def _source() -> str:
    """Where optinsim was installed from, as the end of a requirement; "" if unknown."""
    try:
        recorded = distribution("optinsim").read_text("direct_url.json")
    except PackageNotFoundError:
        return ""
    origin = json.loads(recorded or "{}")
    if "url" not in origin:
        return ""
    version_control = origin.get("vcs_info")
    if version_control is None:
        return f" @ {origin['url']}"
    return f" @ {version_control['vcs']}+{origin['url']}@{version_control['commit_id']}"
