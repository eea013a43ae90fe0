"""A world's state is data, on every platform: copied, compared, restored, undone."""

from __future__ import annotations

import copy
import importlib
import pickle
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optinsim.adapter import Account, Request
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.errors import CommandError
from optinsim.files.accounts import load_account
from optinsim.platforms import load_platform
from optinsim.simulator import Simulator
from tests.platforms.test_contract import ANN, BOB, PERSON, ROOT, WITH_CASES, is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optinsim.core.events import Event
    from optinsim.core.world import Snapshot
    from optinsim.simulator import Turn
    from tests.platforms.cases import Cases

Act = tuple[str, Any]
"""Something to do: a text of Ann's or Bob's, some hours that pass, a request, or a form."""

ACCOUNTS = pytest.mark.parametrize(
    "account",
    [
        "acme-vibes-many",
        "acme-vibes-start-words",
        "acme-cordial-many",
        "acme-cordial-own-words",
        "bigstate-signalvine",
        "bigstate-signalvine-two-programs",
    ],
)
"""Accounts of scenarios/accounts in which there is something to be mistaken about."""


@cache
def loaded(name: str) -> Account:
    return load_account(ROOT / "scenarios/accounts" / f"{name}.yaml")


def acts_of(account: Account) -> st.SearchStrategy[list[Act]]:
    """Anything that can happen with the account, most of it likely to matter."""
    setup = account.setup
    keywords = [word for campaign in setup.campaigns for word in campaign.keywords[:1]]
    words = setup.words
    others = [*words.stop[:1], *words.help[:1], *words.yes[:1], *words.no[:1], *words.start[:1]]
    answers = [
        answer.word for question in setup.questions.values() for answer in question.answers.values()
    ]
    said = st.sampled_from([*keywords, *keywords, *others, *answers, "60601", "hello"])
    to = st.sampled_from(sorted(setup.by_number))
    texts = st.tuples(st.sampled_from(["ann", "ann", "bob"]), st.tuples(said, to))
    waits = st.tuples(st.just("wait"), st.sampled_from([0, 1, 12, 24, 25, 24 * 8]))
    forms = st.tuples(st.just("form"), st.integers(0, 11))
    return st.lists(texts | texts | waits | forms, max_size=12)


def do(simulator: Simulator, act: Act) -> Turn:
    what, argument = act
    if what == "wait":
        return simulator.handle(AdvanceTime(simulator.now + timedelta(hours=argument)))
    if what == "form":
        forms = [form for form in simulator.forms(PERSON) if not is_blank(form)]
        argument = forms[argument % len(forms)].request({})
    if what in ("request", "form"):
        return simulator.handle(simulator.sign(argument))
    text, to = argument if isinstance(argument, tuple) else (argument, None)
    return simulator.handle(ReceiveText(ANN if what == "ann" else BOB, text, to))


def behaviour(simulator: Simulator, act: Act) -> Any:
    """What counts of a command: no ids, no times that are shown."""
    turn = do(simulator, act)
    return (
        turn.reading and (turn.reading.kind, turn.reading.rule, turn.reading.campaign),
        [(reply.mdn, reply.purpose, reply.campaign) for reply in turn.replies],
        [callback.name or callback.body.get("club") for callback in turn.callbacks],
        turn.response and turn.response.status,
        [simulator.states(mdn) for mdn in (ANN, BOB)],
    )


def cases_of(name: str) -> Cases:
    cases: Cases = importlib.import_module(f"tests.platforms.{name}.contract").CASES
    return cases


def account_of(name: str) -> Account:
    platform, tree = load_platform(name), cases_of(name).tree
    file = platform.account_file.model_validate({**tree, "words": {"start": ["START"]}})
    return Account(file, platform, platform.setup(file))


PLATFORMS = pytest.mark.parametrize("platform", sorted(WITH_CASES))


# --- Snapshots


def going_on_is_the_same(account: Account, before: list[Act], after: list[Act]) -> None:
    simulator = Simulator(account, seed=3)
    for act in before:
        do(simulator, act)
    snapshot = simulator.snapshot()
    kept = pickle.dumps(snapshot)
    twins = [
        Simulator.of(account, pickle.loads(kept)),  # noqa: S301 (our own)
        copy.deepcopy(simulator),
        pickle.loads(pickle.dumps(simulator)),  # noqa: S301
    ]
    turns = [do(simulator, act) for act in after]
    end = simulator.snapshot()
    assert pickle.dumps(snapshot) == kept, "a snapshot has changed with its world"
    simulator.restore(snapshot)
    assert simulator.snapshot() == snapshot
    seen = [_seen(turn) for turn in turns]
    for world in (simulator, *twins):
        assert [_seen(do(world, act)) for act in after] == seen
        assert world.snapshot() == end
        assert world.next_due == simulator.next_due


