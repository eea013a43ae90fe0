"""A real browser for tests: headless Chromium, spoken to in the WebDriver protocol.

WebDriver is a dozen of JSON requests to chromedriver, which comes with the browser: no package is
needed for that. A test takes the fixture `browser` of conftest.py, and is skipped where there is
no Chromium (`tools/install-chromium` brings one).
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMEDRIVER = shutil.which("chromedriver")
MISSING = None if CHROMIUM and CHROMEDRIVER else "chromium and chromedriver are not installed"

_PATIENCE = 30
"""Seconds that anything may take."""
_FLAGS = (
    "--headless",
    "--no-sandbox",  # which root may not have, and build servers are root
    "--disable-gpu",
    "--disable-dev-shm-usage",  # a container has little of it
    # Nothing that a test does needs more than this machine.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""How WebDriver names an element in JSON."""

ENTER, ESCAPE, TAB = "\ue007", "\ue00c", "\ue004"
UP, DOWN = "\ue013", "\ue015"
"""Keys that are no characters, for `Browser.press`."""


class BrowserError(AssertionError):
    """What was asked of the browser cannot be done."""


class Browser:
    """One window of a browser that is this test's own."""

    def __init__(self, profile: Path, width: int = 1280, height: int = 900) -> None:
        """Start a browser with an empty profile; `close` ends it."""
        assert CHROMIUM
        assert CHROMEDRIVER
        self._driver = subprocess.Popen(  # noqa: S603  (the program is Debian's)
            [CHROMEDRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._session = ""
        try:
            self._port = self._listening()
            options = {
                "binary": CHROMIUM,
                "args": [*_FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}"],
            }
            wanted = {
                "browserName": "chrome",
                "goog:chromeOptions": options,
                "goog:loggingPrefs": {"browser": "ALL"},
            }
            started = self._call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
            self._session = f"/session/{started['sessionId']}"
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the browser and its driver."""
        try:
            if self._session:
                self._call("DELETE", self._session)
        finally:
            self._driver.terminate()
            self._driver.communicate(timeout=_PATIENCE)

    # --- Pages

    def open(self, url: str) -> None:
        """Go to a page and wait until it is loaded."""
        self._post("/url", {"url": url})

    def run(self, script: str, *arguments: Any) -> Any:
        """Run the body of a function in the page, and take what it returns.

        Its arguments are `arguments[0]` and so on.
        """
        return self._post("/execute/sync", {"script": script, "args": list(arguments)})

    def wait(self, condition: str, *arguments: Any) -> Any:
        """Wait until an expression of JavaScript is true, and take its value."""
        script = """
            const done = arguments[arguments.length - 1], given = [...arguments].slice(0, -1);
            const look = () => {
                const value = (function () { return (%s); }).apply(null, given);
                if (value) done(value); else setTimeout(look, 20);
            };
            look();
        """
        arguments_ = {"script": script % condition, "args": list(arguments)}
        return self._post("/execute/async", arguments_)

    def emulate(self, **features: str) -> None:
        """Let media queries see other values: `prefers_color_scheme="dark"`, `media="print"`."""
        media = features.pop("media", "")
        named = [{"name": k.replace("_", "-"), "value": v} for k, v in features.items()]
        self.command("Emulation.setEmulatedMedia", media=media, features=named)

    def resize(self, width: int, height: int) -> None:
        """Give the page so many CSS pixels."""
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def command(self, name: str, **parameters: Any) -> Any:
        """Speak to Chromium itself, in its DevTools protocol."""
        return self._post("/goog/cdp/execute", {"cmd": name, "params": parameters})

    # --- Elements, by CSS selectors

    def text(self, selector: str) -> str:
        """The text of the first element, as it is shown."""
        return str(self._get(f"/element/{self._find(selector)}/text"))

    def texts(self, selector: str) -> list[str]:
        """The texts of all elements that are shown, from above, as of the next frame but one.

        What a frame brings into sight has no text before it is painted.
        """
        script = """
            const [selector, done] = arguments;
            const read = () => done([...document.querySelectorAll(selector)]
                .filter(e => e.checkVisibility()).map(e => e.innerText));
            requestAnimationFrame(() => requestAnimationFrame(read));
        """
        return list(self._post("/execute/async", {"script": script, "args": [selector]}))

    def click(self, selector: str) -> None:
        """Click on the first element."""
        self._post(f"/element/{self._find(selector)}/click", {})

    def type(self, selector: str, text: str) -> None:
        """Type into the first element."""
        self._post(f"/element/{self._find(selector)}/value", {"text": text})

    def press(self, keys: str) -> None:
        """Press keys, one after the other, wherever the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        keyboard = {"type": "key", "id": "keyboard", "actions": actions}
        self._post("/actions", {"actions": [keyboard]})

    # --- Pictures and complaints

    def picture(self, path: Path) -> None:
        """Write what is on the screen as a PNG file."""
        path.write_bytes(base64.b64decode(self._get("/screenshot")))

    def paper(self, path: Path) -> None:
        """Print the page into a PDF file."""
        path.write_bytes(base64.b64decode(self._post("/print", {"background": True})))

    def complaints(self) -> list[str]:
        """What the page's console was told since the last look: errors above all."""
        return [entry["message"] for entry in self._post("/se/log", {"type": "browser"})]

    # --- The protocol

    def _find(self, selector: str) -> str:
        found = self._post("/element", {"using": "css selector", "value": selector})
        return str(found[_ELEMENT])

    def _get(self, path: str) -> Any:
        return self._call("GET", self._session + path)

    def _post(self, path: str, body: Any) -> Any:
        return self._call("POST", self._session + path, body)

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            value = json.loads(connection.getresponse().read())["value"]
        finally:
            connection.close()
        if isinstance(value, dict) and "error" in value:
            raise BrowserError(f"{value['error']}: {value['message']}")
        return value

    def _listening(self) -> int:
        """The port that the driver chose, which it prints once it listens."""
        assert self._driver.stdout
        for line in self._driver.stdout:
            if found := re.search(r"started successfully on port (\d+)", line):
                return int(found[1])
        raise BrowserError("chromedriver has ended")
