"""Two clients at once about one phone: some order of their calls explains every answer."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from threading import Barrier
from typing import Any

from optinsim.client import Client
from optinsim.simulator import Simulator
from optinsim.turn_json import turn_json
from tests.server.serving import ANN, NOON, PATIENCE, hosted, served

FIRST, SECOND = ("SUMMER", "Y", "STOP"), ("Y", "SUMMER", "N")


def explained() -> list[tuple[list[Any], list[Any]]]:
    """What both clients are answered, for every order of their texts."""
    account = hosted().simulator.account
    found = []
    for places in combinations(range(len(FIRST) + len(SECOND)), len(FIRST)):
        simulator = Simulator(account, start=NOON)
        texts = iter(FIRST), iter(SECOND)
        answers: tuple[list[Any], list[Any]] = ([], [])
        for place in range(len(FIRST) + len(SECOND)):
            who = 0 if place in places else 1
            turn = simulator.text(next(texts[who]), ANN)
            answers[who].append(json.loads(json.dumps(turn_json(turn))))
        found.append(answers)
    return found


def test_some_order_explains_every_answer() -> None:
    with served(hosted(start=NOON, speed=0)) as url:
        barrier = Barrier(2)

        def talk(texts: tuple[str, ...]) -> list[Any]:
            with Client(url) as client:
                client.clock()  # connected
                barrier.wait(PATIENCE)
                return [client.text(text, ANN) for text in texts]

        with ThreadPoolExecutor(2) as pool:
            one, other = pool.map(talk, (FIRST, SECOND))
    assert (one, other) in explained()
