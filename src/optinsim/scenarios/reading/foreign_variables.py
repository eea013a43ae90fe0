"""Variables that are written as other tools write them: `{{answer}}` in place of `${answer}`.

optinsim does not fill in such a variable, so a person texts the braces. Knows the names of a case:
its vars, its example, its captured values and the attributes of its people. A form that people
type for other reasons (`<answer>`) draws a warning only if it has exactly such a name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.files.problems import nearest
from optinsim.scenarios.reading.variables import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optinsim.adapter import Place
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.people import ScenarioPeople

_NAME = r"([^\W\d][\w.-]*)"
_FORMS = (
    rf"\{{\{{-?\s*{_NAME}\s*-?\}}\}}"  # Jinja, Mustache, GitHub: {{name}}
    rf"|(?<!\$)\{{{_NAME}\}}"  # Python, Ruby: {name}, #{name}, %{name}
    rf"|(?<!\?P)<{_NAME}>"  # Cucumber
    rf"|%\({_NAME}\)s"  # Python
    rf"|\$\({_NAME}\)"  # make
    rf"|(?<!\$)\${_NAME}"  # shells
    rf"|%{_NAME}%"  # Windows
)
"""A variable in another form. `re` compiles it for the first text that may have one."""
_IN_KEY = re.compile(r"\$\{([^{}]*)\}")
"""A variable of ours, in a key."""


def foreign_variables(case: Case) -> Iterator[Fault]:
    """The variables that are not filled in, in the steps, vars and example of a case."""
    named = (*case.file.vars, *(case.example or ()), *case.scope.captured)
    names = Names(named, case.people)
    for i, step in enumerate(case.steps):
        # Its repr is far faster to search than the tree.
        if step.has_signs and names.may_stand_in(repr(step.tree).lower()):
            yield from foreign_in(step.tree, ("steps", i), names)
    if names.may_stand_in(repr(case.file.vars).lower()):
        yield from foreign_in(case.file.vars, ("vars",), names)
    if case.file.examples and names.may_stand_in(repr(case.example).lower()):
        yield from foreign_in(case.file.examples[case.number], ("examples", case.number), names)
    yield from _bare(case)


def _bare(case: Case) -> Iterator[Fault]:
    """The values that are `ann.mdn` in an expectation by operators, where `${ann.mdn}` is meant.

    A plain expectation fails with such a value. What a step sends may come back as it is.
    """
    heads = [f"'{name}." for name in case.people.names]
    for i, step in enumerate(case.steps):
        is_mapping = isinstance(step.tree, dict) and not step.is_plain
        expect = step.tree.get("expect") if is_mapping else None
        if expect is not None and any(map(repr(expect).__contains__, heads)):
            paths = {path for member in case.people.members for path in member.paths}
            drafts = [one.draft for one in case.steps]
            sent = " ".join(f"{d.text} {d.request!r}" for d in drafts if d is not None)
            for place, text in _texts(expect, ("steps", i, "expect")):
                if text in paths and not re.search(rf"\b{re.escape(text)}\b", sent):
                    message = f"{text!r:.60} is not filled in, and stays as it is"
                    yield Fault(place, message, expected=f"${{{text}}}", code=Code.FOREIGN_VARIABLE)


def _texts(value: Any, at: Place) -> Iterator[tuple[Place, str]]:
    """The texts of a value, however deep, with their places."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, list | dict):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(item, (*at, key))


def has_signs(shown: str) -> bool:
    """Whether a tree with this repr may have a sign with which some tool begins a variable."""
    in_text = shown.count("{") - shown.count("{'") - shown.count("{}")
    return bool(in_text) or "$" in shown or "<" in shown or "%" in shown


class Names:
    """The names that a case can fill in, or those of a group's parameters."""

    def __init__(self, named: Iterable[str], people: ScenarioPeople | None = None) -> None:
        self.by_lower = {name.lower(): name for name in named}
        """The names by their lower case."""
        self._people = people
        who = () if people is None else people.names
        self._heads = (*self.by_lower, *(f"{name.lower()}." for name in who))

    def may_stand_in(self, shown: str) -> bool:
        """Fast path: whether there may be places in another form, or in a key.

        Called for every step of every scenario. Text search is ten times as fast as `_FORMS`.
        """
        if not has_signs(shown):
            return False
        if "{{" in shown or "}': " in shown:
            return True
        return any(
            shown.count(f"{{{head}") > shown.count(f"${{{head}")
            or any(f"{opening}{head}" in shown for opening in "<$(%")
            for head in self._heads
        )

    def meant(self, match: re.Match[str]) -> str | None:
        """The name that a place in another form means; None: no name of the case."""
        name = next(filter(None, match.groups()))
        found = self.by_lower.get(name.lower())
        if found is None and match[1] is not None:
            found = nearest(name, self.by_lower.values()) or None
        if found is None and "." in name and self._people is not None:
            member = self._people.member(name.partition(".")[0])
            found = name if member is not None and name in member.paths else None
        return found

    def has(self, name: str) -> bool:
        """Whether it is one of them."""
        is_theirs = self._people is not None and self._people.value(name) is not MISSING
        return is_theirs or name in self.by_lower.values()


def foreign_in(value: Any, at: Place, names: Names) -> Iterator[Fault]:
    """The variables that are not filled in, in a value at a place."""
    if isinstance(value, str):
        for match in re.finditer(_FORMS, value):
            name = names.meant(match)
            # The author of a text with ${name} knows the form; {{name}} is always a variable.
            if name is not None and (match[1] is not None or f"${{{name}}}" not in value):
                message = f"{match[0]!r:.60} is not filled in, and stays as it is"
                yield Fault(at, message, expected=f"${{{name}}}", code=Code.FOREIGN_VARIABLE)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from foreign_in(item, (*at, i), names)
    elif isinstance(value, dict):
        for key, item in value.items():
            if any(map(names.has, _IN_KEY.findall(key))):
                message = f"{key!r:.60} is a key, and variables are filled in in values"
                yield Fault((*at, key), message, expected="the key", code=Code.FOREIGN_VARIABLE)
            yield from foreign_in(item, (*at, key), names)
