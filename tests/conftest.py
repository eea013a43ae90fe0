"""What tests of any folder may ask for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.browser import MISSING, Browser

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_plugins = ["pytester"]

# How long an example takes says more about who else uses the machine than about the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# Where the tests run is no affair of the program that they try.
os.environ.pop("GITHUB_ACTIONS", None)
os.environ.pop("GITHUB_STEP_SUMMARY", None)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser for a whole run of tests: it takes a second to start."""
    if MISSING:
        pytest.skip(f"{MISSING}: tools/install-chromium")
    with Browser(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    """A real browser, on an empty page, with nothing left of the test before."""
    chromium.open("about:blank")
    chromium.emulate()
    chromium.resize(1280, 900)
    chromium.complaints()
    return chromium
