"""Runs a case: its steps one after the other in a fresh world, each judged against its expectation.

Does not read files and does not print.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from optinsim.adapter import Request
from optinsim.codes import Code
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.numbers import parse_mdn
from optinsim.errors import CommandError
from optinsim.fields import parse_duration, parse_instant
from optinsim.files.composed import origin_of
from optinsim.files.validate import path_text
from optinsim.scenarios.judging.judge import Seen, checked, judge
from optinsim.scenarios.reading.build import finish
from optinsim.scenarios.reading.variables import Budget
from optinsim.scenarios.running.laws import laws_of
from optinsim.scenarios.running.replay import simulated
from optinsim.scenarios.running.results import CaseResult, Outcome, StepFailure, StepResult
from optinsim.scenarios.running.warnings.idle_laws import idle_laws
from optinsim.scenarios.running.warnings.warn import suspicious

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from optinsim.adapter import JSON, Unsettled
    from optinsim.codec import Command
    from optinsim.core.consent import Consent
    from optinsim.files.problems import Problem
    from optinsim.scenarios.judging.failure import Failure
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import Auth, Expectation, RequestFile, StepFile
    from optinsim.scenarios.running.laws import LawOptions
    from optinsim.scenarios.running.results import LawFinding
    from optinsim.simulator import Turn


CAPTURES_MAY_ADD = 200_000
"""Values and characters that captured values may add to the steps of one case."""


class CaseWorld(Protocol):
    """The world in which a case is run: a simulator, or one in a server."""

    @property
    def now(self) -> datetime:
        """The time in it."""
        ...

    def handle(self, command: Command) -> Turn:
        """Carry out a command; see `Simulator.handle`."""
        ...

    def sign(self, request: Request, *, valid: bool = True) -> Request:
        """The request with the account's authentication, or with one that the vendor refuses."""
        ...

    def states(self, mdn: str) -> dict[str, Consent]:
        """The phone's state in every campaign."""
        ...

    def record(self, mdn: str) -> JSON:
        """The vendor's record of the person."""
        ...

    def unsettled(self) -> tuple[Unsettled, ...]:
        """The accepted calls that have failed since, had no effect or are not carried out yet."""
        ...


OpenWorld = Callable[["Case"], AbstractContextManager[CaseWorld]]
"""Opens a fresh world for a case, until the context is left."""


def in_process(case: Case) -> AbstractContextManager[CaseWorld]:
    """A world in this process."""
    return nullcontext(simulated(case))


def run_case(
    case: Case, open_world: OpenWorld = in_process, laws: LawOptions | None = None
) -> tuple[CaseResult, list[Problem]]:
    """Run one case; its result, and the problems that ended it early.

    A case stops at its first failing step. Later steps would be meaningless. If it passes, the
    problems are warnings about a case that has passed for a wrong reason.

    Args:
        case: the case.
        open_world: opens the world in which it runs.
        laws: how to judge its conversation by the laws; None: do not judge it.
    """
    with open_world(case) as world:
        run = CaseRun(case, world, laws)
        while (step := run.step()) is not None and not step.failures:
            pass
        result = run.result
        if result.outcome is Outcome.PASSED:
            found = suspicious(case, result.steps, run.captured, world.unsettled())
            return result, [*found, *idle_laws(case, laws)]
    return result, run.problems


class CaseRun:
    """Runs a case step by step: each call of `step` runs one step and judges it."""

    def __init__(
        self, case: Case, world: CaseWorld | None = None, laws: LawOptions | None = None
    ) -> None:
        """Prepare a case, in a world before its first step.

        See `run_case` for `laws`.
        """
        self.case = case
        self.world = world or simulated(case)
        self._laws = laws_of(case, laws)
        self._arguments = () if laws is None else laws.arguments
        self.steps: list[StepResult] = []
        self.problems: list[Problem] = []
        """The problems because of which the next step could not run, if any."""
        self.judged: tuple[Expectation, Seen] | None = None
        """The expectation of the last step, with variables filled in, and the step's results."""
        self.asked: tuple[Command, Auth] | None = None
        """The unsigned command of the last step, and the authentication that the step requests."""
        self.captured: dict[str, Any] = {}
        """The captured values, by name."""
        self._budget = Budget(CAPTURES_MAY_ADD)

    def step(self) -> StepResult | None:
        """Run the next step; None if there is none, or if it cannot run (see `problems`)."""
        case, index = self.case, len(self.steps)
        if self.problems or index == len(case.steps):
            return None
        file = case.steps[index].file
        if file is None:
            file, problems = finish(case, index, self.captured, self._budget, self.world.now)
            if file is None or problems:
                self.problems = problems
                return None
        try:
            mdn = _mdn(case, file.from_)
            command, auth = _asked(case, self.world.now, file, mdn)
            seen = self._do(authenticated(self.world, command, auth), mdn)
            found = judge(file.expect, seen, self.captured, strict=case.file.strict)
            failures = [_located(case, index, failure) for failure in found]
        except CommandError as error:
            self.problems = [
                case.document.problem(("steps", index), str(error), code=Code.IMPOSSIBLE_STEP)
            ]
            return None
        if self._laws is not None:
            failures += self._laws.turn(index, seen.turn)
            if index + 1 == len(case.steps) and not failures:
                failures += self._laws.unbroken()
        self.judged = (file.expect, seen)
        self.asked = (command, auth)
        result = StepResult(
            line=case.steps[index].line,
            turn=seen.turn,
            mdn=seen.mdn,
            states=seen.after,
            before=seen.before,
            failures=tuple(failures),
            group=case.steps[index].group,
            checked=checked(file.expect, strict=case.file.strict),
        )
        self.steps.append(result)
        return result

    def _do(self, command: Command, mdn: str) -> Seen:
        """Handle the command of a step; its results, to be judged."""
        world, last = self.world, self.steps[-1] if self.steps else None
        # Nothing happens between two steps: the states are those after the last one.
        is_known = last is not None and last.mdn == mdn
        before = last.states if last and is_known else world.states(mdn)
        turn = world.handle(command)
        after = world.states(mdn)
        number_of = partial(_number_of, self.case)
        return Seen(turn, mdn, before, after, lambda: world.record(mdn), number_of)

    @property
    def result(self) -> CaseResult:
        """The result of the case. A case with a step that did not run has not passed."""
        outcome = Outcome.ERROR
        if any(step.failures for step in self.steps):
            outcome = Outcome.FAILED
        elif not self.problems and len(self.steps) == len(self.case.steps):
            outcome = Outcome.PASSED
        findings = () if self._laws is None else tuple(self._laws.findings)
        result = result_of(self.case, outcome, tuple(self.steps), tuple(self.problems), findings)
        if not self._arguments:
            return result
        arguments = (*result.sharing.arguments, *self._arguments)
        return replace(result, sharing=replace(result.sharing, arguments=arguments))


