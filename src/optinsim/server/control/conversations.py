"""Operations on conversations: texts from handsets, people, messages and callbacks."""

from typing import Annotated

from fastapi import APIRouter, Query

from optinsim.adapter import Request
from optinsim.codec import Command, decode
from optinsim.core.commands import ReceiveText
from optinsim.core.numbers import parse_mdn
from optinsim.core.people import Person
from optinsim.errors import CommandError
from optinsim.files.credentials import account_secrets
from optinsim.server.control import shapes
from optinsim.server.control.common import IMPOSSIBLE, NOT_FOUND, PREFIX, Named, NotFoundError
from optinsim.server.hosted import Hosted
from optinsim.server.rows import line_json, numbered_turn_json
from optinsim.turn_codec import encode_turn, encode_unsettled
from optinsim.turn_json import turn_json

router = APIRouter(prefix=PREFIX)


@router.post("/texts", responses=IMPOSSIBLE)
async def send_text(hosted: Named, text: shapes.Text) -> shapes.Turn:
    """Send a text from a person to the account, as a handset does."""
    setup = hosted.simulator.account.setup
    turn = hosted.do(ReceiveText(_mdn(hosted, text.from_), text.text, text.to or setup.number))
    return shapes.Turn.model_validate(turn_json(turn))


@router.post("/commands", responses=IMPOSSIBLE)
async def carry_out(hosted: Named, order: shapes.CommandOrder) -> shapes.CommandDone:
    """Carry out a command in the form of `optinsim.codec`: a text, a wait, a vendor request.

    The turn is in the form of `optinsim.turn_codec`, which Python clients can decode.
    """
    try:
        command = decode(order.command)
    except ValueError as error:
        raise CommandError(str(error)) from None
    if not isinstance(command, Command):
        raise CommandError(f"{type(command).__name__} is a command of platforms only")
    if order.auth is not None:
        if not isinstance(command, Request):
            raise CommandError("only a request to the vendor has an `auth`")
        hosted.catch_up()  # some vendors' authentication has the time
        command = hosted.simulator.sign(command, valid=order.auth == "own")
    turn = hosted.do(command)
    return shapes.CommandDone(
        turn=encode_turn(turn),
        unsettled=encode_unsettled(hosted.simulator.unsettled()),
        now=hosted.simulator.now,
    )


@router.get("/turns", responses=NOT_FOUND)
async def list_turns(
    hosted: Named,
    after: Annotated[
        int, Query(ge=0, description="The number of the last turn that the client knows; 0: none.")
    ] = 0,
) -> shapes.Turns:
    """The last turns of the conversation, for a client that shows or judges it."""
    hosted.catch_up()
    since, turns = hosted.turns.since(after)
    account = hosted.simulator.account
    secrets = account_secrets(account.file)
    shown = [numbered_turn_json(one, secrets) for one in turns]
    return shapes.Turns.model_validate(
        {"account": account.digest, "opened": hosted.opened, "since": since, "turns": shown}
    )


@router.get("/people", responses=NOT_FOUND)
async def list_people(hosted: Named, page: Annotated[shapes.Page, Query()]) -> shapes.People:
    """The people of whom the platform has a record."""
    hosted.catch_up()
    found = [person for person in hosted.simulator.people if person.serial > page.after]
    shown = found[: page.limit]
    return shapes.People(
        people=[_person(hosted, person, person.mdn) for person in shown],
        next=shown[-1].serial if len(found) > page.limit else None,
    )


@router.get("/people/{mdn}", responses=IMPOSSIBLE)
async def show_person(hosted: Named, mdn: str) -> shapes.Person:
    """The states of the person with this phone, and the vendor's record of the person."""
    hosted.catch_up()
    number = _mdn(hosted, mdn)
    person = hosted.simulator.person(number)
    if person is None and hosted.simulator.record(number) is None:
        raise NotFoundError(f"the platform has no record of {number}")
    return _person(hosted, person, number)


@router.get("/messages", responses=NOT_FOUND)
async def list_messages(
    hosted: Named,
    page: Annotated[shapes.Page, Query()],
    mdn: Annotated[str | None, Query(description="Only texts from or to this MDN (E.164).")] = None,
) -> shapes.Lines:
    """The texts from people and to people that the log keeps."""
    return _lines(hosted, page, {"text", "reply"}, mdn)


@router.get("/callbacks", responses=NOT_FOUND)
async def list_callbacks(
    hosted: Named,
    page: Annotated[shapes.Page, Query()],
    mdn: Annotated[str | None, Query(description="Only callbacks about this MDN (E.164).")] = None,
) -> shapes.Lines:
    """The callbacks that the log keeps, with or without a destination."""
    return _lines(hosted, page, {"callback"}, mdn)


def _lines(hosted: Hosted, page: shapes.Page, kinds: set[str], mdn: str | None) -> shapes.Lines:
    hosted.catch_up()
    found = [
        line
        for line in hosted.log.after(page.after)
        if line.kind in kinds
        and (mdn is None or mdn in (line.content.get(key) for key in ("from", "to", "mdn")))
    ]
    shown = found[: page.limit]
    return shapes.Lines(
        lines=[shapes.Line.model_validate(line_json(line)) for line in shown],
        next=shown[-1].number if len(found) > page.limit else None,
    )


def _person(hosted: Hosted, person: Person | None, mdn: str | None) -> shapes.Person:
    simulator = hosted.simulator
    return shapes.Person(
        number=None if person is None else person.serial,
        mdn=mdn,
        external_id=None if person is None else person.external_id,
        states={} if mdn is None else {k: str(v) for k, v in simulator.states(mdn).items()},
        expiries={} if mdn is None else simulator.expiries(mdn),
        expected_answers=[] if mdn is None else [*simulator.expected_answers(mdn)],
        record=None if mdn is None else simulator.record(mdn),
    )


def _mdn(hosted: Hosted, text: str) -> str:
    mdn = parse_mdn(text, hosted.simulator.account.setup.country)
    if mdn is None:
        raise CommandError(f"{text!r:.60} is no possible phone number")
    return mdn