def _seen(turn: Turn) -> Any:
    """All of a turn, as text: campaigns of a copied account are other objects."""
    return (
        turn.at,
        [type(event).__name__ for event in turn.events],
        turn.replies,
        [(callback.body, callback.destination) for callback in turn.callbacks],
        turn.response,
    )


@ACCOUNTS
@given(data=st.data())
def test_a_restored_world_goes_on_as_the_one_that_was_kept(
    account: str, data: st.DataObject
) -> None:
    acts = acts_of(loaded(account))
    going_on_is_the_same(loaded(account), data.draw(acts), data.draw(acts))


def test_a_snapshot_of_another_account_is_refused() -> None:
    snapshot = Simulator(account_of("vibes")).snapshot()
    with pytest.raises(CommandError, match="the snapshot is of another account"):
        Simulator(account_of("cordial")).restore(snapshot)


# --- The canonical form


@ACCOUNTS
@given(data=st.data())
def test_worlds_with_equal_forms_behave_equally(account: str, data: st.DataObject) -> None:
    """Whatever led there, from other seeds and at other times: the next ten commands say the same.

    A walk that comes back to a form, and walks of worlds that began elsewhere, make the pairs.
    """
    right = loaded(account)
    acts = acts_of(right)
    known: dict[Any, Snapshot] = {}
    pairs: list[tuple[Snapshot, Snapshot]] = []
    for seed, hours in ((0, 0), (1, 5)):
        simulator = Simulator(right, seed=seed)
        do(simulator, ("wait", hours))
        walk = data.draw(st.permutations(data.draw(acts)))
        for act in [("wait", 0), *walk]:
            do(simulator, act)
            snapshot = simulator.snapshot()
            first = known.setdefault(simulator.canonical(), snapshot)
            if first is not snapshot:
                pairs.append((first, snapshot))
    for one, other in pairs[-3:]:
        ones, others = Simulator.of(right, one), Simulator.of(right, other)
        for act in data.draw(acts)[:10]:
            assert behaviour(ones, act) == behaviour(others, act)


@pytest.mark.parametrize("first", ["SUMMER", "VIP"])
def test_the_order_of_two_prompts_is_a_part_of_the_form(first: str) -> None:
    """A «no» is for the newest: SUMMER and then VIP is not VIP and then SUMMER."""
    second = {"SUMMER": "VIP", "VIP": "SUMMER"}[first]
    forms = []
    for keywords in ((first, second), (second, first), (first, second)):
        simulator = Simulator(loaded("acme-vibes-many"))
        for keyword in keywords:
            do(simulator, ("ann", keyword))
        forms.append(simulator.canonical())
    assert forms[0] == forms[2] != forms[1]


@PLATFORMS
def test_the_form_is_plain_and_does_not_know_seed_or_time(platform: str) -> None:
    cases, account = cases_of(platform), account_of(platform)
    forms = []
    for seed, hours in ((0, 0), (9, 7)):
        simulator = Simulator(account, seed=seed)
        do(simulator, ("wait", hours))
        do(simulator, ("ann", cases.keyword))
        forms.append(simulator.canonical())
    assert forms[0] == forms[1]
    assert hash(forms[0]) == hash(forms[1])
    only_plain(forms[0])


def only_plain(form: Any) -> None:
    if type(form) is tuple:
        for item in form:
            only_plain(item)
    else:
        assert type(form) in (str, int, float, bool, type(None))


@PLATFORMS
def test_the_form_tells_what_happens_next_apart(platform: str) -> None:
    """Joined, and joined and left, are different; a text that means nothing changes nothing."""
    cases = cases_of(platform)
    simulator = Simulator(account_of(platform))
    forms = [simulator.canonical()]
    for act in (("ann", cases.keyword), ("ann", cases.confirmation or "hello"), ("ann", "STOP")):
        do(simulator, act)
        forms.append(simulator.canonical())
    assert len(set(forms)) == (4 if cases.confirmation else 3)
    do(simulator, ("ann", cases.unmatched))
    assert simulator.canonical() == forms[-1]


