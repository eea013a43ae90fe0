"""Postcard, a platform that nobody sells: the smallest that optinsim can play."""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING, Any

from optinsim.adapter import NOT_EMULATED, Callback, Fault, Platform, Request, Response
from optinsim.core.commands import Join, Leave, SavePerson
from optinsim.core.consent import Trigger
from optinsim.core.events import TransitionTaken
from optinsim.core.inbound import Kind, StopMatch
from optinsim.core.messages import Message
from optinsim.core.numbers import parse_mdn
from optinsim.core.setup import Campaign, Setup
from optinsim_postcard.account import PostcardAccount
from optinsim_postcard.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optinsim.core.engine import Engine
    from optinsim.core.events import Event
    from optinsim.core.values import Canonical
    from optinsim.fields import Section

_MEMBERS = re.compile(r"/clubs/([^/]+)/members(?:/(\+[0-9]+))?")


class Postcard(Platform):
    """One Postcard account and its world."""

    account_file = PostcardAccount

    @classmethod
    def setup(cls, account: PostcardAccount) -> Setup:
        """The account as the engine sees it: every club is a campaign with a list of its own."""
        return Setup(
            brand=account.name,
            number=account.number,
            country=account.country,
            table=TABLE,
            words=account.engine_words(StopMatch.EXACT),
            campaigns=tuple(
                Campaign(
                    id=club.name,
                    number=account.number,
                    keywords=club.keywords,
                    list_id=club.name,
                    join=Trigger.JOIN,
                    description=club.name,
                    messages=_messages(club.messages, account, club.name),
                    place=("clubs", i),
                )
                for i, club in enumerate(account.clubs)
            ),
            messages=_messages(account.messages, account),
            texts_that_make_people=frozenset({Kind.KEYWORD}),
            landlines=frozenset(account.landlines),
        )

    @classmethod
    def faults(cls, account: PostcardAccount) -> Iterator[Fault]:
        """What does not hold together in the clubs."""
        for i, club in enumerate(account.clubs):
            if "/" in club.name:
                yield Fault(("clubs", i, "name"), "a / cannot stand in the name of a club")

    def __init__(self, account: PostcardAccount, engine: Engine) -> None:
        self._account = account
        self._engine = engine

    def callbacks(self, event: Event) -> Iterable[Callback]:
        """A card for every change of state."""
        if not isinstance(event, TransitionTaken) or event.before is event.after:
            return []
        card = self._engine.world.next("postcard/cards")
        club, mdn = event.campaign.id, event.person.mdn
        return [Callback({"card": card, "club": club, "mdn": mdn, "is": str(event.after)})]

    def canonical_state(self) -> Canonical:
        """Nothing: that cards are counted decides nothing."""
        return self._engine.world.canonical("postcard")

    def respond(self, request: Request) -> Response:
        """Answer a call; only the engine's commands change consent."""
        given, right = request.header("Authorization"), f"Bearer {self._account.token}"
        if not hmac.compare_digest(given.encode(errors="replace"), right.encode()):
            return Response(401, {"error": "wrong token"})
        match = _MEMBERS.fullmatch(request.route)
        club, mdn = match.groups() if match else ("", None)
        if club not in self._engine.setup.by_id:
            return Response(NOT_EMULATED, {"error": "optinsim does not emulate this"})
        if mdn is None and request.method == "POST":
            return self._invite(club, request)
        participant = self._engine.people.by_mdn(mdn or "")
        if participant is None or participant.subscription(club) is None:
            return Response(404, {"error": "no such member"})
        if request.method == "DELETE":
            self._engine.do(Leave(participant.person.serial, club))
            return Response(204)
        return Response(200, self.record(mdn or ""))

    def _invite(self, club: str, request: Request) -> Response:
        """Make a record of a new person, and ask them to join."""
        try:
            mdn = parse_mdn(request.json()["mdn"])
        except (ValueError, TypeError, KeyError):
            mdn = None
        if mdn is None or self._engine.people.by_mdn(mdn) is not None:
            return Response(422, {"error": "no mdn, or one that is known"})
        self._engine.do(SavePerson(None, mdn, None, {}))
        self._engine.do(Join(len(self._engine.people), club))
        return Response(201, self.record(mdn))

    def sign(self, request: Request, *, valid: bool) -> Request:
        """The request with the account's token, or with another one."""
        token = f"Bearer {self._account.token if valid else 'wrong'}"
        headers = {k: v for k, v in request.headers.items() if k.lower() != "authorization"}
        if valid and request.header("Authorization"):
            return request
        return Request(
            request.method, request.path, {**headers, "Authorization": token}, request.body
        )

    def record(self, mdn: str) -> Any:
        """Whom Postcard knows, and the clubs of that person."""
        if self._engine.people.by_mdn(mdn) is None:
            return None
        return {"mdn": mdn, "clubs": {k: str(v) for k, v in self._engine.states(mdn).items()}}


def _messages(of: Section, account: PostcardAccount, club: str = "") -> dict[str, Message]:
    """The messages of a section, with what is the same for everybody filled in."""
    known = {"brand": account.name, "number": account.number, "description": club}
    return {purpose: Message(text).with_known(known) for purpose, text in of if text is not None}
