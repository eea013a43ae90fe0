"""What a Signal Vine account file says, key by key.

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
"""What stands in a path."""

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
"""SDK and FIELDS name the kinds; that every one of them has a `Maybe` is ours."""


class SignalVineWords(WordLists):
    """Only these stop (USU); nothing says that HELP or START mean anything (V8)."""

    stop: tuple[Text, ...] = ("STOP", "CANCEL", "UNSUBSCRIBE")
    help: tuple[Text, ...] = ()
    yes: tuple[Text, ...] = ()
    """Nothing is ever pending: a yes is only an expected answer of a programmed message (V13)."""
    no: tuple[Text, ...] = ()


class SignalVineMessages(AccountMessages):
    """What an account says whatever the program; the texts are ours."""

    stop: Text = "${brand}: you have opted out and will get no more messages."
    """V8: no page shows the vendor's text."""


class ProgramMessages(Section):
    """The texts of a program."""

    joined: Text | None = (
        "${brand}: welcome to ${description}. Msg & data rates may apply. Reply STOP to opt out."
    )
    """What a text-in keyword is answered with (V10)."""


class ProfileField(Section):
    """A field of a program's own."""

    name: Text
    type: FieldType = "String"


class ExpectedAnswer(Section):
    """An answer that a programmed message listens for (AUTO)."""

    word: Text
    reply: Text | None = None
    then: FollowUp | None = None
    """Another question, asked at once."""


class FollowUp(Section):
    """A question with the answers that it expects (AUTO)."""

    text: Text
    answers: Annotated[tuple[ExpectedAnswer, ...], Field(min_length=1)]
    field: Text | None = None
    """Where the answer is stored."""


class ProgrammedQuestion(FollowUp):
    """A question that is sent some time after a participant was added (AUTO)."""

    id: Id
    after: Duration = Field(default="1d", validate_default=True)


class Program(Section):
    """What people take part in."""

    id: Id
    name: Text = ""
    active: bool = True
    """An inactive one is listed only on demand; nothing else is known of it (API17)."""
    phone: AccountNumber | None = None
    """The number that its participants text; left out: the account's number."""
    timezone: Text = "US/Eastern"
    """The default for participants without one (CSVFAQ)."""
    keywords: tuple[Text, ...] = ()
    """Words to join by: no page of the vendor describes any (V10)."""
    fields: tuple[ProfileField, ...] = ()
    messages: ProgramMessages = ProgramMessages()
    questions: tuple[ProgrammedQuestion, ...] = ()


class Api(Section):
    """What requests are signed with."""

    token: Text = Field(default="optinsim", repr=False)
    secret: Text = Field(default="optinsim", repr=False)


class Assumptions(Section):
    """Switches for what Signal Vine leaves undocumented; docs/platforms/signalvine.md has each."""

    options_required: bool = True
    """D3 requires every option; false: the defaults of 2017, when no mode and program existed."""
    phone_alone_matches: bool = False
    """A known phone without customer_id: an error (SDK), or that participant (API17)."""
    new_needs: tuple[
        Literal["customer_id", "first_name", "last_name", "phone", "group_list"], ...
    ] = ("first_name", "last_name", "phone", "group_list")
    """Columns without which no participant is added: CSVFAQ's, less what SDK's rows lacked."""
    row_errors_set_error: bool = True
    """Whether a `row` import that left rows out ends with `error` (V6)."""
    import_takes: Duration = Field(default="1s", validate_default=True)
    """How long an import runs: most are complete before the first poll, 2 s after (D3)."""
    import_message: Literal["text", "object"] = "text"
    """JSON inside a string, in which SDK searches, or the object that D3 speaks of (V4)."""
    clock_skew: Duration = Field(default="15m", validate_default=True)
    """How far SignalVine-Date may be from the clock (V2); 0s: as far as it likes."""
    self_service_return: bool = False
    """Whether a keyword brings a stopped participant back (V11)."""
    answers_only_active: bool = True
    """Whether only subscribers' texts get a stop, help or default response (V10, V11)."""


class SignalVineAccount(HttpAccountFile):
    """A Signal Vine account."""

    words: SignalVineWords = SignalVineWords()
    messages: SignalVineMessages = SignalVineMessages()
    account_id: Id = "aa32b0bd-2c1b-480a-94d7-cff05fcc53b0"
    api: Api = Api()
    programs: tuple[Program, ...] = ()
    assumptions: Assumptions = Assumptions()

    def person_fields(self) -> tuple[str, ...]:
        """The profile fields, those of every program."""
        own = (field.name for program in self.programs for field in program.fields)
        return tuple(dict.fromkeys(("first_name", "last_name", *own)))

    def field_places(self) -> tuple[tuple[str, Place], ...]:
        """The fields of the programs' own; two programs may have fields of one name."""
        return tuple(
            (field.name, ("programs", i, "fields", j, "name"))
            for i, program in enumerate(self.programs)
            for j, field in enumerate(program.fields)
        )
