"""Updates a file's expectations to the actual values: run, decide, rewrite, and run again.

Knows the order of these steps, and when to give up. Reads and runs the text that it returns: the
text is usable, only expectations have changed, and the rewritten ones are met. Does not
write files and does not ask the user: the caller passes a function that chooses.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from optinsim.codes import Code
from optinsim.core.values import value
from optinsim.fields import Plain
from optinsim.files.composed import written
from optinsim.files.layout import layout, path_of
from optinsim.files.problems import FileError, Mark, Problem, in_order
from optinsim.files.source import read_text
from optinsim.files.validate import path_text
from optinsim.scenarios.reading.cases import Broken, Case
from optinsim.scenarios.running.case_run import CaseRun
from optinsim.scenarios.writing.update.agree import agreed
from optinsim.scenarios.writing.update.changes import AddKey, Change, Decision, Insert, Left
from optinsim.scenarios.writing.update.decide import decide, fill
from optinsim.scenarios.writing.update.shared_steps import index_of, why_shared
from optinsim.scenarios.writing.update.splice import Edit, Splicer, spliced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from optinsim.adapter import Place
    from optinsim.files.layout import Node
    from optinsim.files.tree import Document
    from optinsim.scenarios.reading.load import Loader

MOST_ROUNDS = 20
"""A value captured in a wrong step may make later steps wrong, and so on."""


@value
class Proposal:
    """One change, as shown to the user."""

    file: str
    mark: Mark
    path: str
    """steps[1].expect.state"""
    before: str
    """The present text; empty for an addition."""
    after: str
    """The new text; empty for a removal."""
    change: Change


@dataclass(slots=True)
class Updated:
    """The result of updating a file."""

    before: str
    after: str
    """The new text; unchanged if there is no change, or if the update was given up."""
    count: int = 0
    """Expectations that were rewritten."""
    left: list[Problem] = field(default_factory=list)
    """Expectations that are not met and cannot be rewritten, with the reasons."""
    moved: dict[int, int] = field(default_factory=dict)
    """The former first line of each scenario, and the present one, from 1."""
    failed: Problem | None = None
    """Why the file was given up, if it was."""


@value
class _Reading:
    """A text, and its documents and cases."""

    body: str
    documents: list[Document]
    roots: list[Node]
    """The roots of the documents, with positions."""


@dataclass
class Updater:
    """Updates one file."""

    path: Path
    shown: str
    """Its name in problems."""
    loader: Loader
    """Reads its account."""
    chosen: Callable[[Sequence[Case | Broken]], Sequence[Case | Broken]]
    """Selects the file's cases to update. A file has one text for all examples of a scenario, so
    that selecting one example updates all."""
    choose: Callable[[Proposal], Change | None]
    """Returns the change to make: the proposed one, another one, or None."""
    missing: bool
    """Whether to change only steps without expectations."""
    _meant: set[int] | None = None
    """The selected documents."""
    _refused: set[tuple[int, int]] = field(default_factory=set)
    """Document and step of each change that the caller refused."""
    _changed: set[tuple[int, int]] = field(default_factory=set)
    """Document and step of each change that the caller accepted."""

    def update(self, text: str) -> Updated:
        """Update the text of the file; one that cannot be run stays as it is."""
        body = text.lstrip("\ufeff")
        marked = text[: len(text) - len(body)]
        updated = Updated(text, text)
        try:
            documents = read_text(body, self.shown)
        except FileError:  # the run that follows reports it
            return updated
        try:
            after = self._settle(documents, body, updated)
        except (FileError, ValueError) as error:
            updated.count = 0
            updated.failed = Problem(
                self.shown,
                f"cannot be updated, and stays as it is: {_first_line(error)}",
                code=Code.NOT_UPDATED,
            )
        else:
            updated.after = marked + after
        return updated

    def _settle(self, documents: list[Document], body: str, updated: Updated) -> str:
        """The text after all rounds.

        Raises:
            FileError: the new text cannot be read.
            ValueError: the rounds do not end, or something other than an expectation would change.
        """
        first = documents
        for number in range(MOST_ROUNDS):
            read = _Reading(body, documents, layout(body))
            wanted = self._decided(read)
            if wanted is None and number:
                raise ValueError("what would be written cannot be run")
            edits: list[Edit] = []
            updated.left = []
            for n, decision in wanted or ():
                updated.left += [_left(documents[n], left) for left in decision.left]
                chosen = self._chosen(read, n, decision)
                updated.count += len(chosen)
                edits += Splicer(body, read.roots[n]).edits(chosen)
            updated.left = in_order(updated.left)
            if not edits:
                break
            body = spliced(body, edits)
            documents = read_text(body, self.shown)
            if problem := _changed_elsewhere(first, documents):
                raise FileError([problem])
        else:
            raise ValueError("what would be written is not met")
        starts = zip(first, documents, strict=True)
        updated.moved = {before.start.line: after.start.line for before, after in starts}
        return body

    def _decided(self, read: _Reading) -> list[tuple[int, Decision]] | None:
        """The decision for each wrong step; None if a case cannot be run."""
        loaded = self.loader.take(read.documents, self.path, self.shown, may_be_account=True)
        if loaded.unreadable or any(isinstance(entry, Broken) for entry in loaded.entries):
            return None
        numbers = {id(document): n for n, document in enumerate(read.documents)}
        all_cases = [entry for entry in loaded.entries if isinstance(entry, Case)]
        if self._meant is None:
            self._meant = {numbers[id(written(case.document))] for case in self.chosen(all_cases)}
        cases: dict[int, list[Case]] = {}
        for case in all_cases:
            cases.setdefault(numbers[id(written(case.document))], []).append(case)
        wanted = []
        for n in sorted(self._meant & cases.keys()):
            found: dict[int, list[Decision]] = {}
            for case in cases[n]:
                for i, decision in self._run(case, n, read.roots[n]):
                    found.setdefault(i, []).append(decision)
            for i, decisions in sorted(found.items()):
                decision = agreed(decisions)
                if (n, i) in self._refused:
                    # The user was asked about this step already: do not ask again.
                    decision = replace(decision, changes=())
                wanted.append((n, decision))
        return wanted

    def _run(self, case: Case, number: int, root: Node) -> Iterator[tuple[int, Decision]]:
        """The decision for each step of a case, with the index of the step in the file."""
        run = CaseRun(case)
        while (step := run.step()) is not None and run.judged is not None:
            i = index_of(case, len(run.steps) - 1)
            expect, seen = run.judged
            empty = "expect" not in case.steps[len(run.steps) - 1].tree
            if shared := why_shared(case, len(run.steps) - 1):
                is_wrong = empty if self.missing else step.failures
                yield i, Decision(left=(Left(("steps", i), shared),)) if is_wrong else Decision()
            elif self.missing:
                if step.failures and (number, i) in self._changed:
                    raise ValueError("what would be written is not met")
                yield i, fill(root, i, seen) if empty else Decision()
            elif step.failures:
                yield i, decide(root, i, expect, seen, strict=case.file.strict)
            else:
                yield i, Decision()

    def _chosen(self, read: _Reading, number: int, decision: Decision) -> list[Change]:
        """The changes that the caller accepts."""
        chosen = []
        for change in decision.changes:
            taken = self.choose(_proposal(read, number, change))
            if taken is None:
                self._refused.add((number, int(change.at[1])))
            else:
                self._changed.add((number, int(change.at[1])))
                chosen.append(taken)
        return chosen


def _left(document: Document, left: Left) -> Problem:
    message = f"{path_text(left.at)} is left as it is: {left.why}"
    return document.problem(left.at, message, code=Code.NOT_UPDATED)


def _proposal(read: _Reading, number: int, change: Change) -> Proposal:
    """A change in the form for the user."""
    at = (*change.at, change.key) if isinstance(change, AddKey) else change.at
    at = (*at, change.before) if isinstance(change, Insert) else at
    document, root = read.documents[number], read.roots[number]
    node = path_of(root, change.at)[-1]
    before = "" if isinstance(change, AddKey | Insert) else read.body[node.start : node.end]
    edits = Splicer(read.body, root).edits([change])
    after = "".join(edit.text for edit in edits).strip()
    return Proposal(document.file, document.mark(at), path_text(at), before, after, change)


def _changed_elsewhere(before: list[Document], after: list[Document]) -> Problem | None:
    """The first place where two readings of a file differ outside of expectations."""
    message = "more than expectations would change"
    for one, other in zip(before, after, strict=False):
        ours, theirs = _parts(one.tree), _parts(other.tree)
        for place in (*ours, *(place for place in theirs if place not in ours)):
            if place not in ours or place not in theirs or not _same(ours[place], theirs[place]):
                return one.problem(place, message, code=Code.NOT_UPDATED)
    return (
        before[0].problem((), message, code=Code.NOT_UPDATED) if len(before) != len(after) else None
    )


def _parts(tree: Any) -> dict[Place, Any]:
    """A document in parts by their places: each key, and each step without its `expect`."""
    if not isinstance(tree, dict):
        return {(): tree}
    parts: dict[Place, Any] = {(key,): value for key, value in tree.items() if key != "steps"}
    steps = tree.get("steps")
    for i, step in enumerate(steps if isinstance(steps, list) else ()):
        is_step = isinstance(step, dict)
        stimulus = {k: v for k, v in step.items() if k != "expect"} if is_step else step
        parts["steps", i] = stimulus
    return parts


def _same(one: Any, other: Any) -> bool:
    """Whether two trees are equal, including which scalars are quoted."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return isinstance(one, Plain) is isinstance(other, Plain) and bool(one == other)


def _first_line(error: Exception) -> str:
    if isinstance(error, FileError):  # without its code, as the update's is added
        return f"{error.problems[0].place}: {error.problems[0].message}"
    return str(error).splitlines()[0]
