"""Checks whether people can keep their states when another account replaces theirs.

Knows two setups. Does not know the people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.errors import CommandError

if TYPE_CHECKING:
    from optinsim.core.setup import Setup


class ContinuityError(CommandError):
    """People cannot keep their states. The remedy depends on whether the server runs."""


def check_continuity(former: Setup, new: Setup) -> None:
    """Check that people can keep their states.

    Raises:
        ContinuityError: a campaign, its number or its list, or a question is gone.
    """
    for campaign in former.campaigns:
        other = new.by_id.get(campaign.id)
        if other is None:
            message = f"campaign {campaign.id!r:.60} is gone, and people may be in it"
            raise ContinuityError(message)
        questions = {question.id for question in campaign.questions}
        kept = {question.id for question in other.questions}
        if (campaign.number, campaign.list_id) != (other.number, other.list_id) or questions - kept:
            message = (
                f"campaign {campaign.id!r:.60} has another number or list, or lacks a question"
            )
            raise ContinuityError(message)
