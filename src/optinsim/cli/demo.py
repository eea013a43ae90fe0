"""`optinsim demo`: nothing in, a whole conversation out, explained as it goes.

The account is the one with which `optinsim init` begins a project.
"""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optinsim.report.screen import Screen
    from optinsim.simulator import Simulator, Turn

ANN = "+13125550123"
NEXT = (
    ("optinsim init texts", "begins a project of your own, with this account and four scenarios"),
    ("optinsim run texts/scenarios", "runs them; -v shows their conversations"),
    ("optinsim phone texts/account.yaml", "plays the same by hand, with bubbles"),
    ("optinsim doctor", "says whether the phone is installed, and how to get it"),
)


def demo() -> None:
    """Show a conversation and its callbacks, explained. It needs no file and no network."""
    from optinsim.report.screen import Screen

    screen = Screen(sys.stdout)
    _tell(screen, _simulator())
    screen.line(("Type next (after uvx or pipx run, with the same words before optinsim):", "bold"))
    for command, what in NEXT:
        screen.line("  ", (f"{command:34}", "bold green"), what)


def _simulator() -> "Simulator":
    from importlib.resources import as_file, files

    from optinsim.files.accounts import load_account
    from optinsim.simulator import Simulator

    with as_file(files("optinsim.scaffold") / "vibes" / "account.yaml") as path:
        return Simulator(load_account(path))


def _tell(screen: "Screen", simulator: "Simulator") -> None:
    """Play the conversation, with ten lines that explain it."""
    from optinsim.report.transcript import write_turn

    def show(*turns: "Turn", bodies: bool = False) -> None:
        screen.line("")
        for turn in turns:
            write_turn(screen, turn, bodies=bodies)
        screen.line("")

    say = screen.line
    say("Ann reads SUMMER on a poster and texts it to 84237. (MO: from a phone, MT: to a phone.)")
    show(simulator.text("SUMMER", ANN))
    say("She was asked, and has not agreed yet: that is half of a double opt-in. She forgets it.")
    say("A day goes by, in no time, because the clock is virtual. Her prompt expires:")
    show(simulator.wait("24h"))
    say("She texts again, and this time answers. Now she is subscribed, and the platform (Vibes)")
    say("posts a callback to the brand's CRM. Here it is whole, as your systems would get it:")
    show(simulator.text("summer!", ANN), simulator.text("Y", ANN), bodies=True)
    say("Enough offers. She says so politely, in a wording that no list of stop words has:")
    show(simulator.text("Stop. Thank you!", ANN))
    say("The reading is stop, so everything ends: one confirmation, one callback, and silence.")
    say("No text was sent, nothing was posted: this is what would be. Each line was computed from")
    say("an account file and five steps, and the same steps give the same bytes every time.")
    say("Write down such steps with what you expect of them, and you have a test of your texts.")
    say("")
