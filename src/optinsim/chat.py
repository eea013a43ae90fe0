"""A conversation by keyboard or pipe: every line is a text, or a command with a slash.

Knows the lines, and two formats of the output. Leaves everything else to the simulator.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

from optinsim.core.numbers import parse_mdn
from optinsim.errors import CommandError
from optinsim.files.problems import nearest
from optinsim.report.transcript import write_turn
from optinsim.scenarios.reading.made_up import AREA_CODES, MadeUp
from optinsim.simulator import Simulator
from optinsim.turn_json import turn_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from optinsim.adapter import Account
    from optinsim.report.screen import Screen
    from optinsim.simulator import Turn

COMMANDS = ("/wait", "/as", "/state", "/help")
HELP = """\
A line is a text to the campaign. With a slash it is a command:
  /wait 24h    let time pass (90s, 15m, 24h, 3d, 1d12h)
  /as MDN      text as another subscriber from now on
  /state       show this phone's states, and the time
  /help        show this
  //text       a text that begins with a slash"""


class Output(Protocol):
    """The format of the output."""

    def turn(self, turn: Turn, states: Mapping[str, str]) -> None:
        """Write a turn, and the phone's states after it."""

    def state(self, at: str, mdn: str, states: Mapping[str, str]) -> None:
        """Write a phone's states."""


class JsonLines:
    """One JSON object a line."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def turn(self, turn: Turn, states: Mapping[str, str]) -> None:
        """Write a turn, and the phone's states after it."""
        self._screen.line(json.dumps({**turn_json(turn), "state": states}))

    def state(self, at: str, mdn: str, states: Mapping[str, str]) -> None:
        """Write a phone's states."""
        self._screen.line(json.dumps({"at": at, "mdn": mdn, "state": states}))


class Transcript:
    """Readable lines."""

    def __init__(self, screen: Screen, *, bodies: bool) -> None:
        self._screen = screen
        self._bodies = bodies

    def turn(self, turn: Turn, states: Mapping[str, str]) -> None:
        """Write a turn, and the phone's states after it."""
        write_turn(self._screen, turn, bodies=self._bodies)
        self._screen.line((f"            state: {_listed(states)}", "dim"))

    def state(self, at: str, mdn: str, states: Mapping[str, str]) -> None:
        """Write a phone's states."""
        self._screen.line(f"  {at}  {mdn}: {_listed(states)}")


def _listed(states: Mapping[str, str]) -> str:
    return ", ".join(f"{campaign} {state}" for campaign, state in states.items())


class Chat:
    """One conversation with one account."""

    def __init__(
        self, account: Account, output: Output, *, seed: int, narrate: Callable[[str], None]
    ) -> None:
        """Start as a made-up subscriber.

        Args:
            account: the account.
            output: gets the data.
            seed: the seed of the person and of all ids.
            narrate: gets messages for the user, beside the data.
        """
        self._simulator = Simulator(account, seed=seed)
        self._country = account.setup.country
        self._output = output
        self._narrate = narrate
        country = self._country if self._country in AREA_CODES else "US"
        self.mdn = MadeUp(seed, country).mdn()

    def run(self, lines: Iterable[str]) -> None:
        """Execute all lines; after a refused line, say why, and go on."""
        for line in lines:
            try:
                self._execute(line)
            except CommandError as error:
                self._narrate(str(error))

    def _execute(self, line: str) -> None:
        if not line.startswith("/") or line.startswith("//"):
            text = line.removeprefix("/")
            self._output.turn(self._simulator.text(text, self.mdn), self._states())
            return
        name, _, argument = line.partition(" ")
        match name:
            case "/wait":
                self._output.turn(self._simulator.wait(argument.strip()), self._states())
            case "/as":
                self._switch_subscriber(argument.strip())
            case "/state":
                now = f"{self._simulator.now:%Y-%m-%dT%H:%M:%SZ}"
                self._output.state(now, self.mdn, self._states())
            case "/help":
                self._narrate(HELP)
            case _:
                near = nearest(name, COMMANDS)
                hint = f"; did you mean {near}?" if near else ""
                message = f"there is no command {name:.40}{hint} (/help lists them)"
                raise CommandError(message)

    def _switch_subscriber(self, number: str) -> None:
        mdn = parse_mdn(number, self._country)
        if mdn is None:
            message = f"{number!r:.60} is no possible phone number"
            raise CommandError(message)
        self.mdn = mdn
        self._narrate(f"you are {mdn} now")

    def _states(self) -> dict[str, str]:
        return {name: str(state) for name, state in self._simulator.states(self.mdn).items()}
