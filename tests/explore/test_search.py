"""The search sees everything within its bounds, and says what they are."""

from __future__ import annotations

import json
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from optinsim import Simulator, load_account
from optinsim.core.inbound import Kind
from optinsim.errors import CommandError
from optinsim.explore import moves as moves_module
from optinsim.explore.exploration import Bounds
from optinsim.explore.json_form import as_json
from optinsim.explore.moves import POSTAL_CODES, Calls, TextMove, text_moves
from optinsim.explore.people import ALONE
from optinsim.explore.saving import save
from optinsim.explore.search import Explorer, explore
from optinsim.explore.steps import Steps
from optinsim.laws.packs import PACKS, pack_for
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.running.run import run
from tests.explore.test_planted_faults import VIBES, account_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "scenarios/accounts").glob("*.yaml"))
LARGE_BY_SECONDS = {
    *("acme-vibes-many.yaml", "acme-vibes-callbacks.yaml", "acme-vibes-nothing-registered.yaml")
}
"""Those that none has come to the end of with `--exact-times`."""
SECONDS_LONG = ("-many", "-two-programs")
"""How the names of the accounts end whose search takes seconds: `make soak` searches them."""


def dice(seed: int) -> Iterator[int]:
    """Numbers that look random and are always the same."""
    while True:
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
        yield seed >> 33


def walk(account: Path, steps_to_take: int) -> None:
    """Walk at random by the explorer's moves, and look each state up among the explored ones."""
    explorer = Explorer(load_account(account), PACKS[0], Bounds(calls=0, exact_times=True))
    assert explorer.run().is_complete
    steps, numbers = explorer.steps, dice(1)
    steps.simulator.restore(Simulator(steps.simulator.account).snapshot())
    at = steps.beginning()
    for _ in range(steps_to_take):
        moves = list(steps.moves(at))
        move = moves[next(numbers) % len(moves)]
        made = steps.step(at, move)
        if made is None:
            continue
        if steps.simulator.changes_only_callbacks:
            steps.simulator.undo()
        number = explorer.seen.find(made[0])
        assert number is not None, move.name
        at = made[0]


@pytest.mark.no_cover  # a whole search: the smaller ones below cover it
@pytest.mark.parametrize("name", ["acme-vibes", "acme-cordial-single", "bigstate-signalvine"])
def test_a_random_walk_never_leaves_the_explored_states(name: str) -> None:
    walk(ROOT / f"scenarios/accounts/{name}.yaml", 1500)


