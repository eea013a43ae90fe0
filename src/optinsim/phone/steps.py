"""The part of the screen that moves among a session's steps: back, forward, to one, to a branch.

Knows the questions and texts for the user. Does not know how a session moves (session.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from optinsim.adapter import Request
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.errors import CommandError
from optinsim.phone.base_screen import BaseScreen
from optinsim.phone.dialogs.dialog import ChoiceDialog
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from optinsim.phone.session import PlayedStep


class StepActions(BaseScreen):
    """The actions of a `PhoneScreen` that change the position in its session."""

    async def action_forward(self) -> None:
        """Play the next of the steps ahead."""
        if self.session.is_at_end:
            self.notify("This is the end: nothing lies ahead.")
        elif await self.play(self.session.forward):
            step = self.session.steps[self.session.position - 1]
            if step.failures:
                self.notify(
                    step.failures[0].message,
                    title=f"{step.failures[0].where}: {step.failures[0].path}",
                    severity="error",
                    markup=False,
                )

    async def action_back(self) -> None:
        """Go back to before the last step."""
        if self.session.position == 0:
            self.notify("This is the beginning.")
            return
        await self.go_to(self.session.position - 1)

    @work
    async def action_choose_step(self) -> None:
        """Go to a step that the user chooses from a list."""
        session = self.session
        if not session.steps:
            self.notify("There are no steps yet: text something first.")
            return
        listed = ["0  the beginning"]
        listed += [f"{i}  {step_line(step)}" for i, step in enumerate(session.steps, 1)]
        listed[session.position] += "  ◀ here"
        dialog = ChoiceDialog("Go to which step?", listed, first=session.position)
        position = await self.ask(dialog)
        if position is not None and self.session is session:
            await self.go_to(position)

    async def action_play_to_end(self) -> None:
        """Play all steps that lie ahead."""
        await self.go_to(len(self.session.steps))

    async def on_next_step_clicked(self) -> None:
        """The line that names the next step plays it."""
        if not self.session.is_at_end:
            await self.action_forward()

    async def go_to(self, position: int) -> None:
        """Go to a position in the session, or up to a refused step on the way."""
        try:
            self.session.go_to(position)
        except CommandError as error:
            self.notify(str(error), title="That cannot be done", severity="warning", markup=False)
        await self.show_current()

    @work
    async def action_branch(self) -> None:
        """Choose a branch, and switch to it."""
        session = self.session
        if not session.branches:
            self.notify("There is one line of steps only: go back (F5) and text something else.")
            return
        described = [_describe_steps(branch) for branch in session.branches]
        number = await self.ask(ChoiceDialog("Which steps?", described))
        if number is not None:
            session.switch(number)
            await self.show_session(session)


def step_line(step: PlayedStep) -> str:
    """A step in a line."""
    shown = ""
    match step.command:
        case ReceiveText(mdn, text):
            shown = f"{mdn} texts {text}"
        case AdvanceTime(until):
            shown = f"time passes, to {until:%a %d %b %H:%M}"
        case Request(method, path):
            shown = f"API {method} {path}"
    verdict = {None: "", True: "  ✗ not as expected", False: "  ✓"}
    failed = None if step.failures is None else bool(step.failures)
    return one_line(shown)[:60] + verdict[failed]


def _describe_steps(steps: list[PlayedStep]) -> str:
    """Some steps in a line."""
    texts = [s.command.text for s in steps if isinstance(s.command, ReceiveText)]
    number = "1 step" if len(steps) == 1 else f"{len(steps)} steps"
    return one_line(f"{number}: {', '.join(texts)}")[:70]
