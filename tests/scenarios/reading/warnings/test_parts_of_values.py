"""A part that several of the values have which a platform lists for a key is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, warned_on_reading

if TYPE_CHECKING:
    from pathlib import Path


def told(folder: Path, on: str, expect: str) -> list[str]:
    step = f"{{text: STOP, expect: {{{expect}}}}}"
    warnings = warned_on_reading(folder, [step], ACCOUNTS / f"{on}.yaml")
    found = [one.message for one in warnings if one.code == "OPT702"]
    return [one.partition(" values of ")[2].partition(":")[0] for one in found]


@pytest.mark.parametrize(
    ("expect", "key"),
    [
        ("[{callback_type: {$contains: subscription}}]", "callback_type"),
        ("{$unordered: [{callback_type: {$regex: added}}]}", "callback_type"),
        ("{$has: {callback_type: {$contains: subscription}}}", "callback_type"),  # and removed
        ("{$has: {callback_type: {$contains: _}}}", "callback_type"),  # most of all
        ("[{subscription: {opt_out_reason: {$contains: opt_out}}}]", "opt_out_reason"),
        ("{$has: {subscription: {opt_out_reason: {$regex: _opt_}}}}", "opt_out_reason"),
        ("[{participant: {status: {$regex: 'CONFIRMED|PENDING|REJECTED'}}}]", "participant.status"),
        # A part that only one has, or several that may be meant.
        ("[{callback_type: {$contains: subscription_rem}}]", ""),
        ("[{subscription: {opt_out_reason: {$contains: user}}}]", ""),
        ("[{participant: {status: {$regex: 'CONFIRMED|PENDING'}}}]", ""),
        ("[{callback_type: {$regex: '^person_(added|updated)$'}}]", ""),
        ("{$has: {callback_type: {$contains: participant}}}", ""),
        ("{$not: {$has: {callback_type: {$contains: subscription}}}}", ""),
    ],
)
def test_a_part_of_what_vibes_lists(expect: str, key: str, tmp_path: Path) -> None:
    assert told(tmp_path, "acme-vibes", f"callbacks: {expect}") == ([key] if key else [])


@pytest.mark.parametrize(
    ("expect", "key"),
    [
        ("callbacks: {$has: {action: {$regex: crdl}}}", "action"),
        ("callbacks: [{action: {$contains: doi}}]", "action"),
        ("callbacks: [{action: {$contains: doi_optin}}]", ""),
        ("callbacks: {$has: {action: {$contains: doi}}}", ""),
    ],
)
def test_a_part_of_what_cordial_lists(expect: str, key: str, tmp_path: Path) -> None:
    assert told(tmp_path, "acme-cordial", expect) == ([key] if key else [])
