"""Updating a text in memory, for tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.writing.update.file import Updated, Updater

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).parents[4]
ACCOUNT = ROOT / "docs/examples/shop/account.yaml"
PROMPT = (
    "Acme: reply Y to get Summer Sale texts. Msg & data rates may apply. "
    "Reply HELP for help, STOP to cancel."
)
LOADER = Loader()


def update(
    text: str,
    *,
    missing: bool = False,
    takes: Callable[[Any], bool] = lambda _: True,
    choose: Callable[[Any], Any] = lambda proposal: proposal.change,
) -> Updated:
    """What becomes of a file."""
    path = ROOT / "made.yaml"

    def chosen(cases: Sequence[Any]) -> list[Any]:
        return list(filter(takes, cases))

    return Updater(path, "made.yaml", LOADER, chosen, choose, missing=missing).update(text)


def scenario(steps: str, head: str = "") -> str:
    """A scenario with the account of the examples."""
    return f"scenario: A title\naccount: {ACCOUNT}\n{head}steps:\n{steps}"