@pytest.mark.soak
@pytest.mark.parametrize(
    "path",
    [path for path in SHIPPED if path.name not in LARGE_BY_SECONDS],
    ids=lambda path: path.stem,
)
def test_a_long_random_walk_never_leaves_the_explored_states(path: Path) -> None:
    walk(path, 1_000_000 // (len(SHIPPED) - len(LARGE_BY_SECONDS)))


@pytest.mark.no_cover  # a search beside a search: smaller ones cover it
@pytest.mark.parametrize(
    "name",
    [
        *("acme-vibes", "acme-vibes-shared-single", "acme-cordial-single"),
        *(
            pytest.param(name, marks=pytest.mark.soak)
            for name in (
                *("acme-vibes-start-words", "acme-cordial-many"),
                "bigstate-signalvine-two-programs",
            )
        ),
    ],
)
def test_states_that_are_one_lead_on_alike(name: str) -> None:
    """Beside a search by the canonical form, which tells apart whatever is shown."""
    account = load_account(ROOT / f"scenarios/accounts/{name}.yaml")
    bounds = Bounds(calls=0, exact_times=True)
    steps, exact = Steps(account, PACKS[0], bounds), Simulator(account)
    start = steps.beginning()
    seen = {(exact.canonical(), start.stands[0].wishes)}
    frontier = deque([(start, exact.snapshot())])
    known: dict[tuple[object, ...], object] = {}
    while frontier and len(seen) < MOST_STATES:
        at, snapshot = frontier.popleft()
        steps.simulator.restore(snapshot)
        for move in list(steps.moves(at)):
            steps.simulator.restore(snapshot)
            made = steps.step(at, move)
            if made is None or steps.simulator.changes_only_callbacks:
                continue
            to, turn = made
            came = (
                *(to.key, to.refusals, turn.reading and turn.reading.kind),
                *([sent.purpose for sent in turn.replies], [one.name for one in turn.callbacks]),
            )
            step = move.label if isinstance(move, TextMove) else move.name
            assert known.setdefault((at.key, at.refusals, step), came) == came
            after = steps.simulator.snapshot()
            exact.restore(after)
            state = exact.canonical(), to.stands[0].wishes
            if state not in seen:
                seen.add(state)
                frontier.append((to, after))


MOST_STATES = 400


# --- Every shipped account

BROKEN_BY_ALL = {"stop-is-read"}
"""No account reads every wording of a person."""
CORDIAL = ["api-respects-stop-and-no", "nothing-after-stop", "pending-ends"]
"""A call may ask, add or confirm the stop of a person who stopped, and no prompt ends."""
BROKEN = {
    "acme-cordial-lists": CORDIAL,
    "acme-vibes-join": ["nothing-after-stop"],
    "acme-cordial-assumptions": CORDIAL,
    "acme-cordial-channel": CORDIAL,
    "acme-cordial-contains": CORDIAL,
    "acme-cordial-many": [*CORDIAL, "duplicates-change-nothing"],
    "acme-cordial-own-words": CORDIAL,
    "acme-cordial-single": [
        "api-respects-stop-and-no",
        "nothing-after-stop",
        "return-by-own-word",
    ],
    "acme-cordial": CORDIAL,
    "acme-vibes-all-messages": ["nothing-after-stop"],
    "acme-vibes-assumptions": ["nothing-after-stop"],
    "acme-vibes-callbacks": [
        "callbacks-are-enough",
        "duplicates-change-nothing",
        "nothing-after-stop",
    ],
    "acme-vibes-canada": ["nothing-after-stop"],
    "acme-vibes-many": [
        "api-respects-stop-and-no",
        "duplicates-change-nothing",
        "nothing-after-stop",
    ],
    "acme-vibes-nothing-registered": [
        "callbacks-are-enough",
        "duplicates-change-nothing",
        "nothing-after-stop",
    ],
    "acme-vibes-own-words": ["nothing-after-stop"],
    "acme-vibes-shared-single": [
        "api-respects-stop-and-no",
        "nothing-after-stop",
        "one-list-one-opt-in",
    ],
    "acme-vibes-single": [
        "api-respects-stop-and-no",
        "nothing-after-stop",
    ],
    "acme-vibes-start-words": [
        "api-respects-stop-and-no",
        "nothing-after-stop",
    ],
    "acme-vibes": ["nothing-after-stop"],
    "bigstate-signalvine-assumptions": ["api-respects-stop-and-no", "texts-say-what-they-must"],
    "bigstate-signalvine-two-programs": [
        "api-respects-stop-and-no",
        "stop-is-confirmed-once",
    ],
    "bigstate-signalvine": [
        "api-respects-stop-and-no",
        "nothing-after-stop",
        "stop-is-confirmed-once",
    ],
    "great-vibes": ["callbacks-are-enough", "nothing-after-stop"],
}
"""The laws that each account breaks, by what its vendor does or to show just that."""


@pytest.mark.no_cover  # whole searches: the planted faults cover the same with smaller ones
@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=[pytest.mark.soak] if path.stem.endswith(SECONDS_LONG) else ())
        for path in SHIPPED
    ],
    ids=lambda path: path.stem,
)
def test_a_shipped_account_is_explored_and_its_findings_are_known(path: Path) -> None:
    result = explore(load_account(path), PACKS[0], Bounds(people=1))
    assert result.is_complete
    broken = {found.law.name for found in result.found}
    assert broken == BROKEN_BY_ALL | set(BROKEN[path.stem])


def test_the_keyword_that_a_start_word_repeats_tells_no_states_apart() -> None:
    """A message shows it, and nothing is decided by it."""
    forms = set()
    for keyword in ("JOIN", "SIGNUP"):
        simulator = Simulator(load_account(ROOT / "scenarios/accounts/acme-cordial-own-words.yaml"))
        for text in (keyword, "STOP"):
            simulator.text(text, "+13125550123")
        forms.add(simulator.canonical())
    assert len(forms) == 1


# --- The alphabet and the bounds


def test_texts_that_are_always_read_alike_are_one_move(tmp_path: Path) -> None:
    moves = {move.name: move.texts for move in text_moves(account_of(VIBES, tmp_path))}
    assert "HELP" in moves
    assert moves["HELP"] == ("HELP", "INFO")
    unread = moves["I don't want your texts"]
    assert "wrong number" in unread
    assert "hello there" not in unread


def test_a_bound_is_named_and_is_not_called_complete(tmp_path: Path) -> None:
    account = account_of(VIBES, tmp_path)
    whole = explore(account, PACKS[0], Bounds())
    part = explore(account, PACKS[0], Bounds(states=5))
    assert whole.is_complete
    assert not part.is_complete
    assert part.ended == "after 5 states"
    assert as_json(part)["complete"] is False
    assert as_json(whole)["bounds"]["people"] == 1


