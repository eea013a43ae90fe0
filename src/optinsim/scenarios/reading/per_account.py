"""One scenario on several accounts: `accounts: [us.yaml, ca.yaml]`, and `$on` in expectations.

Knows the names of the accounts, and the scenario on each of them. Does not read account files.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from optinsim.codes import Code
from optinsim.core.values import value
from optinsim.files.composed import Origin, composed, is_shared, origin_of, without_keys
from optinsim.files.problems import nearest, one_of
from optinsim.files.source import YamlMapping, YamlSequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from optinsim.adapter import Place
    from optinsim.files.problems import Problem
    from optinsim.files.tree import Document

ON = "$on"


@value
class OnAccount:
    """A scenario on one of its accounts."""

    document: Document
    """The scenario with that account as its `account`, and only that account's expectations."""
    name: str | None
    """The account's name; None if the scenario has only one account."""


def account_name(path: str) -> str:
    """The name of an account: its file's name without the ending."""
    return PurePath(path).stem


def account_names(document: Document) -> list[str]:
    """The names of a scenario's accounts; empty if it has only one, or none can be used."""
    accounts = document.tree.get("accounts")
    if not isinstance(accounts, YamlSequence):
        return []
    return [account_name(path) for path in accounts if isinstance(path, str)]


def on_accounts(
    document: Document, override: str | None = None
) -> tuple[list[OnAccount], list[Problem]]:
    """A scenario on each of its accounts, and the faults in how it names them.

    Args:
        document: a scenario, with the steps of its groups in place.
        override: the account file of the command line, which replaces all of them.
    """
    tree = document.tree
    names = account_names(document)
    by_account = dict(_expectations(document))
    problems = [
        *_faults_of_accounts(document),
        *_faults_of_on(document, by_account, names, override),
    ]
    if override is not None:
        origin = Origin(origin_of(document, ()).document, ())
        one = composed(without_keys(document, "accounts"), {"account": (override, origin)})
        return [OnAccount(_without_on(one, by_account, account_name(override)), None)], problems
    if "accounts" not in tree:
        return [OnAccount(_without_on(document, by_account, ""), None)], problems
    found: dict[str, OnAccount] = {}
    accounts = tree["accounts"] if isinstance(tree["accounts"], YamlSequence) else ()
    for i, path in enumerate(accounts):
        name = account_name(path) if isinstance(path, str) else ""
        if name and name not in found:
            origin = origin_of(document, ("accounts", i))
            one = composed(without_keys(document, "accounts"), {"account": (path, origin)})
            found[name] = OnAccount(_without_on(one, by_account, name), name)
    return list(found.values()), problems


def _faults_of_accounts(document: Document) -> Iterator[Problem]:
    tree = document.tree
    if "accounts" not in tree:
        return
    place: Place = ("accounts",)
    if "account" in tree:
        message = "a scenario has account or accounts, and not both"
        yield document.problem(place, message, of_key=True, code=Code.TWO_ACCOUNTS)
    accounts = tree["accounts"]
    if not isinstance(accounts, YamlSequence) or not accounts:
        message = "accounts are a list of account files"
        yield document.problem(
            place, message, expected="a list such as [us.yaml, ca.yaml]", code=Code.WRONG_VALUE
        )
        return
    known: dict[str, int] = {}
    for i, path in enumerate(accounts):
        if not isinstance(path, str) or not path:
            yield document.problem(
                (*place, i),
                "an account is the path of a file",
                expected="us.yaml",
                code=Code.WRONG_VALUE,
            )
        elif (name := account_name(path)) in known:
            line = document.mark((*place, known[name])).line
            message = f"two accounts are called {name!r:.60} (line {line})"
            expected = "account files with different names"
            yield document.problem(
                (*place, i), message, expected=expected, code=Code.DOUBLED_ACCOUNT
            )
        else:
            known[name] = i


