"""The keys of a Cordial account file.

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
"""The name of a program, a channel or an attribute."""


class CordialWords(WordLists):
    """The words that have a meaning at the number.

    The stop (C3) and help words (C4) are those of every platform.
    """

    yes: tuple[Text, ...] = ("YES", "Y", "OPTIN", "OPT-IN")
    """SETUP's default opt-in words. That they also confirm is ours (C5)."""


class ProgramMessages(Section):
    """The messages of an SMS program. Cordial publishes none: the defaults are ours (C6)."""

    opt_in: Text | None = None
    """Asks for a confirmation, such as `Acme: reply YES`; default: asks for the first yes word."""
    confirmation: Text = (
        "${brand}: you are in! Msg & data rates may apply. Reply HELP for help, STOP to cancel."
    )
    """Sent when a person is subscribed."""


class Program(Section):
    """An SMS marketing program (D4, SETUP)."""

    keywords: tuple[Text, ...] = ()
    """The words that opt in, such as `ALERTS`. If the account has only one program, the yes words
    opt in too (C9)."""
    opt_in: Literal["double", "single"] = "double"
    """double: the person has to reply (SETUP's default); single: the keyword subscribes."""
    messages: ProgramMessages = ProgramMessages()
    """The messages of the program."""


class Api(Section):
    """The API key: the user name of HTTP Basic. The password is blank."""

    key: Text = Field(default="optinsim", repr=False)
    """The API key."""


class Assumptions(Section):
    """Switches for behaviour that Cordial does not document.

    docs/platforms/cordial.md lists every one.
    """

    post_answers_200: bool = False
    """true: POST contacts answers 200, as recorded of version 1; false: 201, as in the Swagger
    file (C18)."""
    primary_key: Literal["any", "email", "sms"] = "any"
    """The kind of key that a path may have without a prefix, beside the cID. The vendor lets an
    account choose one."""
    attributes_answer: Literal["object", "list"] = "object"
    """The answer to GET accountcontactattributes: an object by key, as clients read it, or a list,
    as in OAS2."""
    keyword_repeats_confirmation: bool = False
    """true: a subscriber who texts a keyword gets the confirmation again (C7)."""
    api_repeats_opt_in: bool = False
    """true: a call that subscribes a contact who is pendingDOI sends the opt-in message again."""
    suppress_doi_for_known: bool = False
    """true: suppressDOI also subscribes a contact who is pendingDOI or unsubscribed; false: it has
    no effect on them."""


class CordialAccount(HttpAccountFile):
    """A Cordial account."""

    words: CordialWords = CordialWords()
    """The words that have a meaning at the number."""
    api: Api = Api()
    """The credentials of requests to the API."""
    sms_channel: Name = "sms"
    """The key of the SMS channel in `channels`, which accounts choose (D4)."""
    unsubscribe_detection: Literal["exact", "contains"] = Field(
        default="exact", alias="unsubscribeDetection"
    )
    """exact (Cordial's default): a text is a stop if the whole text is a stop word; contains: if a
    stop word is anywhere in the text."""
    attributes: tuple[Name, ...] = ("first_name", "last_name")
    """The contact attributes that the account defines."""
    lists: tuple[Name, ...] = ()
    """The names of the lists, such as `my-list`. They are keys of a contact (OAS2: list_name)."""
    programs: dict[Name, Program] = Field(default_factory=dict)
    """The SMS programs of the number, by name."""
    assumptions: Assumptions = Assumptions()
    """Switches for behaviour that Cordial does not document."""

    def person_fields(self) -> tuple[str, ...]:
        """The contact attributes."""
        return self.attributes

    def field_places(self) -> tuple[tuple[str, Place], ...]:
        """The contact attributes."""
        return tuple((name, ("attributes", i)) for i, name in enumerate(self.attributes))
