"""What a Postcard account file says beside what every account file says."""

from __future__ import annotations

from pydantic import Field

from optinsim.adapter import AccountFile
from optinsim.fields import Section, Text


class ClubMessages(Section):
    """What a club says."""

    ask: Text = "${brand}: reply YES to join ${description}. Reply HELP for help, STOP to stop."
    hello: Text = "${brand}: you are in ${description}. Reply STOP to stop."


class Club(Section):
    """What people join by keyword."""

    name: Text
    keywords: tuple[Text, ...] = ()
    messages: ClubMessages = ClubMessages()


class PostcardAccount(AccountFile):
    """A Postcard account."""

    token: Text = Field(default="postcard", repr=False)
    """What clients of the API send."""
    clubs: tuple[Club, ...] = ()
