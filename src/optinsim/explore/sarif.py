"""What a search found, as SARIF 2.1.0: the form in which code hosts show findings of analysers.

Knows SARIF's names and levels. A finding is about the account file as a whole.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import optinsim
from optinsim.explore.playing import said
from optinsim.laws.law import Severity

if TYPE_CHECKING:
    from optinsim.explore.exploration import Exploration

_LEVELS = {
    Severity.SEV0: "error",
    Severity.SEV1: "error",
    Severity.SEV2: "warning",
    Severity.INFO: "note",
}


def as_sarif(result: Exploration, account: str) -> dict[str, Any]:
    """The findings as SARIF.

    Args:
        result: what was found.
        account: the account file, as the user named it.
    """
    laws = {found.law.name: found.law for found in result.found}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "optinsim",
                        "version": optinsim.__version__,
                        "rules": [
                            {
                                "id": law.name,
                                "shortDescription": {"text": law.title},
                                "fullDescription": {"text": law.manual},
                                "defaultConfiguration": {"level": _LEVELS[law.severity]},
                            }
                            for law in laws.values()
                        ],
                    }
                },
                "results": [
                    {
                        "ruleId": found.law.name,
                        "level": _LEVELS[found.law.severity],
                        "properties": {"for": str(found.audience)},
                        "message": {
                            "text": f"{found.broken.says}. To mend it: {found.broken.remedy}."
                            + _conversation(said(found.path))
                        },
                        "locations": [
                            {
                                "physicalLocation": {
                                    "artifactLocation": {"uri": Path(account).as_posix()}
                                }
                            }
                        ],
                    }
                    for found in result.found
                ],
            }
        ],
    }


def _conversation(moves: list[str]) -> str:
    return f" The shortest conversation: {' / '.join(moves)}." if moves else ""
