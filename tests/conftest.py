"""What tests of every folder may ask for."""

from __future__ import annotations

pytest_plugins = ["pytester"]
