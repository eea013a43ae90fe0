"""Warns of what is suspicious in a scenario: expectations that are met for a wrong reason.

Knows what kinds of warnings there are, and their places in a case; most are found by the modules
beside it. A warning changes how a run ends with `--warnings-as-errors` only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from optinsim.codes import Code
from optinsim.core.numbers import describe_mistyped, parse_mdn
from optinsim.files.composed import is_shared, origin_of
from optinsim.files.problems import nearest, one_of
from optinsim.files.validate import fault_problem, has_variable
from optinsim.scenarios.reading.foreign_variables import foreign_variables
from optinsim.scenarios.reading.operators import captures
from optinsim.scenarios.reading.per_account import ON
from optinsim.scenarios.reading.warnings.impossible_values import impossible
from optinsim.scenarios.reading.warnings.misplaced_fields import misplaced_fields
from optinsim.scenarios.reading.warnings.missing_owners import missing_owners
from optinsim.scenarios.reading.warnings.mistyped_requests import mistyped_requests
from optinsim.scenarios.reading.warnings.negated import without_effect
from optinsim.scenarios.reading.warnings.no_time import waits_of_no_time
from optinsim.scenarios.reading.warnings.other_form import of_other_form
from optinsim.scenarios.reading.warnings.other_keys import other_keys
from optinsim.scenarios.reading.warnings.other_people import about_others
from optinsim.scenarios.reading.warnings.slipped_numbers import slipped_numbers, slipped_senders
from optinsim.scenarios.reading.warnings.tautologies import tautologies
from optinsim.scenarios.reading.warnings.too_easy import too_easy
from optinsim.scenarios.reading.warnings.unknown_targets import unknown_targets
from optinsim.scenarios.reading.warnings.unstored_ids import unstored_ids
from optinsim.scenarios.reading.warnings.unstored_values import unstored_values
from optinsim.scenarios.reading.warnings.unused_people import people_nobody_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from optinsim.adapter import Place
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.warnings.known_keys import KeyTrees


def suspicious(case: Case, keys: KeyTrees | None) -> Iterator[Problem]:
    """The warnings about a case; `keys` are those of its account, if its platform lists them."""
    yield from _strange_tags(case)
    yield from _mistyped_numbers(case)
    yield from _unchecked_steps(case)
    for fault in foreign_variables(case):
        yield fault_problem(fault, case.document, ())
    if keys is not None:
        yield from _unknown_keys(case, keys)
        for fault in mistyped_requests(case, keys):
            yield fault_problem(fault, case.document, ("steps",))
    yield from _without_effect(case, () if keys is None else tuple(keys.known.callbacks))
    for fault in (*about_others(case), *waits_of_no_time(case)):
        yield fault_problem(fault, case.document, ("steps",))
    for fault in (*unknown_targets(case), *missing_owners(case), *unstored_ids(case)):
        yield fault_problem(fault, case.document, ("steps",))
    for fault in other_keys(case):
        yield fault_problem(fault, case.document, ("steps",))
    for fault in (*slipped_numbers(case), *slipped_senders(case)):
        yield fault_problem(fault, case.document, ("steps",))
    yield from _unused_captures(case)
    yield from too_easy(case)
    for fault in (*tautologies(case), *misplaced_fields(case)):
        yield fault_problem(fault, case.document, ())


def _strange_tags(case: Case) -> Iterator[Problem]:
    """Tags that are several words: `--tag` takes each of them for a tag of its own."""
    for i, tag in enumerate(case.file.tags):
        words = [word for word in re.split(r"[\s,;]+", tag) if word]
        if words != [tag]:
            yield _warning(
                case,
                ("tags", i),
                f"{tag!r:.60} is one tag, which --tag cannot choose by its words",
                expected=f"[{', '.join(words):.60}] for several, or a - between the words of one",
                code=Code.STRANGE_TAG,
            )


def _mistyped_numbers(case: Case) -> Iterator[Problem]:
    """The phone numbers that look foreign by a typing error."""
    given: list[tuple[Place, str | None]] = [
        (("people", name, "mdn"), person.mdn) for name, person in case.file.people.items()
    ]
    given += [
        (("steps", i, "from"), step.draft.from_) for i, step in enumerate(case.steps) if step.draft
    ]
    country = case.account.setup.country
    for place, number in given:
        mdn = parse_mdn(number or "", country)
        if mdn and (message := describe_mistyped(mdn, country)):
            yield _warning(case, place, message, code=Code.FOREIGN_NUMBER)


def _unchecked_steps(case: Case) -> Iterator[Problem]:
    """Steps that could do anything: no step from there on expects something."""
    if case.file.strict:
        return
    last = max((i for i, step in enumerate(case.steps) if "expect" in step.tree), default=-1)
    rest = case.steps[last + 1 :]
    if not rest:
        return
    place: Place = ("steps", last + 1) if last >= 0 else ("scenario",)
    where = "from this step on" if last >= 0 else "in this scenario"
    message, expected = f"nothing is expected {where}", "the key expect in the last step"
    name = case.sharing.account_name
    if name is not None and any(_is_by_account(case, i) for i in range(last + 1, len(case.steps))):
        message = f"on {name}, {message}"  # a step expects something on another account
        expected = f"something for {name} in the last step"
    # A refused request fails its step, whatever is expected.
    but = ", unless a request is refused" if any("request" in step.tree for step in rest) else ""
    message += f": it passes whatever happens{but}"
    expected += ", or strict: true"
    yield _warning(case, place, message, expected=expected, code=Code.UNCHECKED_STEPS)


def _is_by_account(case: Case, index: int) -> bool:
    """Whether a step is written with `$on`."""
    origin = origin_of(case.document, ("steps", index))
    return origin.document.has((*origin.place, "expect", ON))


_HOLDERS = {"callbacks": "this callback", "record": "the record", "response": "this answer"}
"""What has a key, by the key of the expectation."""


def _unknown_keys(case: Case, known: KeyTrees) -> Iterator[Problem]:
    """Keys that no body, record or answer of the platform has."""
    for i, step in enumerate(case.steps):
        if step.draft is not None:
            for at, key, keys in known.unknown(step.draft.expect):
                place = ("steps", i, "expect", *at)
                message = f"{_HOLDERS[str(at[0])]} has no {key!r:.60} at this level"
                if "headers" in at[:2]:
                    message = f"this answer has no header {key!r:.60}"
                yield _warning(
                    case,
                    place,
                    message,
                    expected=one_of(keys),
                    suggestion=nearest(key, keys),
                    code=Code.UNKNOWN_PLATFORM_KEY,
                )


def _without_effect(case: Case, names: Collection[str]) -> Iterator[Problem]:
    """What is excluded and cannot come; `names` are those of the platform's callbacks."""
    for i, step in enumerate(case.steps):
        if step.draft is None or step.is_plain:
            continue
        expect, place = step.draft.expect, ("steps", i, "expect")
        shown = repr(step.tree)  # a variable can bring a $not
        faults = [*without_effect(case, expect, names)]
        if "$not" in shown or "${" in shown or "(?!" in shown:
            faults += [*impossible(case, expect), *unstored_values(case, expect)]
            faults += of_other_form(case, step.draft)
        for fault in faults:
            # What a step captures can be anything.
            waits = step.file is None and has_variable(case.document.at((*place, *fault.place)))
            if not waits:
                yield fault_problem(fault, case.document, place)


