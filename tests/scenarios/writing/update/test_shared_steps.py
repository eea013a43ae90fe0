"""An update leaves alone what more than one scenario, on more than one account, may be tried by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.writing.update.file import Updater
from tests.scenarios.sharing import PROJECT, write

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
scenario: A
accounts: [accounts/us.yaml, accounts/lake.yaml]
steps:
  - use: joined
    with: {word: HELP}
  - text: SUMMER
    expect: {state: none}
  - text: HELP
    expect: {reading: stop, $on: {us: {state: none}}}
  - text: Y
    expect: {reading: help}
"""


def test_steps_of_groups_and_of_one_account_are_left_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    path = tmp_path / "a.yaml"
    write(tmp_path, {"optinsim.yaml": PROJECT, "a.yaml": TEXT})
    updater = Updater(
        path, "a.yaml", Loader(), lambda all_: all_, lambda one: one.change, missing=False
    )
    updated = updater.update(TEXT)
    assert updated.after == TEXT.replace(
        "  - text: SUMMER\n    expect: {state: none}",
        "  - text: SUMMER\n    expect: {state: pending}",
    ).replace("{reading: help}", "{reading: yes}")
    said = [str(problem).partition("\n")[0] for problem in updated.left]
    group = "others may use [OPT511]"
    assert len(said) == 3
    assert said[0].startswith("a.yaml:4:5: steps[0] is left as it is: the step is of the group")
    assert said[0].endswith(group)
    assert said[2].endswith("the step has expectations for each account [OPT511]")