def result_of(
    case: Case,
    outcome: Outcome,
    steps: tuple[StepResult, ...] = (),
    problems: tuple[Problem, ...] = (),
    findings: tuple[LawFinding, ...] = (),
) -> CaseResult:
    """The result of a case."""
    cites = case.file.cites
    return CaseResult(
        title=case.title,
        file=case.document.file,
        line=case.document.start.line,
        outcome=outcome,
        example=case.example,
        tags=case.file.tags,
        cites=(cites,) if isinstance(cites, str) else cites,
        steps=steps,
        expects_something=case.expects_something,
        number=None if case.example is None else case.number,
        problems=problems,
        sharing=case.sharing,
        findings=findings,
    )


class Signer(Protocol):
    """Authenticates requests: the simulator, or a replacement."""

    def sign(self, request: Request, *, valid: bool = True) -> Request:
        """Add the account's authentication, or one that the vendor refuses."""


def authenticated(signer: Signer, command: Command, auth: Auth) -> Command:
    """A request with the authentication that its step requests; any other command unchanged.

    Args:
        signer: the simulator, whose account signs.
        command: the command.
        auth: none or wrong; None: the account's own is added, unless the request has one.
    """
    if not isinstance(command, Request) or auth == "none":
        return command
    return signer.sign(command, valid=auth is None)


def _mdn(case: Case, name: str | None) -> str:
    """The MDN of a step: of the named person, the name itself, or of the first person."""
    if name is None:
        return case.people.first.mdn
    mdn = _number_of(case, name)
    if parse_mdn(mdn) is None:  # the checker has refused such names
        raise CommandError(f"there is no person {name!r}")
    return mdn


def _number_of(case: Case, name: str) -> str:
    """The number of a person, or an MDN in E.164; any other text as it is."""
    member = case.people.member(name)
    if member is not None:
        return member.mdn
    return parse_mdn(name, case.account.setup.country) or name


def _asked(case: Case, now: datetime, step: StepFile, mdn: str) -> tuple[Command, Auth]:
    if step.text is not None:
        return ReceiveText(mdn, step.text, step.to or case.account.setup.number), None
    if step.wait is not None:
        return AdvanceTime(_later(now, parse_duration(step.wait))), None
    if step.wait_until is not None:
        return AdvanceTime(parse_instant(step.wait_until)), None
    if step.listener is not None:
        call = [step.listener.auth, step.listener.contact]
        return Request("LISTENER", "/contact", {}, _json(call)), "none"
    if step.request is None:  # the checker has refused steps without a stimulus
        raise CommandError("this step does nothing")
    return _request(step.request), step.request.auth


def _later(now: datetime, duration: timedelta) -> datetime:
    try:
        return now + duration
    except OverflowError:
        raise CommandError("the calendar ends before this wait does") from None


def _request(request: RequestFile) -> Request:
    headers = dict(request.headers)
    body = (request.body or "").encode(errors="replace")
    if "json_" in request.model_fields_set:
        body = _json(request.json_)
        headers = {"Content-Type": "application/json", **headers}
    return Request(request.method, request.path, headers, body)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode(errors="surrogatepass")


def _located(case: Case, index: int, failure: Failure) -> StepFailure:
    """A failure with the place of its expectation in the file."""
    place = ("steps", index, "expect", *failure.place)
    mark = case.document.mark(place)
    file = origin_of(case.document, place).document.file
    return StepFailure(
        path=path_text(failure.place),
        expected=failure.expected,
        actual=failure.actual,
        message=failure.message,
        line=mark.line,
        column=mark.column,
        file=None if file == case.document.file else file,
    )