def _unused_captures(case: Case) -> Iterator[Problem]:
    """Captures that no later step uses: each takes any value.

    What a group of steps captures may be for another scenario.
    """
    for i, step in enumerate(case.steps):
        if step.group is not None or step.is_plain:
            continue
        expect = step.tree.get("expect") if isinstance(step.tree, dict) else None
        for place, name in captures(expect, ("steps", i, "expect")):
            if name not in case.scope.used_captures:
                yield _unused(case, place, "", name)


def unused_names(cases: Sequence[Case]) -> Iterator[Problem]:
    """What examples and vars say for names that no step uses, each name once.

    A column of that kind looks like an expectation, and is none. One that only the title names
    tells the cases apart, as long as steps use another column.
    """
    used, in_title, columns = _used(cases), _in_title(cases), _columns(cases)
    labels = in_title if columns & used else set[str]()
    known: set[str] = set()
    for case in cases:
        for name in (case.example or {}).keys() - used - labels - known:
            known.add(name)
            near = nearest(name, [n for n in case.file.vars if n in used])
            place = ("examples", case.number, name)
            yield _unused(case, place, near, is_in_title=name in in_title)
    document = cases[0].document
    for name in people_nobody_names(cases):
        if is_shared(document, ("people", name)):
            continue  # a person of the project file is for other scenarios, too
        message = f"no step is about {name!r:.60} or names this person"
        yield _warning(cases[0], ("people", name), message, code=Code.UNUSED_NAME)
    for name in cases[0].file.vars.keys() - used - columns:
        if is_shared(document, ("vars", name)):
            continue  # a var of the project file is for other scenarios, too
        near = nearest(name, [n for n in cases[0].example or {} if n in used])
        yield _unused(cases[0], ("vars", name), near, is_in_title=name in in_title)


def equal_examples(cases: Sequence[Case]) -> Iterator[Problem]:
    """Examples that run as an earlier one of the same account does.

    If no step uses a column, that is told of the columns, and not of the examples.
    """
    used = _used(cases)
    labels = _in_title(cases) - used if _columns(cases) & used else set[str]()
    known: dict[str, Case] = {}
    for case in cases:
        columns = sorted((case.example or {}).items())
        run = [(name, item) for name, item in columns if name not in labels]
        first = known.setdefault(repr((case.sharing.account_name, run)), case)
        if first is not case:
            line = case.document.mark(("examples", first.number)).line
            message = f"this example is that of line {line} again"
            if sorted((first.example or {}).items()) != columns:
                message = f"this example runs as that of line {line} does: only the title differs"
            yield _warning(case, ("examples", case.number), message, code=Code.EQUAL_EXAMPLES)


def _used(cases: Iterable[Case]) -> set[str]:
    """The names of variables that something besides the title uses."""
    return {name for case in cases for name in case.scope.used}


def _in_title(cases: Iterable[Case]) -> set[str]:
    return {name for case in cases for name in case.scope.in_title}


def _columns(cases: Iterable[Case]) -> set[str]:
    return {name for case in cases for name in case.example or {}}


def _unused(
    case: Case, at: Place, near: str, name: str = "", *, is_in_title: bool = False
) -> Problem:
    where = "in the title, and in no step" if is_in_title else "nowhere"
    message = f"${{{name or at[-1]:.60}}} is used {where}"
    return _warning(case, at, message, suggestion=near, code=Code.UNUSED_NAME)


def _warning(case: Case, at: Place, message: str, *, code: Code, **more: Any) -> Problem:
    return case.document.problem(at, message, code=code, **more)