def test_two_people_who_wait_are_told_apart_by_what_they_wait_for() -> None:
    """An hour between two prompts is an hour between two deadlines."""
    forms = []
    for hours in (1, 2, 1):
        simulator = Simulator(account_of("vibes"))
        for act in (("ann", "SUMMER"), ("wait", hours), ("bob", "SUMMER")):
            do(simulator, act)
        forms.append(simulator.canonical())
    assert forms[0] == forms[2] != forms[1]


# --- What fails has changed nothing


class PlantedError(Exception):
    """A fault of a platform, or of ours."""


def failing_after(
    monkeypatch: pytest.MonkeyPatch, platform: type, events: int
) -> Callable[[], None]:
    """Have the platform's `callbacks` raise at one of the next events; how to mend it."""
    right = platform.callbacks  # type: ignore[attr-defined]
    left = [events]

    def wrong(self: Any, event: Event) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise PlantedError
        return right(self, event)

    monkeypatch.setattr(platform, "callbacks", wrong)
    return lambda: monkeypatch.setattr(platform, "callbacks", right)


@PLATFORMS
def test_a_command_that_fails_has_changed_nothing_and_leaves_no_events(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At whatever event of whatever command: texts, time that passes two expiries, requests."""
    cases, account = cases_of(platform), account_of(platform)
    before: Sequence[Act] = (("ann", cases.keyword), ("wait", 1), ("bob", cases.keyword))
    tried: list[Act] = [("wait", 48), ("ann", "STOP"), ("ann", cases.confirmation or "hello")]
    tried += [("request", request) for request in cases.good]
    failed = 0
    for act in tried:
        right = Simulator(account)
        for one in before:
            do(right, one)
        as_it_was = right.snapshot()
        turn = do(right, act)
        for number in range(len(turn.events)):
            simulator = Simulator.of(account, as_it_was)
            mend = failing_after(monkeypatch, account.platform, number)
            with pytest.raises(PlantedError):
                do(simulator, act)
            mend()
            failed += 1
            assert simulator.snapshot() == as_it_was
            assert _seen(do(simulator, act)) == _seen(turn)
            assert simulator.snapshot() == right.snapshot()
    assert failed > 2


def test_a_confirmed_opt_in_waits_for_nothing() -> None:
    """SUMMER and then Y: its expiry is cancelled, so nothing is due any more."""
    simulator = Simulator(account_of("vibes"))
    simulator.text("SUMMER", ANN)
    assert simulator.next_due == simulator.now + timedelta(hours=24)
    simulator.text("Y", ANN)
    assert simulator.next_due is None


def test_a_landline_sends_no_text() -> None:
    simulator = Simulator(account_of("vibes"), landlines=frozenset({ANN}))
    with pytest.raises(CommandError, match=r"\+13125550123 is a landline"):
        simulator.text("SUMMER", ANN)
    assert simulator.states(ANN) == Simulator(account_of("vibes")).states(ANN)


def test_requests_are_commands_too() -> None:
    """A request that is not signed is answered, and nothing is written."""
    simulator = Simulator(account_of("vibes"))
    before = simulator.snapshot()
    simulator.handle(Request("GET", "/companies/acme/sourcecodes"))
    assert simulator.snapshot() == before


def test_a_campaign_that_only_follows_is_told_from_one_that_was_joined() -> None:
    """Both are subscribed; but after a stop, START brings back the one that was joined."""
    forms = []
    for keyword in ("SUMMER", "WINTER"):
        simulator = Simulator(shared_list())
        do(simulator, ("ann", keyword))
        do(simulator, ("ann", "Y"))
        forms.append(simulator.canonical())
    assert forms[0] != forms[1]


def shared_list() -> Account:
    """Two campaigns of one list, and a start word."""
    platform = load_platform("vibes")
    campaigns = [
        {"acquisition_id": word[0], "keywords": [word], "subscription_list": 1}
        for word in ("SUMMER", "WINTER")
    ]
    tree: dict[str, Any] = {"platform": "vibes", "name": "Acme", "number": "84237"}
    tree |= {"campaigns": campaigns, "subscription_lists": [{"id": 1}]}
    tree |= {"words": {"start": ["START"]}}
    file = platform.account_file.model_validate(tree)
    return Account(file, platform, platform.setup(file))
