"""The folder that an agent was given, and the simulations that it has open in there.

Knows which paths are inside, and writes only if that is allowed. Does not know the protocol, nor
the use of a simulation.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.errors import OptinsimError
from optinsim.files.accounts import load_account
from optinsim.files.paths import is_folder, only_below
from optinsim.files.save import create_bytes
from optinsim.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.simulator import Turn

MOST_SIMULATIONS = 20
"""The most open simulations. One more closes the oldest."""
MOST_TURNS = 1000
"""The most turns of a simulation that are kept."""
LARGEST_FILE = 1_000_000
"""The most bytes of a file that an agent writes."""


class Simulation:
    """A simulator, with its turns."""

    def __init__(self, account: str, simulator: Simulator) -> None:
        self.account = account
        self.simulator = simulator
        self.turns: list[Turn] = []

    def keep(self, turn: Turn) -> Turn:
        """Keep a turn, and drop the oldest beyond the limit."""
        self.turns.append(turn)
        del self.turns[:-MOST_TURNS]
        return turn


class Workspace:
    """The folder, and the simulations."""

    def __init__(self, folder: Path, *, may_write: bool) -> None:
        """Begin without simulations.

        Args:
            folder: the only folder that is read and written.
            may_write: whether new files may be created in it.

        Raises:
            OptinsimError: the path is no folder.
        """
        if not is_folder(folder):
            message = f"{folder} is no folder"
            raise OptinsimError(message)
        self.folder = Path(os.path.realpath(folder))
        self.may_write = may_write
        self._simulations: dict[str, Simulation] = {}
        self._count = 0

    @contextmanager
    def reading(self, *paths: str) -> Iterator[None]:
        """Make the folder the current one, and refuse files outside of it.

        Args:
            paths: the paths that the agent named.

        Raises:
            OptinsimError: one of them leads outside, itself or by a link.
        """
        for path in paths:
            self._check_inside(path)
        before = Path.cwd()
        os.chdir(self.folder)
        try:
            with only_below(self.folder):
                yield
        finally:
            os.chdir(before)

    def _check_inside(self, path: str) -> None:
        try:
            real = Path(os.path.realpath(self.folder / path))
        except ValueError:  # a NUL
            real = Path("/")
        if not real.is_relative_to(self.folder):
            message = f"{path!r:.100} is outside of the folder that was named"
            raise OptinsimError(message)

    def open(self, account: str, seed: int) -> tuple[str, Simulation]:
        """Open a simulation of an account file, and return it with its name.

        Raises:
            FileError: the account cannot be used.
            OptinsimError: the file is outside of the folder.
        """
        with self.reading(account):
            loaded = load_account(account)
        self._count += 1
        name = f"s{self._count}"
        self._simulations[name] = Simulation(account, Simulator(loaded, seed=seed))
        if len(self._simulations) > MOST_SIMULATIONS:
            del self._simulations[next(iter(self._simulations))]
        return name, self._simulations[name]

    def simulation(self, name: str) -> Simulation:
        """The simulation with a name.

        Raises:
            OptinsimError: there is none.
        """
        if name not in self._simulations:
            known = ", ".join(self._simulations) or "none"
            message = f"there is no simulation {name!r:.20}; open are: {known}"
            raise OptinsimError(message)
        return self._simulations[name]

    def write(self, path: str, text: str) -> None:
        """Create a new YAML file.

        Raises:
            OptinsimError: writing is not allowed, or the file is outside of the folder, too large,
                not named as a YAML file, or exists.
        """
        if not self.may_write:
            message = "nothing may be written: optinsim mcp was started without --write"
            raise OptinsimError(message)
        self._check_inside(path)
        target = self.folder / path
        if target.suffix not in {".yaml", ".yml"} or any(
            part.startswith(".") for part in Path(path).parts
        ):
            message = f"{path!r:.100}: only YAML files are written, and none that is hidden"
            raise OptinsimError(message)
        data = text.encode()
        if len(data) > LARGEST_FILE:
            message = f"{path!r:.100} would be larger than {LARGEST_FILE:,} bytes"
            raise OptinsimError(message)
        try:
            create_bytes(target, data)
        except FileExistsError:
            message = f"{path!r:.100} is there already, and is not overwritten"
            raise OptinsimError(message) from None
        except OSError as error:
            message = f"{path!r:.100} cannot be written: {error.strerror}"
            raise OptinsimError(message) from None
