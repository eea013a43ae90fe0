"""Whatever the formatting of a file: its expectations are met, and everything else is as it was."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from optinsim.files.source import read_text
from optinsim.scenarios.reading.cases import Broken
from optinsim.scenarios.running.case_run import run_case
from optinsim.scenarios.running.results import Outcome
from tests.scenarios.writing.update.rewriting import ACCOUNT, LOADER, ROOT, update

if TYPE_CHECKING:
    from collections.abc import Callable

SCALARS = st.sampled_from(
    ["pending", "x: y", "- a", "#", "it's", 'a "b"', "${", "$x", "two\nlines\n", " ", "é", "1", ""]
) | st.one_of(st.integers(-9, 9), st.booleans(), st.none())
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["a", "callback_type", "$$b", "event_id"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
TEXTS = st.sampled_from(["pending", "nope", "it's", "two\nlines\n", "${", "#x", " a: b", "é 🛑"])
MATCHERS = st.sampled_from(
    [
        {"$contains": "reply Y"},
        {"$contains": "never"},
        {"$length": 1},
        {"$any": True},
        {"$absent": True},
        {"$one_of": ["a", "b"]},
        {"$regex": "^Acme", "$length": 7},
    ]
)
LISTS = st.sampled_from([{"$length": 1}, {"$any": True}, {"$one_of": [[], ["x"]]}])
"""What a list of replies or callbacks can meet."""
BODIES = st.lists(
    st.sampled_from(
        [
            {"callback_type": "subscription_added"},
            {"callback_type": "subscription_removed", "subscription": {"person": {"id": "no"}}},
            {"callback_type": {"$one_of": ["a", "b"]}, "extra": {"$absent": True}},
        ]
    )
    | TREES,
    max_size=3,
)
EXPECT = st.fixed_dictionaries(
    {},
    optional={
        "reading": st.sampled_from(["stop", "help", "keyword", "unmatched", {"$any": True}]),
        "replies": st.lists(TEXTS | MATCHERS, max_size=3) | LISTS,
        "callbacks": BODIES
        | LISTS
        | BODIES.map(lambda items: {"$unordered": items})
        | BODIES.map(lambda items: {"$equals": items}),
        "state": st.sampled_from(["none", "pending", "subscribed", {"$one_of": ["expired"]}]),
        "record": TREES
        | st.fixed_dictionaries(
            {"mobile_phone": TREES}, optional={"person_key": TREES, "custom_fields": TREES}
        ),
    },
)
STEPS = st.lists(
    st.tuples(st.sampled_from(["SUMMER", "Y", "STOP", "what?", "HELP"]), EXPECT | st.none()),
    min_size=1,
    max_size=4,
)


class Writer:
    """Writes a scenario in a style of its own; remembers comments and what must not change."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw
        self.comments = 0
        self.newline = draw(st.sampled_from(["\n", "\r\n"]))
        self.expecting = False
        self.fixed: list[str] = []
        """The lines outside of expectations."""
        self.lines: list[str] = []

    def chance(self, of: int) -> bool:
        return bool(self.draw(st.integers(1, of)) == 1)

    def comment(self) -> str:
        if not self.chance(4):
            return ""
        self.comments += 1
        return f"# remark {self.comments}."

    def emit(self, line: str) -> None:
        remark = self.comment()
        line = f"{line}{' ' * self.draw(st.integers(1, 3))}{remark}" if remark else line
        self.lines.append(line)
        if not self.expecting:
            self.fixed.append(line)

    def between(self, indent: int) -> None:
        """An empty line, or a comment of its own."""
        if self.chance(6):
            self.lines.append("")
        if remark := self.comment():
            self.lines.append(" " * indent + remark)

    def scalar(self, value: Any) -> str:
        if not isinstance(value, str):
            return json.dumps(value)
        text: str = value.replace("${", "$${")
        if re.fullmatch("[a-z]+", text) and self.chance(2):
            return text
        if text.isprintable() and self.chance(2):
            return "'" + text.replace("'", "''") + "'"
        return json.dumps(text, ensure_ascii=False)

    def flow(self, value: Any, indent: int) -> str:
        if not isinstance(value, dict | list):
            return self.scalar(value)
        items = (
            [f"{self.scalar(k)}: {self.flow(v, indent)}" for k, v in value.items()]
            if isinstance(value, dict)
            else [self.flow(item, indent) for item in value]
        )
        open_, close = "{}" if isinstance(value, dict) else "[]"
        text = open_
        for i, item in enumerate(items):
            text += item + ("," if i < len(items) - 1 or self.chance(5) else "")
            if remark := self.comment():
                text += f" {remark}{self.newline}{' ' * indent}"
            else:
                text += self.draw(st.sampled_from([" ", "", f"{self.newline}{' ' * indent}"]))
        return text + close

    def entry(self, start: str, value: Any, indent: int) -> None:
        """A value behind a key or a dash."""
        if isinstance(value, str) and value.endswith("\n") and self.chance(2):
            self.emit(f"{start} |")
            for line in value.replace("${", "$${").splitlines():
                self.lines.append(" " * (indent + 2) + line)
        elif not isinstance(value, dict | list) or not value or self.chance(3):
            self.emit(f"{start} {self.flow(value, indent + 3)}")
        elif start.endswith("-") and self.chance(2):
            self.block(value, indent + 2, f"{start} ")
        else:
            self.emit(start)
            is_list = isinstance(value, list) and not start.endswith("-")
            deeper = self.draw(st.sampled_from([0, 2, 4] if is_list else [1, 2, 4]))
            self.block(value, indent + deeper)

    def block(self, value: Any, indent: int, start: str = "") -> None:
        pairs = (
            [(f"{self.scalar(k)}:", v) for k, v in value.items()]
            if isinstance(value, dict)
            else [("-", item) for item in value]
        )
        for name, item in pairs:
            if not start:
                self.between(indent)
            self.entry(f"{start or ' ' * indent}{name}", item, indent)
            start = ""


