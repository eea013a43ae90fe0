"""behave's `features/environment.py`."""

from behave.model import Scenario
from behave.runner import Context
from bot import Bot


def before_scenario(context: Context, scenario: Scenario) -> None:  # noqa: ARG001 - behave's form
    """Give every scenario a bot of its own."""
    context.bot = Bot()
