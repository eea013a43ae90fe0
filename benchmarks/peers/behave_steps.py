"""behave's `features/steps/steps.py`."""

from behave import then, when
from behave.runner import Context


@when('text {number} is "{text}"')
def text_bot(context: Context, number: str, text: str) -> None:  # noqa: ARG001 - sets steps apart
    """Send a text."""
    context.bot.hear(text)


@then('reply {number} is "{reply}"')
def check_reply(context: Context, number: str, reply: str) -> None:  # noqa: ARG001 - sets steps apart
    """See what came back."""
    assert context.bot.reply == reply  # noqa: S101 - how behave is spoken
