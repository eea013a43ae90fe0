"""The keys of a Signal Vine account file.

D3, USU, AUTO, FIELDS and CSVFAQ are sources, V1 to V16 our assumptions (facts/signalvine.md). This
module does not know when an account holds together (faults.py) and not how it behaves (setup.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from optinsim.adapter import AccountMessages, WordLists
from optinsim.fields import AccountNumber, Duration, Section, Text
from optinsim.rate_limits import HttpAccountFile

if TYPE_CHECKING:
    from optinsim.adapter import Place

Id = Annotated[Text, Field(min_length=1)]
"""An id in the paths of the API."""

FieldType = Literal[
    "String",
    "Boolean",
    "Numeric",
    "Float",
    "Date",
    "Time",
    "DateTime",
    "UUID",
    "Phone",
    "Timezone",
    "List",
    "Maybe (Boolean)",
    "Maybe (Numeric)",
    "Maybe (Float)",
    "Maybe (Date)",
    "Maybe (Time)",
    "Maybe (DateTime)",
    "Maybe (UUID)",
    "Maybe (Phone)",
]
"""The types of SDK and FIELDS. That each of them has a `Maybe` is ours."""


class SignalVineWords(WordLists):
    """The words that have a meaning at the number.

    Only these stop (USU). No page gives HELP or START a meaning (V8).
    """

    stop: tuple[Text, ...] = ("STOP", "CANCEL", "UNSUBSCRIBE")
    """Words that end all of the person's participations at this number."""
    help: tuple[Text, ...] = ()
    """Words that ask for help, such as `HELP`. Signal Vine documents none."""
    yes: tuple[Text, ...] = ()
    """Words such as `YES`. They confirm nothing, because no opt-in is ever pending (V13)."""
    no: tuple[Text, ...] = ()
    """Words such as `NO`. They decline nothing, because no opt-in is ever pending."""


class SignalVineMessages(AccountMessages):
    """The messages of the account, for all programs. The wordings are ours."""

    stop: Text = "${brand}: you have opted out and will get no more messages."
    """The reply to a stop word. No page shows the vendor's wording (V8)."""


class ProgramMessages(Section):
    """The messages of a program."""

    joined: Text | None = (
        "${brand}: welcome to ${description}. Msg & data rates may apply. Reply STOP to opt out."
    )
    """The reply to a text-in keyword (V10)."""


class ProfileField(Section):
    """A profile field that a program defines."""

    name: Text
    """The name of the field, such as `major`."""
    type: FieldType = "String"
    """The type of the values."""


class ExpectedAnswer(Section):
    """An answer that a programmed message listens for (AUTO)."""

    word: Text
    """The answer, such as `red`; case and punctuation do not count."""
    reply: Text | None = None
    """The reply to the answer, such as `Acme: red it is.`; default: no reply."""
    then: FollowUp | None = None
    """A question that follows at once."""


class FollowUp(Section):
    """A question with the answers that it expects (AUTO)."""

    text: Text
    """The question, such as `Acme: red or blue?`."""
    answers: Annotated[tuple[ExpectedAnswer, ...], Field(min_length=1)]
    """The expected answers."""
    field: Text | None = None
    """The profile field, such as `colour`, that stores the answer; default: it is not stored."""


class ProgrammedQuestion(FollowUp):
    """A question that is sent some time after a participant was added (AUTO)."""

    id: Id
    """The question's id, such as `colour`; unique in the program."""
    after: Duration = Field(default="1d", validate_default=True)
    """The time between a participant's opt-in and the question."""


class Program(Section):
    """A program in which people take part."""

    id: Id
    """The program's id, such as `ed1b9efb-0ccf-4ea0-9585-0d7e57f28869`."""
    name: Text = ""
    """`${description}` in messages, such as `Class of 2026`; default: the brand."""
    active: bool = True
    """false: the API lists the program only on demand. Nothing else is known of inactive programs
    (API17)."""
    phone: AccountNumber | None = None
    """The number, such as `+13035550142`, that its participants text; default: the account's."""
    timezone: Text = "US/Eastern"
    """The time zone of participants for whom none is given (CSVFAQ)."""
    keywords: tuple[Text, ...] = ()
    """The words that join the program, such as `JOIN`. No page of the vendor has any (V10)."""
    fields: tuple[ProfileField, ...] = ()
    """The profile fields of this program, in addition to those of every program."""
    messages: ProgramMessages = ProgramMessages()
    """The messages of the program."""
    questions: tuple[ProgrammedQuestion, ...] = ()
    """Programmed messages that listen for answers."""


class Api(Section):
    """The credentials with which requests are signed."""

    token: Text = Field(default="optinsim", repr=False)
    """The token, which is sent with each request."""
    secret: Text = Field(default="optinsim", repr=False)
    """The secret, which signs requests and is never sent."""


class Assumptions(Section):
    """Switches for behaviour that Signal Vine does not document.

    docs/platforms/signalvine.md lists every one.
    """

    options_required: bool = True
    """true: an import needs every option and the program (D3); false: those left out have the
    defaults of 2017, when mode and program did not exist."""
    phone_alone_matches: bool = False
    """true: a row with a known phone and no customer_id means that participant (API17); false: it
    is an error (SDK)."""
    new_needs: tuple[
        Literal["customer_id", "first_name", "last_name", "phone", "group_list"], ...
    ] = ("first_name", "last_name", "phone", "group_list")
    """The columns that a new participant needs: CSVFAQ's, without those that SDK's rows lacked."""
    row_errors_set_error: bool = True
    """true: a `row` import that left rows out ends with `error` (V6)."""
    import_takes: Duration = Field(default="1s", validate_default=True)
    """The duration of an import. Most end before the first poll, 2 s after the call (D3)."""
    import_message: Literal["text", "object"] = "text"
    """The message of an import: JSON inside a string, which SDK searches, or an object, as D3 says
    (V4)."""
    clock_skew: Duration = Field(default="15m", validate_default=True)
    """The largest difference between SignalVine-Date and the virtual clock (V2); 0s: no limit."""
    self_service_return: bool = False
    """true: a keyword opts a stopped participant in again (V11)."""
    answers_only_active: bool = True
    """true: only active participants get a stop, help or default response (V10, V11)."""


class SignalVineAccount(HttpAccountFile):
    """A Signal Vine account."""

    words: SignalVineWords = SignalVineWords()
    """The words that have a meaning at the number."""
    messages: SignalVineMessages = SignalVineMessages()
    """The messages of the account, for all programs."""
    account_id: Id = "aa32b0bd-2c1b-480a-94d7-cff05fcc53b0"
    """The id of the account in the paths of the API."""
    api: Api = Api()
    """The credentials with which requests are signed."""
    programs: tuple[Program, ...] = ()
    """The programs in which people take part."""
    assumptions: Assumptions = Assumptions()
    """Switches for behaviour that Signal Vine does not document."""

    def person_fields(self) -> tuple[str, ...]:
        """The profile fields of all programs."""
        own = (field.name for program in self.programs for field in program.fields)
        return tuple(dict.fromkeys(("first_name", "last_name", *own)))

    def field_places(self) -> tuple[tuple[str, Place], ...]:
        """The fields of the programs' own; two programs may have fields of one name."""
        return tuple(
            (field.name, ("programs", i, "fields", j, "name"))
            for i, program in enumerate(self.programs)
            for j, field in enumerate(program.fields)
        )