@st.composite
def files(draw: Any) -> tuple[str, Writer]:
    writer = Writer(draw)
    for number in range(draw(st.integers(1, 2))):
        if number:
            writer.emit("---")
        writer.emit(f"scenario: Number {number}")
        writer.emit(f"account: {ACCOUNT}")
        if writer.chance(3):
            writer.emit("strict: true")
        writer.emit("steps:")
        for text, expect in draw(STEPS):
            writer.between(2)
            if writer.chance(5):
                rest = "" if not expect else f", expect: {writer.flow(expect, 6)}"
                writer.lines.append(f"  - {{text: {text}{rest}}}")
                continue
            writer.emit(f"  - text: {text}")
            if expect:
                writer.expecting = True
                writer.entry("    expect:", expect, 4)
                writer.expecting = False
            if writer.chance(3):
                writer.emit("    from: me")
    end = draw(st.sampled_from(["", writer.newline]))
    mark = draw(st.sampled_from(["", "\ufeff"]))
    return mark + writer.newline.join(writer.lines) + end, writer


def outcomes(text: str) -> set[Outcome]:
    """How the scenarios of a file end; none if it cannot be run."""
    loaded = LOADER.take(read_text(text, "made.yaml"), ROOT / "made.yaml", "made.yaml")
    if loaded.problems:
        return set()
    return {run_case(e)[0].outcome for e in loaded.entries if not isinstance(e, Broken)}


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(made=files())
def test_expectations_are_met_and_all_else_stays(made: tuple[str, Writer]) -> None:
    text, writer = made
    assume(outcomes(text))
    updated = update(text)
    assert updated.failed is None
    assert not updated.left
    assert outcomes(updated.after) == {Outcome.PASSED}

    again = update(updated.after)
    assert (again.after, again.count) == (updated.after, 0)

    after = updated.after.removeprefix("\ufeff").split(writer.newline)
    rest = iter(after)
    for line in writer.fixed:
        assert line in rest, f"{line!r} is gone"
    for number in range(1, writer.comments + 1):
        assert updated.after.count(f"# remark {number}.") == 1
    if writer.newline == "\r\n":
        assert "\n" not in updated.after.replace("\r\n", "")


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(made=files())
def test_steps_without_expectations_are_filled_and_all_else_stays(made: tuple[str, Writer]) -> None:
    text, writer = made
    before = outcomes(text)
    assume(before)
    updated = update(text, missing=True)
    assert updated.failed is None
    rest = iter(updated.after.split(writer.newline))
    for line in text.split(writer.newline):
        # A step in braces gets its expectations within them.
        assert any(new.startswith(line.removesuffix("}")) for new in rest), f"{line!r} is gone"
    if before == {Outcome.PASSED}:
        assert outcomes(updated.after) == before
    assert update(updated.after, missing=True).after == updated.after
