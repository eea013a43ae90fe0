"""What a Cordial account file says, key by key.

Names are the vendor's own; D4 is vendor-docs/004, SETUP the vendor's page on the SMS channel, C1 to
C21 our assumptions (facts/cordial.md). This module does not know when an account holds together
(faults.py) and not how it behaves (setup.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from optinsim.adapter import WordLists
from optinsim.fields import Section, Text
from optinsim.rate_limits import HttpAccountFile

if TYPE_CHECKING:
    from optinsim.adapter import Place

Name = Annotated[Text, Field(min_length=1, max_length=100)]
"""What a program, a channel or an attribute is called."""


class CordialWords(WordLists):
    """Words that count at the account's number; stop (C3) and help (C4) words are the port's."""

    yes: tuple[Text, ...] = ("YES", "Y", "OPTIN", "OPT-IN")
    """SETUP's default opt-in words. That the same ones confirm is ours (C5)."""


class ProgramMessages(Section):
    """The texts of an SMS program. Cordial publishes none: these are ours (C6)."""

    opt_in: Text | None = None
    """Asks for a confirmation, such as `Acme: reply YES`; left out: for the first such word."""
    confirmation: Text = (
        "${brand}: you are in! Msg & data rates may apply. Reply HELP for help, STOP to cancel."
    )
    """A person is subscribed."""


class Program(Section):
    """An SMS marketing program (D4, SETUP)."""

    keywords: tuple[Text, ...] = ()
    """What opts in, such as `ALERTS`; the default words do too where there is one program (C9)."""
    opt_in: Literal["double", "single"] = "double"
    """double: the person has to reply; SETUP's default."""
    messages: ProgramMessages = ProgramMessages()
    """What the program says."""


class Api(Section):
    """The API key, which goes as user name of HTTP Basic, with a blank password."""

    key: Text = Field(default="optinsim", repr=False)
    """The API key."""


class Assumptions(Section):
    """Switches for what Cordial leaves undocumented; docs/platforms/cordial.md lists every one."""

    post_answers_200: bool = False
    """POST contacts answers 200, as recorded of version 1, not the Swagger file's 201 (C18)."""
    primary_key: Literal["any", "email", "sms"] = "any"
    """What a bare value in a path may be, beside a cID; the vendor lets an account choose."""
    attributes_answer: Literal["object", "list"] = "object"
    """GET accountcontactattributes: an object by key, as clients read it, or OAS2's list."""
    keyword_repeats_confirmation: bool = False
    """A keyword while subscribed is answered with the confirmation (C7)."""
    api_repeats_opt_in: bool = False
    """A call that subscribes a person who is pendingDOI sends the opt-in message again."""
    suppress_doi_for_known: bool = False
    """suppressDOI also subscribes who is pendingDOI or unsubscribed; false: it has no effect."""


class CordialAccount(HttpAccountFile):
    """A Cordial account."""

    words: CordialWords = CordialWords()
    """The words that count at the number."""
    api: Api = Api()
    """What requests are authenticated with."""
    sms_channel: Name = "sms"
    """The key of the SMS channel in `channels`, which accounts choose (D4)."""
    unsubscribe_detection: Literal["exact", "contains"] = Field(
        default="exact", alias="unsubscribeDetection"
    )
    """exact: the whole text is a stop word, Cordial's default; contains: it stands in the text."""
    attributes: tuple[Name, ...] = ("first_name", "last_name")
    """The contact attributes that the account defines."""
    lists: tuple[Name, ...] = ()
    """The lists, such as `my-list`, whose names are keys of a contact (OAS2: list_name)."""
    programs: dict[Name, Program] = Field(default_factory=dict)
    """The SMS programs of the number, by name."""
    assumptions: Assumptions = Assumptions()
    """Switches for what Cordial leaves undocumented."""

    def person_fields(self) -> tuple[str, ...]:
        """The contact attributes."""
        return self.attributes

    def field_places(self) -> tuple[tuple[str, Place], ...]:
        """The contact attributes."""
        return tuple((name, ("attributes", i)) for i, name in enumerate(self.attributes))