def _faults_of_on(
    document: Document,
    by_account: Mapping[int, YamlMapping],
    names: Sequence[str],
    override: str | None,
) -> Iterator[Problem]:
    """Faults of `$on`: a key that is no account of the scenario, or an account without a key."""
    run = names if override is None else [account_name(override)]
    known = [*names, *([account_name(override)] if override is not None else ())]
    for i, expect in by_account.items():
        place: Place = ("steps", i, "expect", ON)
        if not names:
            message = "$on is for a scenario with several accounts"
            yield document.problem(
                place,
                message,
                of_key=True,
                expected="accounts: [one, other]",
                code=Code.MISPLACED_ON,
            )
        elif not isinstance(expect[ON], YamlMapping):
            message = "$on has an expectation for each account"
            wanted = f"{{{names[0]}: {{state: pending}}}}"
            yield document.problem(place, message, expected=wanted, code=Code.WRONG_VALUE)
        else:
            for name, item in expect[ON].items():
                if name not in known:
                    yield document.problem(
                        (*place, name),
                        f"the scenario has no account {name!r:.60}",
                        of_key=True,
                        expected=one_of(known),
                        suggestion=nearest(name, known),
                        code=Code.UNKNOWN_ACCOUNT,
                    )
                elif not isinstance(item, YamlMapping):
                    message = "nothing is expected here"
                    wanted = "a mapping such as {state: pending}"
                    yield document.problem(
                        (*place, name), message, expected=wanted, code=Code.WRONG_VALUE
                    )
            missing = [name for name in run if name not in expect[ON]]
            said = [item for item in expect[ON].values() if isinstance(item, YamlMapping)]
            # Expectations beside $on apply to the others.
            free = dict.fromkeys(key for item in said for key in item if key not in expect)
            if missing and free:
                yield document.problem(
                    place,
                    f"nothing is said of {', '.join(free):.60} on {', '.join(missing):.60}",
                    of_key=True,
                    expected=f"{missing[0]}: {{…}} too, or {missing[0]}: {{}} for nothing more",
                    code=Code.FREE_ACCOUNT,
                )
            yield from _overridden(document, place, expect, dict.fromkeys([*names, *run]))


def _overridden(
    document: Document, place: Place, expect: YamlMapping, names: Iterable[str]
) -> Iterator[Problem]:
    """What stands beside an `$on` that says something else of it on every account."""
    if is_shared(document, place):
        return  # a group of the project file is for other accounts, too
    own = [expect[ON].get(name) for name in names]
    for key in expect:
        if key != ON and all(isinstance(one, YamlMapping) and key in one for one in own):
            yield document.problem(
                (*place[:-1], key),
                f"this is never checked: $on says what {key} is on every account",
                of_key=True,
                expected=f"{key} only beside $on, or only in it",
                code=Code.FREE_ACCOUNT,
            )


def _expectations(document: Document) -> Iterator[tuple[int, YamlMapping]]:
    """The expectations by account, each with the index of its step."""
    steps = document.tree.get("steps")
    for i, step in enumerate(steps if isinstance(steps, YamlSequence) else ()):
        expect = step.get("expect") if isinstance(step, YamlMapping) else None
        if isinstance(expect, YamlMapping) and ON in expect:
            yield i, expect


def _without_on(document: Document, found: Mapping[int, YamlMapping], name: str) -> Document:
    """The document with its steps' expectations on one account.

    Expectations beside `$on` apply to every account; for the same key, `$on` wins.
    """
    if not found:
        return document
    steps = YamlSequence()
    steps.extend(document.tree["steps"])
    steps.places = document.tree["steps"].places
    inside: dict[str | int, Origin] = {}
    for i, step in enumerate(steps):
        origin = inside[i] = origin_of(document, ("steps", i))
        if i in found:
            expect, of_expect = _expected_on(found[i], document, ("steps", i, "expect"), name)
            # Without an expectation on this account, the step has no `expect`.
            steps[i] = _with_expect(step, expect)
            keys = {key: origin_of(document, ("steps", i, key)) for key in step}
            inner = {**keys, "expect": of_expect}
            inside[i] = Origin(origin.document, origin.place, inner, origin.used)
    whole = origin_of(document, ("steps",))
    return composed(document, {"steps": (steps, Origin(whole.document, whole.place, inside))})


def _expected_on(
    expect: YamlMapping, document: Document, at: Place, name: str
) -> tuple[YamlMapping, Origin]:
    own: Any = expect[ON].get(name) if isinstance(expect[ON], YamlMapping) else None
    own = own if isinstance(own, YamlMapping) else YamlMapping()
    merged = YamlMapping()
    inside: dict[str | int, Origin] = {}
    for tree, place in ((expect, at), (own, (*at, ON, name))):
        for key, item in tree.items():
            if key != ON:
                merged[key], inside[key] = item, origin_of(document, (*place, key))
    origin = origin_of(document, at)
    return merged, Origin(origin.document, origin.place, inside, origin.used)


def _with_expect(step: YamlMapping, expect: YamlMapping) -> YamlMapping:
    copy = YamlMapping()
    copy.update(step)
    copy.places = step.places
    copy["expect"] = expect
    if not expect:
        del copy["expect"]
    return copy
