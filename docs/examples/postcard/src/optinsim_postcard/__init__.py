"""Postcard, a made-up platform: the smallest that optinsim can simulate."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Callback, Fault, Request, Response
from optinsim.core.commands import Join, Leave, SavePerson
from optinsim.core.consent import Trigger
from optinsim.core.events import TransitionTaken
from optinsim.core.inbound import Kind, StopMatch
from optinsim.core.messages import Message
from optinsim.core.numbers import parse_mdn
from optinsim.core.setup import Campaign, Setup
from optinsim.http_api import ApiError, Call, Endpoint, HttpPlatform
from optinsim_postcard.account import PostcardAccount
from optinsim_postcard.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optinsim.core.engine import Engine
    from optinsim.core.events import Event
    from optinsim.core.people import Participant
    from optinsim.core.values import Canonical
    from optinsim.fields import Section


class Postcard(HttpPlatform):
    """One Postcard account and its world."""

    account_file = PostcardAccount
    vendor = "Postcard"

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
                message = "a / cannot stand in the name of a club"
                yield Fault(("clubs", i, "name"), message, code="POSTCARD1")

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

    def check(self, request: Request) -> None:
        """A client says the account's token."""
        given, right = request.header("Authorization"), f"Bearer {self._account.token}"
        if not hmac.compare_digest(given.encode(errors="replace"), right.encode()):
            raise self.refusal(401, "wrong token")
        self.check_size(request)

    def refusal(self, status: int, message: str) -> ApiError:
        """Postcard's error body."""
        return ApiError(status, {"error": message})

    @classmethod
    def endpoints(cls) -> tuple[Endpoint, ...]:
        """The calls of the API, each with its documented statuses."""
        return (
            Endpoint("POST", "/clubs/{club}/members", (201, 404, 422), cls._invite),
            Endpoint("GET", "/clubs/{club}/members/{mdn}", (200, 404), cls._show),
            Endpoint("DELETE", "/clubs/{club}/members/{mdn}", (204, 404), cls._remove),
        )

    def _invite(self, call: Call) -> Response:
        """Make a record of a new person, and ask them to join."""
        if call.path["club"] not in self._engine.setup.by_id:
            raise self.refusal(404, "no such club")
        try:
            mdn = parse_mdn(call.request.json()["mdn"])
        except (ValueError, TypeError, KeyError):
            mdn = None
        if mdn is None or self._engine.people.by_mdn(mdn) is not None:
            raise self.refusal(422, "no mdn, or one that is known")
        self._engine.do(SavePerson(None, mdn, None, {}))
        self._engine.do(Join(len(self._engine.people), call.path["club"]))
        return Response(201, self.record(mdn))

    def _show(self, call: Call) -> Response:
        self._member(call)
        return Response(200, self.record(call.path["mdn"]))

    def _remove(self, call: Call) -> Response:
        self._engine.do(Leave(self._member(call).person.serial, call.path["club"]))
        return Response(204)

    def _member(self, call: Call) -> Participant:
        """The member that the path names; 404 if there is none."""
        participant = self._engine.people.by_mdn(call.path["mdn"])
        if participant is None or participant.subscription(call.path["club"]) is None:
            raise self.refusal(404, "no such member")
        return participant

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
    """The messages of a section, with the account's own values filled in."""
    known = {"brand": account.name, "number": account.number, "description": club}
    return {purpose: Message(text).with_known(known) for purpose, text in of if text is not None}
