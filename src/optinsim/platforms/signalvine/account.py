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
    """End everything that the person has at this number."""
    help: tuple[Text, ...] = ()
    """Ask for help, such as `HELP`; Signal Vine documents none."""
    yes: tuple[Text, ...] = ()
    """Words such as `YES`: nothing is ever pending, so they confirm nothing (V13)."""
    no: tuple[Text, ...] = ()
    """Decline, such as `NO`; nothing is ever pending."""


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
    """What it is called, such as `major`."""
    type: FieldType = "String"
    """What its values are."""


class ExpectedAnswer(Section):
    """An answer that a programmed message listens for (AUTO)."""

    word: Text
    """The answer, such as `red`; case and punctuation do not count."""
    reply: Text | None = None
    """What is said to it, such as `Acme: red it is.`; left out: nothing."""
    then: FollowUp | None = None
    """Another question, asked at once."""


class FollowUp(Section):
    """A question with the answers that it expects (AUTO)."""

    text: Text
    """What is asked, such as `Acme: red or blue?`."""
    answers: Annotated[tuple[ExpectedAnswer, ...], Field(min_length=1)]
    """The answers that it expects."""
    field: Text | None = None
    """The field, such as `colour`, in which the answer is stored."""


class ProgrammedQuestion(FollowUp):
    """A question that is sent some time after a participant was added (AUTO)."""

    id: Id
    """The question's id, such as `colour`, once in a program."""
    after: Duration = Field(default="1d", validate_default=True)
    """How long after a participant was opted in it is sent."""


class Program(Section):
    """What people take part in."""

    id: Id
    """The program's id, such as `ed1b9efb-0ccf-4ea0-9585-0d7e57f28869`."""
    name: Text = ""
    """`${description}` in messages, such as `Class of 2026`; left out: the brand."""
    active: bool = True
    """An inactive one is listed only on demand; nothing else is known of it (API17)."""
    phone: AccountNumber | None = None
    """The number, such as `+13035550142`, that its participants text; left out: the account's."""
    timezone: Text = "US/Eastern"
    """The default for participants without one (CSVFAQ)."""
    keywords: tuple[Text, ...] = ()
    """Words to join by, such as `JOIN`: no page of the vendor describes any (V10)."""
    fields: tuple[ProfileField, ...] = ()
    """The fields of a profile beside those that every program has."""
    messages: ProgramMessages = ProgramMessages()
    """What the program says."""
    questions: tuple[ProgrammedQuestion, ...] = ()
    """Programmed messages that listen for answers."""


class Api(Section):
    """What requests are signed with."""

    token: Text = Field(default="optinsim", repr=False)
    """The token, which is sent."""
    secret: Text = Field(default="optinsim", repr=False)
    """The secret, which signs and is never sent."""


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
    """The words that count at the number."""
    messages: SignalVineMessages = SignalVineMessages()
    """What the account says whatever the program."""
    account_id: Id = "aa32b0bd-2c1b-480a-94d7-cff05fcc53b0"
    """The id of the account in the paths of the API."""
    api: Api = Api()
    """What requests are signed with."""
    programs: tuple[Program, ...] = ()
    """What people take part in."""
    assumptions: Assumptions = Assumptions()
    """Switches for what Signal Vine leaves undocumented."""

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
