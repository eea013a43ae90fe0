"""(k) Scenarios in pytest: beyond an empty test each, at most 1.5 times `optinsim run`.

Ours: pytest over 2,000 scenarios, less pytest over 2,000 empty functions. Theirs: `optinsim run` of
the same file. All three per scenario: less what the same takes for one, so that no start counts.

Fair, because whoever has tests in pytest pays for an empty one already, whatever is in it.

And what the plugin adds to pytest's start where there is no scenario: at most 5 ms.

No other plugin is loaded, whatever is installed here.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.common import Row, best, process_seconds
from benchmarks.suite import COMMANDS, write

if TYPE_CHECKING:
    from collections.abc import Iterator

SCENARIOS = 2000
ROUNDS = 3
STARTS = 40
BARE = ("pytest", "-q", "--disable-plugin-autoload")
WITH_PLUGIN = (*BARE, "-p", "optinsim.pytest_plugin")
"""What is run in the folders that `write_empty` and `write_scenarios` fill."""


def measure() -> Iterator[Row]:
    """Measure, for one scenario, and for a start."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        taken = [_seconds(folder / str(count), count) for count in (1, SCENARIOS)]
    each = {key: (taken[1][key] - taken[0][key]) / (SCENARIOS - 1) for key in taken[0]}
    beyond = each["plugin"] - each["empty"]
    yield Row(
        "a scenario in pytest, beyond an empty test",
        f"{1e6 * beyond:.0f} µs",
        f"optinsim run {1e6 * each['run']:.0f} µs",
        beyond / each["run"],
        at_most=1.5,
    )
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_empty(folder, 1)
        start = best(
            {
                "with": partial(process_seconds, *WITH_PLUGIN, folder=folder),
                "without": partial(process_seconds, *BARE, folder=folder),
            },
            STARTS,
        )
    yield Row(
        "the plugin in a start without scenarios",
        f"{1000 * start['with']:.0f} ms",
        f"pytest {1000 * start['without']:.0f} ms",
        1000 * (start["with"] - start["without"]),
        at_most=5,
        unit="ms",
    )


def _seconds(folder: Path, count: int) -> dict[str, float]:
    write_scenarios(folder / "suite", count)
    write_empty(folder / "empty", count)
    return best(
        {
            "plugin": partial(process_seconds, *WITH_PLUGIN, folder=folder / "suite"),
            "empty": partial(process_seconds, *BARE, folder=folder / "empty"),
            "run": partial(process_seconds, *COMMANDS["optinsim"], folder=folder / "suite"),
        },
        ROUNDS,
    )


def write_scenarios(folder: Path, count: int) -> None:
    """Write so many scenarios, for pytest and for `optinsim run`."""
    write(folder, count)
    (folder / "pytest.ini").write_text("[pytest]\noptinsim_scenarios = .\n", encoding="utf-8")
    (folder / "test_conversations.py").unlink()


def write_empty(folder: Path, count: int) -> None:
    """Write so many tests with nothing in them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    text = "".join(f"def test_{i}():\n    pass\n\n\n" for i in range(count))
    (folder / "test_empty.py").write_text(text, encoding="utf-8")