def test_a_landline_cannot_be_the_one_who_texts(tmp_path: Path) -> None:
    account = account_of(VIBES + "landlines: ['+13125550123']\n", tmp_path)
    with pytest.raises(CommandError, match="is a landline"):
        explore(account, PACKS[0], Bounds())


def test_the_same_account_gives_the_same_json(tmp_path: Path) -> None:
    account = account_of(VIBES, tmp_path)
    texts = [json.dumps(as_json(explore(account, PACKS[0], Bounds()))) for _ in range(2)]
    assert texts[0] == texts[1]


def test_a_saved_counterexample_fails_until_the_account_is_mended(tmp_path: Path) -> None:
    faulty = VIBES.replace("REVOKE, ", "")
    account = account_of(faulty, tmp_path)
    path = tmp_path / "account.yaml"
    saved = save(explore(account, PACKS[0], Bounds(calls=0)), path, tmp_path / "found")
    revoke = next(one for one in saved.written if "REVOKE" in one.read_text(encoding="utf-8"))
    assert outcome(revoke) is Outcome.FAILED
    path.write_text(VIBES, encoding="utf-8")
    assert outcome(revoke) is Outcome.PASSED


def outcome(path: Path) -> Any:
    return run([str(path)], CaseFilter()).cases[0].outcome


def test_the_laws_follow_from_country_and_clock(tmp_path: Path) -> None:
    account = account_of(VIBES, tmp_path)
    canada = account_of(VIBES + "country: CA\n", tmp_path)
    start = Simulator(account).now
    assert pack_for(account, start).name == "us-2025-04-11"
    assert pack_for(account, start.replace(year=2028)).name == "us-2027-01-31"
    assert pack_for(canada, start).name == "ca"
    assert all(isinstance(move, TextMove) for move in text_moves(account))


def test_what_the_alphabet_lacks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moves_module, "_MOST_CHOICES", 20)  # not 200, which takes seconds
    whole = explore(account_of(VIBES, tmp_path), PACKS[0], Bounds())
    assert whole.left_out == ()
    campaigns = "".join(
        f"  - {{acquisition_id: A{n}, description: Sale, keywords: [SALE{n}], confirmation: none,"
        " subscription_list: 1}\n"
        for n in range(21)
    )
    large = VIBES.replace("messages:\n", f"{campaigns}messages:\n") + 'postal_code: "X-[0-9]{7}"\n'
    part = explore(account_of(large, tmp_path), PACKS[0], Bounds(states=2))
    assert part.left_out == (
        "a postal code that counts: none of those that were tried does",
        "some choices of «Add a participant to a campaign»: it has more than 20",
        "some choices of «Register a callback»: it has more than 20",
    )
    assert as_json(part)["alphabet"]["left_out"] == list(part.left_out)


def test_a_call_is_made_with_and_without_the_fields_of_a_person(tmp_path: Path) -> None:
    account = account_of(VIBES + "custom_fields: [size]\n", tmp_path)
    adding, filled = (
        f"Add a participant to a campaign{how}" for how in ("", " (fields filled in)")
    )
    moves = {move.name: move for move in Calls(ALONE[0]).moves(Simulator(account))}
    assert b"size" not in moves[adding].request.body
    assert moves[filled].request.json()["custom_fields"] == {"size": "x"}
    states = {}
    for exact in (False, True):
        result = explore(account, PACKS[0], Bounds(calls=0, exact_times=exact))
        assert {adding, filled} <= result.calls
        assert as_json(result)["bounds"]["values_of_fields"] == 2
        states[exact] = result.states
    plain = explore(account_of(VIBES, tmp_path), PACKS[0], Bounds(calls=0))
    assert states[False] == plain.states < states[True]


@pytest.mark.parametrize("country", ["US", "CA"])
def test_a_postal_code_that_counts_is_tried_and_one_that_does_not(
    country: str, tmp_path: Path
) -> None:
    account = account_of(VIBES.replace("[yes]", "[yes, zip]") + f"country: {country}\n", tmp_path)
    (lexicon,) = account.setup.lexicons.values()
    kinds = {
        lexicon.read(move.name, pending=True, zip_awaited=True).kind
        for move in text_moves(account)
        if any(text in POSTAL_CODES for text in move.texts)
    }
    assert kinds == {Kind.ZIP, Kind.UNMATCHED}
