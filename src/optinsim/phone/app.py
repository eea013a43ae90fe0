"""The app: shows a first frame at once, and the phone's screen as soon as the account is read.

Knows the errors before the screen exists, and signals. Leaves everything else to the screen.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.screen import Screen
from textual.theme import ThemeProvider
from textual.widgets import Static

from optinsim.errors import OptinsimError
from optinsim.files.paths import is_folder
from optinsim.phone.input_bytes import drop_bad_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from textual.actions import ActionParseResult
    from textual.app import ComposeResult
    from textual.command import Provider
    from textual.dom import DOMNode
    from textual.driver import Driver
    from textual.timer import Timer, TimerCallback

    from optinsim.phone.screen import PhoneScreen
    from optinsim.phone.server_account import ServerAccount


_THEME_FILE = "theme"
_DEFAULT_THEME = "textual-dark"


class PhoneApp(App[None]):
    """`optinsim phone`."""

    CSS_PATH = "phone.tcss"
    TITLE = "optinsim"
    # (Textual's annotation of these, and ours, would differ for the type checker.)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (16, "-low"), (30, "-high")]  # noqa: RUF012
    BINDINGS = [  # noqa: RUF012
        Binding("ctrl+c", "copy_or_quit", "Leave", show=False, priority=True),
    ]

    def __init__(
        self,
        target: Path | None = None,
        seed: int = 0,
        folder: Path | None = None,
        server: ServerAccount | None = None,
        after_start: Callable[[], object] | None = None,
    ) -> None:
        """The phone.

        Args:
            target: an account file, a scenario, or a folder whose accounts are listed; None: the
                working folder.
            seed: the seed of ids and made-up people.
            folder: where unsaved sessions are kept; None: nowhere.
            server: the account of a running server; the target is its file, if it is known.
            after_start: called once, when the first screen is shown.
        """
        self._folder: Path | None = None  # Textual drops a theme that is set while it starts
        super().__init__()
        self._folder = folder
        self._remembered = self.theme = self._remembered_theme()
        self._target = target
        self._server = server
        self._after_start = after_start
        self._seed = seed
        self.phone: PhoneScreen | None = None
        self.failure: OptinsimError | None = None
        """Why the file cannot be used, if so."""
        self.crash = ""
        """The message after an unhandled exception; empty: there was none."""

    def watch_theme(self, theme: str) -> None:
        """Remember the theme for the next start."""
        if self._folder is not None and theme != self._remembered:
            self._remembered = theme
            with suppress(OSError):
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                (self._folder / _THEME_FILE).write_text(theme, encoding="utf-8")

    def _remembered_theme(self) -> str:
        """The theme of the last start; if it is unknown, Textual's default."""
        if self._folder is not None:
            with suppress(OSError, ValueError):
                theme = (self._folder / _THEME_FILE).read_text(encoding="utf-8")
                if theme in self.available_themes:
                    return theme
        return self.theme

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver for this system, with input that cannot end the phone."""
        found = super().get_driver_class()
        if found.__module__ == "textual.drivers.linux_driver":
            # Without a controlling terminal, as under `setsid`, the system sends no signal.
            hang_up = partial(signal.raise_signal, signal.SIGHUP)
            drop_bad_bytes(sys.modules[found.__module__], hang_up)
        return found

    def set_timer(
        self,
        delay: float,
        callback: TimerCallback | None = None,
        *,
        name: str | None = None,
        pause: bool = False,
    ) -> Timer:
        """Call a function once, after a delay in seconds, even if the delay is exceeded.

        Textual's own timer never calls it if the process waits for a processor, between two
        lines of Textual, longer than the delay. The timer for a new size of the window has 8 ms,
        and while Textual expects it, Textual starts no other: later sizes were not drawn either.
        """
        is_called = False

        def call() -> None:
            # A timer that is late by nearly another delay ticks again before its stop takes effect.
            nonlocal is_called
            timer.stop()
            if callback is not None and not is_called:
                is_called = True
                self.call_next(callback)

        timer = self.set_interval(delay, call, name=name, pause=pause)
        return timer

    def compose(self) -> ComposeResult:
        """The first frame, until the account is read, which takes half a second."""
        target = self._target if self._server is None else self._server.url
        opening = "optinsim phone" if target is None else f"Opening {target} …"
        yield Static(opening, id="opening", markup=False)

    def on_mount(self) -> None:
        """Exit cleanly on signals: by default, they would leave the terminal in raw mode."""
        if self.is_web:  # a browser has no colours of a terminal
            for name in [name for name in self.available_themes if "ansi" in name]:
                if self.theme == name:
                    self.theme = _DEFAULT_THEME
                self.unregister_theme(name)
        if sys.platform == "win32":  # asyncio has no signal handlers there
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.exit, None, 128 + number)
        resized = signal.getsignal(signal.SIGWINCH)
        if callable(resized):  # Textual's, in a terminal
            # From the loop: while it reads one size, Textual may be interrupted by the next one,
            # and take the earlier size for the last.
            loop.add_signal_handler(signal.SIGWINCH, resized, signal.SIGWINCH, None)

    def on_ready(self) -> None:
        """Read the account after the first frame."""
        self.call_after_refresh(self._open)

    async def _open(self) -> None:
        if self._server is not None:
            await self._connect(self._server)
        elif self._target is None or is_folder(self._target):
            self._show_start()
        else:
            await self._open_file(self._target)
        if self._after_start is not None:
            self._after_start()

    def _show_start(self, problem: str = "") -> None:
        from optinsim.phone.start.screen import StartScreen  # noqa: PLC0415  (after the first frame)

        folder = self._target if self._target is not None and is_folder(self._target) else Path()
        start = StartScreen(folder, self._folder, problem)
        _ = self.push_screen(start, self._open_chosen)

    def on_phone_screen_closed(self) -> None:
        """The user wants to choose another account."""
        self.phone = self._server = None
        if self._target is not None and not is_folder(self._target):
            self._target = None  # from now on, the start screen shows errors of opening
        _ = self.pop_screen()
        self._show_start()

    async def _open_chosen(self, path: Path | None) -> None:
        if path is not None:
            await self._open_file(path)

    async def _open_file(self, path: Path, number: int | None = None) -> None:
        """Open an account, or one scenario of a file."""
        # Imported here: they take longer than all imports of the first frame.
        from optinsim.phone.opening import NotChosenError, open_target  # noqa: PLC0415
        from optinsim.phone.screen import PhoneScreen  # noqa: PLC0415
        from optinsim.phone.start.recent import remember  # noqa: PLC0415

        try:
            account, session = open_target(path, self._seed, number)
        except NotChosenError as several:
            self._choose_scenario(path, several.titles)
            return
        except OptinsimError as error:
            self._tell_failure(error)
            return
        if session.opened is None:
            remember(self._folder, account)
        self.phone = PhoneScreen(account, session, self._folder)
        await self.push_screen(self.phone)

    async def _connect(self, server: ServerAccount) -> None:
        """Open the conversation of a running server."""
        from optinsim.phone.connected.opening import connected_screen  # noqa: PLC0415  (after the first frame)

        try:
            self.phone = await connected_screen(server, self._target, self._seed)
        except OptinsimError as error:
            self._tell_failure(error)
            return
        await self.push_screen(self.phone)

    def _choose_scenario(self, path: Path, titles: list[str]) -> None:
        from optinsim.phone.dialogs.dialog import ChoiceDialog  # noqa: PLC0415

        def chosen(number: int | None) -> None:
            if number is None:
                self.exit()
            else:
                self.call_later(self._open_file, path, number)

        _ = self.push_screen(ChoiceDialog("Which scenario?", titles), chosen)

    def _tell_failure(self, error: OptinsimError) -> None:
        is_start = self._target is None or is_folder(self._target)
        if self._server is None and is_start:  # something else can be chosen
            self._show_start(str(error))
        elif self.is_web:  # the browser would not show text that is printed on exit
            self.query_one("#opening", Static).update(str(error))
        else:
            self.failure = error
            self.exit()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The entries of the command palette: every key of the phone, and Textual's own."""
        if self.phone is not None and screen is self.phone:
            from optinsim.phone.keys import KEYS  # noqa: PLC0415  (after the first frame)

            for key in KEYS:
                act = partial(self.phone.run_action, key.action)
                yield SystemCommand(key.title, f"{key.description} ({key.key})", act)
        for command in super().get_system_commands(screen):
            if command.title not in {"Screenshot", "Keys"}:  # the phone has its own
                yield command

    def action_command_palette(self) -> None:
        """Open the palette, over the phone only: it cannot be open twice, or over a dialog."""
        if self.screen is self.phone:
            self._open_palette()

    def search_themes(self) -> None:
        """Choose a theme, in a palette of the same kind."""
        self._open_palette([ThemeProvider], "Search for themes…")

    def _open_palette(
        self,
        providers: Sequence[type[Provider]] | None = None,
        placeholder: str = "Search for commands…",
    ) -> None:
        from optinsim.phone.palette import Commands, Palette  # noqa: PLC0415  (after the first frame)

        providers = [Commands] if providers is None else providers
        _ = self.push_screen(Palette(providers, placeholder=placeholder))

    def watch_app_focus(self, focus: bool) -> None:  # noqa: FBT001  (Textual's way to call it)
        """Show the keys: Textual builds none while the terminal's window has no focus."""
        if focus and self.phone is not None:
            self.phone.refresh_bindings()

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run the action of a key, a click or a palette entry."""
        if isinstance(default_namespace, Screen) and not default_namespace.is_mounted:
            # A key that comes before the widgets of a dialog do waits for them.
            return default_namespace.call_later(self.run_action, action, default_namespace)
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except LookupError:
            # A list lays out its lines for its first frame; a key for paging may come before.
            if "page_down" in str(action) or "page_up" in str(action):
                return True
            raise

    def _fatal_error(self) -> None:
        """Exit after an unhandled exception. Textual's own method would print local variables."""
        from optinsim.phone.crash import write_crash  # noqa: PLC0415  (rarely needed)

        if not self.crash:  # later exceptions follow from the first
            self.crash = write_crash(sys.exception(), self._folder)
            self.panic()

    async def action_copy_or_quit(self) -> None:
        """Copy the selection; without one, quit."""
        from textual.widgets import Input, TextArea  # noqa: PLC0415  (after the first frame)

        if selected := self.screen.get_selected_text():
            self.screen.clear_selection()
            self._copy(selected)
        elif isinstance(self.focused, TextArea | Input) and self.focused.selected_text:
            self._copy(self.focused.selected_text)
        else:
            await self.action_quit()

    def _copy(self, text: str) -> None:
        self.copy_to_clipboard(text)
        self.notify("Copied")

    async def action_quit(self) -> None:
        """Leave; ask first if a session is not saved."""
        if self.phone is None:
            self.exit()
        else:
            self.phone.action_leave()


def run(target: Path | None, seed: int, server: ServerAccount | None = None) -> None:
    """Play until the user quits.

    Args:
        target: see `PhoneApp`.
        seed: the seed of ids and made-up people.
        server: see `PhoneApp`.

    Raises:
        FileError: the account, or the scenario, cannot be used.
        OptinsimError: the server does not answer, or has no such account.
        SystemExit: a signal ended the phone, or it crashed.
    """
    from platformdirs import user_state_path  # noqa: PLC0415  (of this system, and only here)

    folder = user_state_path("optinsim", appauthor=False) / "phone"
    # The modules and widgets of the start are no garbage. Looking through them made every third
    # dialog a tenth of a second late.
    app = PhoneApp(target, seed, folder, server, after_start=gc.freeze)
    app.run()
    if app.failure is not None:
        raise app.failure
    if app.crash:
        # Not by Textual, which breaks long lines: users copy the path of the file.
        sys.stderr.write(f"{app.crash}\n")
    if app.return_code:
        sys.exit(app.return_code)
