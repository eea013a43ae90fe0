"""Finds platforms by name, ours and those of other packages, in one entry-point group."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoints, PackageNotFoundError, distribution, entry_points

from optinsim.adapter import Platform
from optinsim.errors import PlatformError

GROUP = "optinsim.platforms"


def platform_names() -> tuple[str, ...]:
    """The installed platforms, in alphabetical order; imports none of them."""
    return tuple(sorted({entry.name for entry in entry_points(group=GROUP)}))


@cache
def load_platform(name: str) -> type[Platform]:
    """The platform of that name.

    Raises:
        PlatformError: there is none, or it cannot be imported.
    """
    for entry in _entries(name):
        try:
            platform = entry.load()
        except Exception as error:  # another package may raise anything when imported
            raise PlatformError(name, platform_names(), repr(error)) from error
        if not (isinstance(platform, type) and issubclass(platform, Platform)):
            raise PlatformError(name, platform_names(), f"{entry.value} is no Platform")
        return platform
    raise PlatformError(name, platform_names())


def _entries(name: str) -> EntryPoints:
    """The entry points of that name; if one is ours, other packages are not searched."""
    try:
        ours = distribution("optinsim").entry_points.select(group=GROUP, name=name)
    except PackageNotFoundError:  # imported from a folder, and not installed
        ours = EntryPoints()
    return ours or entry_points(group=GROUP, name=name)
