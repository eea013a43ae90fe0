"""Steps that stand in many files are read once, and that never shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from optinsim.fields import Plain
from optinsim.files import repeated
from optinsim.files.problems import FileError
from optinsim.files.repeated import Repeated
from optinsim.files.source import read_text
from optinsim.files.tree import YamlMapping, YamlSequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.files.tree import Document

FIRST = """\
scenario: Joins
steps:
  - text: SUMMER
    expect:
      state: pending
  - text: Y
"""
SECOND = """\
# another one
scenario: Leaves
account: account.yaml
steps:
  - text: SUMMER
    expect:
      state: pending
  - text: STOP
    expect: {state: declined}
  - text: Y
tags: [stop]
"""


def everything(documents: list[Document]) -> list[Any]:
    """What documents say, and where each key and value of them is."""
    return [(d.start, [*_parts(d, d.tree, ())]) for d in documents]


def _parts(document: Document, node: Any, at: tuple[Any, ...]) -> Iterator[Any]:
    yield at, type(node) is Plain, document.mark(at), document.mark(at, of_key=True)
    if isinstance(node, YamlMapping):
        for key, item in node.items():
            yield from _parts(document, item, (*at, key))
    elif isinstance(node, YamlSequence):
        for i, item in enumerate(node):
            yield from _parts(document, item, (*at, i))
    else:
        yield node


def told(text: str, known: Repeated | None = None) -> Any:
    """What reading a text comes to."""
    try:
        return everything(read_text(text, "a.yaml", known))
    except FileError as error:
        return error.problems


def trees(text: str, steps: Repeated) -> list[Any]:
    """What a text says that can be read with what is known."""
    documents = steps.documents(text, "a.yaml")
    assert documents is not None
    return [document.tree for document in documents]


def test_a_step_that_was_read_before_is_the_same_object_in_another_file() -> None:
    steps = Repeated("steps")
    [first], [second] = (trees(text, steps) for text in (FIRST, SECOND))
    joins, leaves = first["steps"], second["steps"]
    assert leaves[0] is joins[0]
    assert leaves[2] is joins[1]
    assert leaves[1] == {"text": "STOP", "expect": {"state": "declined"}}


def test_it_is_found_where_it_stands_in_each_of_them() -> None:
    steps = Repeated("steps")
    assert told(FIRST, steps) == told(FIRST)
    assert told(SECOND, steps) == told(SECOND)
    [document] = read_text(SECOND, "a.yaml", steps)
    problem = document.problem(("steps", 0, "expect", "state"), "so it is")
    assert str(problem).splitlines()[:2] == [
        "a.yaml:7:14: so it is",
        "    7 |       state: pending",
    ]


def test_it_is_one_object_within_a_file_too() -> None:
    first, second = trees(f"{FIRST}---\n{SECOND}", Repeated("steps"))
    assert second["steps"][0] is first["steps"][0]


def test_only_the_same_characters_are_the_same_step() -> None:
    steps = Repeated("steps")
    told(FIRST, steps)
    for other in ("text:  SUMMER", "text: Summer", "text: 'SUMMER'", "text: SUMMER # so"):
        text = FIRST.replace("text: SUMMER", other)
        assert told(text, steps) == told(text)


def test_the_same_characters_further_to_the_right_are_another_step() -> None:
    # Their block is: what is told of it has another column.
    steps = Repeated("steps")
    told("steps:\n- a: |\n   b\n", steps)
    text = "steps:\n  - a: |\n   b\n"
    assert told(text, steps) == told(text)


@pytest.mark.parametrize(
    "text",
    [
        FIRST.replace("\n", "\r\n"),
        FIRST.replace("Joins", "Joins\u2028"),
        FIRST.removesuffix("\n"),
        f"%YAML 1.1\n---\n{FIRST}",
        FIRST.replace("SUMMER", "&s SUMMER").replace("text: Y", "text: *s"),
    ],
    ids=["CRLF", "line separator", "no last line feed", "directive", "alias"],
)
def test_what_may_reach_beyond_a_step_is_read_as_it_always_was(text: str) -> None:
    steps = Repeated("steps")
    assert steps.documents(text, "a.yaml") is None
    assert told(text, steps) == told(text)


def test_what_is_wrong_with_a_file_is_told_of_the_whole_file() -> None:
    steps = Repeated("steps")
    told(FIRST, steps)
    for wrong in ("a: [", "scenario: twice", "a: !x b"):
        text = f"{FIRST}{wrong}\n"
        assert told(text, steps) == told(text)
        assert steps.documents(text, "a.yaml") is None


def test_what_only_looks_like_a_step_teaches_nothing() -> None:
    # Inside a quoted text, and then where it is one.
    text = 'a: "b\nsteps:\n  - text: Y\n"\n---\nsteps:\n  - text: Y\n'
    steps = Repeated("steps")
    assert told(text, steps) == told(text)


def test_a_step_with_a_list_that_looks_like_steps_is_one_step() -> None:
    text = "steps:\n  - a:\n  - b: |\n\n      - c\n\n  - a:\n  -\n    d: e\n"
    steps = Repeated("steps")
    assert told(text, steps) == told(text)
    assert told(text, steps) == told(text)


def test_a_step_whose_end_is_told_by_the_next_one_is_not_remembered() -> None:
    # libyaml: the value that this key lacks is where the next thing is.
    text = "steps:\n  - ? a\n  - ? a\n\n"
    steps = Repeated("steps")
    assert told(text, steps) == told(text)
    assert told(text * 2, steps) == told(text * 2)


@pytest.mark.parametrize(
    "step",
    [
        "{text: Y,\n{}: ann}",
        "[Y,\n{}]",
        '"Y\n{}"',
        "'Y\n{}'",
        "text: Y\n\u00a0{}: ann",
        "text: Y\n\u3000  - {}: ann",
        "text: Y\n\ufeff    {}: ann",
        "text: Y\n{}: ann",
        "text: Y\n... {}",
        "text: Y\n--- {}",
        "text: Y\n---{}: ann",
        "text: Y\n? {}",
    ],
)
@pytest.mark.parametrize("last", ["", "scenario: v\n", "...\n"])
def test_a_step_that_goes_on_in_the_first_column_is_not_cut_short(step: str, last: str) -> None:
    texts = [f"steps:\n  - {step.replace('{}', name)}\n{last}" for name in ("from", "to", "from")]
    texts += [f"steps:\n  - {step.partition(end)[0]}\n{last}" for end in ("\n", "{}")]
    steps = Repeated("steps")
    for text in texts * 2:
        assert told(text, steps) == told(text)


def test_an_alias_is_seen_wherever_one_may_stand() -> None:
    steps = Repeated("steps")
    for key in ("text", "from"):
        text = f"steps:\n  - {{&a {key}: Y}}\n  - {{?*a : N}}\n"
        assert told(text, steps) == told(text)


def test_a_text_of_very_many_steps_is_read_as_it_always_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(repeated, "_MOST_AT_ONCE", 4)
    steps = Repeated("steps")
    assert steps.documents("---\n".join([FIRST] * 2), "a.yaml") is not None
    assert steps.documents("---\n".join([FIRST] * 3), "a.yaml") is None


def test_only_so_many_steps_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeated, "_MOST", 1)
    steps = Repeated("steps")
    first, second = (trees(FIRST, steps) for _ in range(2))
    assert first[0]["steps"][0] is not second[0]["steps"][0]


def test_a_very_long_step_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeated, "_LONGEST", 10)
    steps = Repeated("steps")
    [first], [second] = (trees(text, steps) for text in (FIRST, SECOND))
    assert first["steps"][0] == second["steps"][0]
    assert first["steps"][0] is not second["steps"][0]
    assert first["steps"][1] is second["steps"][2]


LINES = st.sampled_from(
    """\
