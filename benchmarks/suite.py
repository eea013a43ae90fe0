"""(b) A thousand scenarios, cold: at most 0.8 of behave's time and 0.35 of pytest-bdd's.

Ours: `optinsim run` of a file with 1,000 scenarios of 4 texts, where the replies, the state and
the type and status of every callback are expected. Theirs: the same conversations as one feature
file, a step for each text and a step for each reply, over a bot of a few ifs (peers/bot.py) that
has no callbacks; its replies are expected and nothing else. Each is a whole process, from its start
to its end, that writes into a pipe and finds its modules compiled already. No step stands twice: in
Gherkin each has the number of its scenario and text, in YAML a comment with it.

Fair, because each is called as people call it where they want it quiet: `behave --format progress`,
`pytest -q`. pytest loads no plugin but pytest-bdd, whatever is installed here. Steps are matched by
the usual `parse` expressions, and a fresh bot for each scenario comes from a hook or a fixture, not
from a step more.
"""

from __future__ import annotations

import json
import shutil
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.common import ACCOUNT_FILE, Row, best, process_seconds
from benchmarks.peers.bot import ALREADY, DECLINED, HELP, PROMPT, SORRY, STOP, WELCOME

if TYPE_CHECKING:
    from collections.abc import Iterator

SCENARIOS = 1000
ROUNDS = 3
COMMANDS = {
    "optinsim": ("optinsim", "run", "conversations.yaml"),
    "behave": ("behave", "--format", "progress", "features"),
    "pytest-bdd": ("pytest", "-q"),
}
"""What is run in the folder that `write` fills."""


class Text(NamedTuple):
    """One text of a conversation and what it brings about."""

    text: str
    reply: str
    state: str
    callbacks: tuple[str, ...] = ()
    """The type of each and, where it is about a participation, the status."""


_ADDED = ("ack_participant_added PENDING", "company_participant_added PENDING")
_FIRST = ("person_added", *_ADDED)
_CONFIRMED = (
    "ack_participant_changed CONFIRMED",
    "company_participant_changed CONFIRMED",
    "subscription_added",
)
_REJECTED = ("ack_participant_changed REJECTED", "company_participant_changed REJECTED")

CONVERSATIONS = {
    "joins, asks for help and leaves": (
        Text("SUMMER", PROMPT, "pending", _FIRST),
        Text("Y", WELCOME, "subscribed", _CONFIRMED),
        Text("HELP", HELP, "subscribed"),
        Text("STOP", STOP, "unsubscribed", ("subscription_removed",)),
    ),
    "declines and thinks better of it": (
        Text("SUMMER", PROMPT, "pending", _FIRST),
        Text("HELP", HELP, "pending"),
        Text("NO", DECLINED, "declined", _REJECTED),
        Text("SUMMER", PROMPT, "pending", _ADDED),
    ),
    "chats, and confirms with a ZIP code": (
        Text("SUMMER", PROMPT, "pending", _FIRST),
        Text("what is this", SORRY, "pending", ("unmatched_message_received",)),
        Text("60601", WELCOME, "subscribed", _CONFIRMED),
        Text("SUMMER", ALREADY, "subscribed"),
    ),
    "stops while asked, and comes back": (
        Text("HELP", HELP, "none"),
        Text("SUMMER", PROMPT, "pending", _FIRST),
        Text("STOP", STOP, "declined", _REJECTED),
        Text("SUMMER", PROMPT, "pending", _ADDED),
    ),
}


def measure() -> Iterator[Row]:
    """Measure, for the whole run of each."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, SCENARIOS)
        seconds = best(
            {
                runner: partial(process_seconds, *command, folder=folder)
                for runner, command in COMMANDS.items()
            },
            ROUNDS,
        )
    ours = seconds["optinsim"]
    for runner, at_most in (("behave", 0.8), ("pytest-bdd", 0.35)):
        yield Row(
            f"{SCENARIOS:,} scenarios of 4 texts, cold",
            f"{ours:.2f} s",
            f"{runner} {seconds[runner]:.2f} s",
            ours / seconds[runner],
            at_most,
        )


def write(folder: Path, count: int) -> None:
    """Write so many scenarios for every contestant, with all that it needs to run them there."""
    peers = Path(__file__).with_name("peers")
    feature = feature_text(count)
    features = folder / "features"
    (features / "steps").mkdir(parents=True)
    shutil.copy(ACCOUNT_FILE, folder)
    (folder / "conversations.yaml").write_text(scenarios_text(count), encoding="utf-8")
    (features / "conversations.feature").write_text(feature, encoding="utf-8")
    shutil.copy(peers / "behave_environment.py", features / "environment.py")
    shutil.copy(peers / "behave_steps.py", features / "steps" / "steps.py")
    shutil.copy(peers / "pytest_steps.py", folder / "test_conversations.py")
    shutil.copy(peers / "bot.py", folder)
    # Nothing of a folder above, and no plugin of this environment but the one that is needed.
    ini = "[pytest]\naddopts = --disable-plugin-autoload -p pytest_bdd.plugin\npythonpath = .\n"
    (folder / "pytest.ini").write_text(ini, encoding="utf-8")


def _conversations(count: int) -> Iterator[tuple[str, tuple[Text, ...]]]:
    """The conversations in turn, each under a title of its own."""
    titles = list(CONVERSATIONS)
    for i in range(count):
        title = titles[i % len(titles)]
        yield f"Person {i + 1} {title}", CONVERSATIONS[title]


def scenarios_text(count: int) -> str:
    """A scenario file of optinsim."""
    return "---\n".join(
        # With a seed of its own, no scenario is that of another title.
        f"scenario: {title}\naccount: {ACCOUNT_FILE.name}\nseed: {i}\nsteps:\n"
        + "".join(_step(text, f"{i}.{j}") for j, text in enumerate(texts, 1))
        for i, (title, texts) in enumerate(_conversations(count), 1)
    )


def _step(text: Text, number: str) -> str:
    callbacks = "".join(f"\n        - {_callback(each)}" for each in text.callbacks) or " []"
    return (
        f"  - text: {text.text}  # {number}\n"
        f"    expect:\n"
        f"      replies:\n"
        f"        - {json.dumps(text.reply)}\n"
        f"      callbacks:{callbacks}\n"
        f"      state: {text.state}\n"
    )


def _callback(expected: str) -> str:
    kind, _, status = expected.partition(" ")
    more = f", participant: {{status: {status}}}" if status else ""
    return f"{{callback_type: {kind}{more}}}"


def feature_text(count: int) -> str:
    """The same conversations in Gherkin."""
    lines = ["Feature: Conversations"]
    for i, (title, texts) in enumerate(_conversations(count), 1):
        lines += ["", f"  Scenario: {title}"]
        for j, text in enumerate(texts, 1):
            lines.append(f'    When text {i}.{j} is "{text.text}"')
            lines.append(f'    Then reply {i}.{j} is "{text.reply}"')
    return "\n".join(lines) + "\n"
