"""(a) A text through the whole engine, against the bare state machine: at most 4 times its cost.

Ours: `Simulator.handle` of SUMMER, Y and STOP from phones that were never seen before. Every text
is read, changes the state, is answered, and brings Vibes callbacks, all of them built: 7 for a
phone. Theirs: a `transitions` machine with the same states and transitions, which moves an object
that has a state and nothing else through the same three changes. It reads no text and tells nobody.

Fair, because the machine is as fast as it can be had: states are strings, which it moves faster
than enumerations; it is made once; it knows none of the objects; and its events are triggered
without the methods that it would add to them. Most people use it in another way, with `add_model`
and `obj.confirm()`: that is printed too, for information.
"""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING, Any

from transitions import Machine

from benchmarks.common import Row, account, best, phones
from optinsim import Simulator
from optinsim.core.commands import ReceiveText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim import Account

CONVERSATION = (
    ("SUMMER", "join", "pending"),
    ("Y", "confirm", "subscribed"),
    ("STOP", "stop", "unsubscribed"),
)
"""What is texted, what that triggers, and the state afterwards."""
ROUNDS = 12
PHONES = 2000


class Light:
    """The lightest object that can be moved."""

    __slots__ = ("state",)

    def __init__(self) -> None:
        self.state = "none"


class Model:
    """An object of somebody who uses `transitions` in the usual way."""

    join: Any
    confirm: Any
    stop: Any


def measure() -> Iterator[Row]:
    """Measure, for one text."""
    acme = account()
    check(acme)
    seconds = best(
        {
            "ours": lambda: _through_the_engine(acme),
            "bare": lambda: _bare(acme),
            "models": lambda: _models(acme),
        },
        ROUNDS,
    )
    texts = PHONES * len(CONVERSATION)
    ours, bare, models = (seconds[name] / texts for name in ("ours", "bare", "models"))
    shown = f"{1e6 * ours:.1f} µs, {1 / ours:,.0f}/s"
    yield Row(
        "a text, read, answered, callbacks built",
        shown,
        f"bare machine {1e6 * bare:.1f} µs, {1 / bare:,.0f}/s",
        ours / bare,
        at_most=4,
    )
    yield Row(
        "the same beside the usual add_model",
        shown,
        f"models {1e6 * models:.1f} µs, {1 / models:,.0f}/s",
        ours / models,
    )


def machine(acme: Account, model: object = None) -> Machine:
    """The account's table as anybody would give it to `transitions`."""
    rules = acme.setup.table
    states = {state.value for rule in rules for state in (*rule.sources, rule.target)}
    return Machine(
        model=model,
        states=sorted(states),
        initial="none",
        transitions=[
            {
                "trigger": rule.trigger.value,
                "source": [source.value for source in rule.sources],
                "dest": rule.target.value,
            }
            for rule in rules
        ],
        auto_transitions=False,
    )


def check(acme: Account) -> None:
    """See that all go through the same states.

    Raises:
        RuntimeError: they do not, so there is nothing to compare.
    """
    simulator = Simulator(acme)
    events = machine(acme).events
    light, model = Light(), Model()
    machine(acme, model)
    mdn = next(phones(1))
    for text, trigger, state in CONVERSATION:
        turn = simulator.handle(ReceiveText(mdn, text))
        events[trigger].trigger(light)
        getattr(model, trigger)()
        states = {simulator.state(mdn).value, light.state, getattr(model, "state", None)}
        if states != {state} or not turn.callbacks or not turn.replies:
            message = f"after {text}: {states}, not {state}"
            raise RuntimeError(message)


def _through_the_engine(acme: Account) -> float:
    mdns = list(phones(PHONES))
    texts = [text for text, _, _ in CONVERSATION]
    handle = Simulator(acme).handle
    started = process_time()
    for mdn in mdns:
        for text in texts:
            handle(ReceiveText(mdn, text))
    return process_time() - started


def _bare(acme: Account) -> float:
    events = machine(acme).events
    triggers = [events[trigger].trigger for _, trigger, _ in CONVERSATION]
    started = process_time()
    for _ in range(PHONES):
        light = Light()
        for trigger in triggers:
            trigger(light)
    return process_time() - started


def _models(acme: Account) -> float:
    add_model = machine(acme).add_model
    started = process_time()
    for _ in range(PHONES):
        model = Model()
        add_model(model)
        model.join()
        model.confirm()
        model.stop()
    return process_time() - started
