"""The conversation of a journal as the text of a scenario, which expects the actual results.

Plays the commands in a session of the phone.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.core.commands import ReceiveText
from optinsim.errors import CommandError, OptinsimError
from optinsim.phone.retelling import Told, retell
from optinsim.phone.session import Subscriber, made_up_for
from optinsim.phone.session_steps import SessionSteps
from optinsim.scenarios.writing.record import WrittenScenario, scenario_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.adapter import Account
    from optinsim.server.history import Past
    from optinsim.server.hosted import Settings


def journal_scenario(
    past: Sequence[Past], settings: Settings, account: Account, file: Path, title: str
) -> str:
    """The scenario.

    Args:
        past: the commands.
        settings: how the account was hosted.
        account: the scenario's account.
        file: the account's file.
        title: of the scenario.

    Raises:
        OptinsimError: there is no command, or the account refuses one, or a text cannot be written.
    """
    if not past:
        message = "nothing was done, so there is no scenario to write"
        raise OptinsimError(message)
    told = [Told(one.at, one.command, one.is_right) for one in past]
    those = _subscribers(past, settings, account)
    try:
        session, _ = retell(told, account, those, seed=settings.seed, landlines=settings.landlines)
        steps = SessionSteps(session)
        written = list(steps.steps())
        place = Path(os.path.relpath(file)).as_posix()
        people = steps.people()
        return scenario_text(
            WrittenScenario(title, place, people, written, session.seed, session.start)
        )
    except CommandError as error:
        message = f"the account refuses what was done: {error}"
        raise OptinsimError(message) from None
    except ValueError as error:
        message = f"it cannot be written as a scenario: {error}"
        raise OptinsimError(message) from None


def _subscribers(past: Sequence[Past], settings: Settings, account: Account) -> list[Subscriber]:
    """The people who texted."""
    texts = (one.command for one in past if isinstance(one.command, ReceiveText))
    mdns = dict.fromkeys(text.mdn for text in texts)
    return [
        Subscriber(f"person {number}", mdn, made_up_for(account, settings.seed, number - 1))
        for number, mdn in enumerate(mdns, 1)
    ]
