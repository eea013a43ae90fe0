"""Settings and fixtures for the tests of every folder."""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import shutil
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, sync_playwright

import optinsim
from optinsim.__main__ import GC_THRESHOLD
from tests.posix import cannot_be_imported, needing_posix

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_plugins = ["pytester"]

# No deadline: how long an example takes depends on what else the machine does. Based on
# Hypothesis's default profile, since the one for build servers draws the same examples every time.
# Each run draws other examples: a few in each of many runs, and many with `make soak`.
for profile, max_examples in (("few", 30), ("many", 1000)):
    settings.register_profile(
        profile,
        settings.get_profile("default"),
        max_examples=max_examples,
        deadline=None,
        print_blob=True,  # how to draw a failing example again
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile("few")

# optinsim behaves differently on GitHub; the tests say where they want that.
os.environ.pop("GITHUB_ACTIONS", None)
os.environ.pop("GITHUB_STEP_SUMMARY", None)

# A shell that starts the tests with `&`, and some build servers, ignore ctrl-c, and nohup ignores
# the end of the terminal. Programs inherit what is ignored, but no handler: with handlers here, the
# programs that the tests start have the defaults.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda *_: None)

# With Python's own threshold, garbage collections take a seventh of the tests' time.
gc.set_threshold(*GC_THRESHOLD)

HERE = Path(__file__).parent
collect_ignore = (
    [str(path) for path in HERE.rglob("test_*.py") if cannot_be_imported(path)]
    if os.name == "nt"
    else []
)


def pytest_xdist_auto_num_workers() -> int:
    """`-n auto`: one worker more than processors, since some tests wait for other programs."""
    return (os.cpu_count() or 1) + 1


def pytest_configure(config: pytest.Config) -> None:
    """Measure coverage once in a worker of xdist.

    pytest-cov starts a measurement when it is loaded, and another one with the session of the
    worker. A test that is not traced would pause only the second.
    """
    cov = config.pluginmanager.getplugin("_cov")
    if cov and hasattr(config, "workerinput"):
        cov.cov_controller.pause()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Exclude what was collected, which stays, from garbage collection."""
    if session.config.pluginmanager.hasplugin("_cov"):
        _import_all()
    gc.freeze()


def _import_all() -> None:
    """Import all modules while tracing is on: a test that is not traced may be the first to."""
    for module in pkgutil.walk_packages(optinsim.__path__, "optinsim."):
        if not module.name.endswith("__main__"):
            with suppress(ImportError):  # what Windows lacks
                importlib.import_module(module.name)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip on Windows what needs POSIX, and leave random inputs out of the coverage.

    What only luck reaches is not covered; and tracing takes twice the time of these tests.
    """
    for item in items:
        if item.get_closest_marker("hypothesis"):
            item.add_marker(pytest.mark.no_cover)
    if os.name == "nt":
        _skip_what_needs_posix(items)


def _skip_what_needs_posix(items: list[pytest.Item]) -> None:
    needing = {
        path: needing_posix(path.read_text(encoding="utf-8")) for path in {i.path for i in items}
    }
    for item in items:
        if getattr(item, "originalname", item.name) in needing[item.path]:
            item.add_marker(pytest.mark.skip(reason="needs POSIX"))


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",  # not possible for root, and build servers run as root
    "--disable-gpu",
    "--disable-dev-shm-usage",  # a container has little of it
    # No test needs the network.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, which takes a second to start.

    One per module, and not one per run: Playwright keeps an event loop running in this thread, so
    that no test could call `asyncio.run` before the browser is closed.
    """
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: tools/install-chromium")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS) as browser,
    ):
        yield browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """An empty page of Chromium, in a profile of its own."""
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        yield context.new_page()