steps:
steps: |
steps: "
steps: []
  - text: Y
    expect:
      replies: [a]
      replies:
        - b
- text: Y
- c:
  -
  - |
  - >+
      block
  - "open
  close"
  - 'it
  's'
  - {d: e}
  - {d: e,
  - [f
    ]
    }
  - - g
    - h
  - &i j
  - &k
    l: m
  - n: &i o
  - p: *i
  - !q r
  - ? s
  - ?
    : t
  - "? u"
  - x
  x
x
  # a comment
# a comment

 \

---
--- u
...
scenario: v
"w": "x
y"
\tz
 - text: Y
    - text: Y
  - text: Y  # a comment\
""".splitlines()
)
TEXTS = st.lists(LINES, max_size=14).map(lambda lines: "".join(f"{line}\n" for line in lines))
STEPS = st.lists(
    st.sampled_from(
        """\
  - text: Y
  - text: Y  # a comment
  - text: "Y
  - text: 'Y
  - {text: Y}
  - {text: Y,
  - text: |
  - &a {b: c}
  - text:
    expect: {state: none}
    expect:
      replies: [d]
      replies: [d,
      - e
      text
    text: Y"
  }
"
}
from: f}
from: f"
from: f
\u00a0from: f
\ufeff    from: f
\u2003
# a comment
    # a comment

...
---\
""".splitlines()
    ),
    max_size=6,
)
SCENARIOS = st.lists(STEPS, max_size=4).map(
    lambda scenarios: "---\n".join(
        "scenario: v\nsteps:\n" + "".join(f"{line}\n" for line in ["  - text: Y", *lines])
        for lines in scenarios
    )
)


@example(texts=['"w": "x\nsteps:\n  - text: Y\n"\n---\nsteps:\n  - text: Y\n'])
@example(texts=["steps:\n  - text: Y\n", 'steps:\n  - "open\n  - text: Y\n  - text: Y\n  close"\n'])
@example(texts=["steps:\n  - x\n", "steps: |\n  - x\n", "- steps:\n  - x\nsteps:\n  - x\n"])
@given(texts=st.lists(TEXTS | SCENARIOS, max_size=4))
def test_whatever_was_read_before_a_text_says_what_it_says(texts: list[str]) -> None:
    steps = Repeated("steps")
    for text in texts:
        assert told(text, steps) == told(text)
