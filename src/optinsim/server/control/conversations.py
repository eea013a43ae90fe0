"""Operations on conversations: texts from handsets, people, and what happened."""

from typing import Annotated

from fastapi import APIRouter, Query

from optinsim.core.commands import ReceiveText
from optinsim.core.numbers import parse_mdn
from optinsim.core.people import Person
from optinsim.errors import CommandError
from optinsim.server.control import shapes
from optinsim.server.control.common import IMPOSSIBLE, NOT_FOUND, Named, NotFoundError
from optinsim.server.hosted import Hosted
from optinsim.server.rows import line_json
from optinsim.turn_json import turn_json

router = APIRouter()


@router.post("/texts", responses=IMPOSSIBLE)
async def send_text(hosted: Named, text: shapes.Text) -> shapes.Turn:
    """A person texts the account, as from a handset."""
    setup = hosted.simulator.account.setup
    turn = hosted.do(ReceiveText(_mdn(hosted, text.from_), text.text, text.to or setup.number))
    return shapes.Turn.model_validate(turn_json(turn))


@router.get("/people", responses=NOT_FOUND)
async def list_people(hosted: Named, page: Annotated[shapes.Page, Query()]) -> shapes.People:
    """All people of whom the platform has a record."""
    hosted.catch_up()
    found = [person for person in hosted.simulator.people if person.serial > page.after]
    shown = found[: page.limit]
    return shapes.People(
        people=[_person(hosted, person) for person in shown],
        next=shown[-1].serial if len(found) > page.limit else None,
    )


@router.get("/people/{mdn}", responses=IMPOSSIBLE)
async def show_person(hosted: Named, mdn: str) -> shapes.Person:
    """Where the owner of a phone stands, and the vendor's record of that person."""
    hosted.catch_up()
    number = _mdn(hosted, mdn)
    for person in hosted.simulator.people:
        if person.mdn == number:
            return _person(hosted, person)
    raise NotFoundError(f"the platform has no record of {number}")


@router.get("/messages", responses=NOT_FOUND)
async def list_messages(
    hosted: Named,
    page: Annotated[shapes.Page, Query()],
    mdn: Annotated[str | None, Query(description="Only this person's, in E.164.")] = None,
) -> shapes.Lines:
    """Texts from people and to them: the last ones."""
    return _lines(hosted, page, {"text", "reply"}, mdn)


@router.get("/callbacks", responses=NOT_FOUND)
async def list_callbacks(
    hosted: Named,
    page: Annotated[shapes.Page, Query()],
    mdn: Annotated[str | None, Query(description="Only those about this phone.")] = None,
) -> shapes.Lines:
    """What the platform told the brand's systems, whether or not it goes anywhere."""
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


def _person(hosted: Hosted, person: Person) -> shapes.Person:
    simulator, mdn = hosted.simulator, person.mdn
    return shapes.Person(
        number=person.serial,
        mdn=mdn,
        external_id=person.external_id,
        states={} if mdn is None else {k: str(v) for k, v in simulator.states(mdn).items()},
        expiries={} if mdn is None else simulator.expiries(mdn),
        record=None if mdn is None else simulator.record(mdn),
    )


def _mdn(hosted: Hosted, text: str) -> str:
    mdn = parse_mdn(text, hosted.simulator.account.setup.country)
    if mdn is None:
        raise CommandError(f"{text!r:.60} is no possible phone number")
    return mdn
