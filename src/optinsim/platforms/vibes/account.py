"""What a Vibes account file says, key by key.

Names are the vendor's own. This module does not know when an account holds together (faults.py) and
not how it behaves (setup.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from optinsim.adapter import WordLists
from optinsim.fields import Duration, Instant, Section, Text
from optinsim.platforms.vibes.registrations import LONGEST_URL, SCOPES, ContentType, Method
from optinsim.rate_limits import HttpAccountFile

if TYPE_CHECKING:
    from optinsim.adapter import Place

Id = Annotated[Text, Field(min_length=1)]
"""What stands in a path."""


class VibesWords(WordLists):
    """Vibes publishes no lists: these are the FCC's and the CTIA's words (assumption)."""

    stop: tuple[Text, ...] = (
        *("STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"),
        *("OPTOUT", "OPT OUT", "REVOKE"),
    )
    """End everything that the person has at this number, such as `STOP`."""
    stop_phrases: tuple[Text, ...] = (
        *("please stop", "stop texting", "stop messaging", "stop contacting me", "stop spamming"),
        *("stop sending me", "stop sending these", "stop sending texts", "stop sending messages"),
        *("stop texts", "stop messages", "stop all texts", "stop all messages"),
        *("stop the texts", "stop the messages", "stop these texts", "stop these messages"),
        *("end texts", "end messages", "cancel texts", "cancel messages", "quit texting"),
        *("remove me", "remove my number", "remove this number", "delete me", "delete my number"),
        *("take me off", "get me off your list", "get me off this list", "leave me alone"),
        *("opt me out", "I want to opt out", "I would like to opt out", "I'd like to opt out"),
        *("I want to opt-out", "opt out of texts", "I want to unsubscribe", "unsubscribe me"),
        *("I would like to unsubscribe", "I'd like to unsubscribe", "cancel my subscription"),
        *("I revoke my consent", "do not text", "do not text me", "don't text", "don't text me"),
        *("do not message", "do not message me", "don't message", "don't message me"),
        *("do not contact me", "don't contact me", "never text me again"),
        *("never contact me again", "no more texts", "no more messages"),
    )
    """Ours, after the CTIA's «please opt me out» and what people text."""


class CampaignMessages(Section):
    """The texts of an acquisition campaign.

    Those without a default, but for the prompt, are sent only where they are set.
    """

    prompt: Text | None = None
    """Asks for a confirmation, such as `Acme: reply Y`; left out: for what the campaign accepts."""
    welcome: Text = (
        "${brand}: welcome to ${description}! "
        "Msg & data rates may apply. Reply HELP for help, STOP to cancel."
    )
    """A person is subscribed."""
    initial: Text | None = None
    """Right after the welcome, such as `Acme: here is your coupon.`; left out: nothing."""
    already_subscribed: Text = (
        "${brand}: you are already subscribed. Reply HELP for help, STOP to cancel."
    )
    """A subscriber texts the keyword of a campaign on the same list."""
    declined: Text | None = None
    """A person answers no, such as `Acme: OK, no texts.`; left out: nothing."""
    invalid: Text | None = None
    """Any other answer to the prompt, such as `Acme: please reply Y or N.`; left out: the account's
    default_response."""


class AcquisitionCampaign(Section):
    """A campaign that people join by keyword or by API (RP-acquisition-campaign-api-1)."""

    acquisition_id: Id
    """The campaign's id, such as `SUMMER1`."""
    description: Text = Field(default="", max_length=255)
    """`${description}` in messages, such as `Summer Sale`; left out: the brand."""
    keywords: tuple[Text, ...] = ()
    """The words that join it, such as `SUMMER`; none: only the API joins it."""
    subscription_list: int
    """The id of the list that it fills, such as `1234`; campaigns may share one."""
    confirmation: Literal["double", "none"] = "double"
    """double: the person has to reply; none: confirmed by itself (D2)."""
    accepts: Annotated[tuple[Literal["yes", "zip"], ...], Field(min_length=1)] = ("yes", "zip")
    """What confirms: the yes words, a ZIP code, or either (D2)."""
    expires_after: Duration = Field(default="24h", validate_default=True)
    """How long the prompt waits; 24 h is read off D2's samples."""
    messages: CampaignMessages = CampaignMessages()
    """What the campaign says."""


class SubscriptionList(Section):
    """A list that campaigns subscribe people to."""

    id: int
    """A whole number, such as `1234`."""
    name: Text = ""
    """What people call it, such as `Acme Alerts`."""


class Api(Section):
    """The account's user of the public API (HTTP Basic)."""

    username: Text = "optinsim"
    """The user of HTTP Basic."""
    password: Text = Field(default="optinsim", repr=False)
    """Its password."""


class CampaignScope(Section):
    """A registration for one campaign."""

    campaign_id: Text
    """The acquisition_id of a campaign, such as `SUMMER1`."""


class ListScope(Section):
    """A registration for one subscription list."""

    list_id: int
    """The id of a subscription list, such as `1234`."""


class SourceCodeScope(Section):
    """A registration for one number."""

    source_code: Text
    """The number that people text, such as `84237`."""
    country_code: Text | None = None
    """Of the number, such as `1`; it changes nothing."""


class CallbackDestination(Section):
    """Where callbacks of a registration go."""

    url: Text = Field(max_length=LONGEST_URL)
    """Where it is posted, such as `https://crm.example.com/vibes`."""
    method: Method = "POST"
    """How."""
    content_type: ContentType = "application/json"
    """The form of the body."""


class CallbackRegistration(Section):
    """One registered callback, in the body form of Vibes' own registration call."""

    callback_type: Text
    """What it tells of, such as `subscription_added`."""
    event_type: Text | None = None
    """The old name, such as `subscription_added`, of callback_type, which counts."""
    ack_participant_added: CampaignScope | None = None
    """The campaign whose new participants are told."""
    ack_participant_changed: CampaignScope | None = None
    """The campaign whose changes are told."""
    subscription_added: ListScope | None = None
    """The list whose new subscribers are told."""
    subscription_removed: ListScope | None = None
    """The list whose lost subscribers are told."""
    unmatched_message_received: SourceCodeScope | None = None
    """The number whose texts are told that nothing matches."""
    destination: CallbackDestination
    """Where it goes."""
    start_date: Instant | None = None
    """From when on it counts; left out: from the start of the simulation."""
    end_date: Instant | None = None
    """Until when it counts; left out: for ever."""

    @property
    def scope(self) -> str | None:
        """The id that the type's own object gives; None: it gives none."""
        key = SCOPES.get(self.callback_type)
        scope = getattr(self, self.callback_type) if key else None
        return str(getattr(scope, key)) if key and scope is not None else None


class Assumptions(Section):
    """Switches for what Vibes leaves undocumented, or documents twice.

    docs/platforms/vibes.md lists every one.
    """

    stop_blocks_api_add: bool = False
    """A stop while pending blocks the campaign's API add as a «No» does."""
    person_search_answers: Literal["list", "person"] = "list"
    """GET persons?mdn=: a list (Vibes' Ruby client) or one person (its OpenAPI file)."""
    subscription_answers: Literal["list", "subscription"] = "list"
    """GET …/subscriptions/{list}: a list of one (OpenAPI file), or the subscription by itself."""
    person_errors_have_body: bool = True
    """404 and 409 of PUT person have the usual body (RP); false: none, as D1 says."""
    error_tokens_have_underscores: bool = False
    """MDN_HAS_CONFIRMATION_BLOCK instead of the documented MDNHASCONFIRMATIONBLOCK."""
    accepts_mdn_without_plus: bool = False
    """In a body of version 2, 13125550123 is +13125550123: the client GEM strips the plus. False:
    400 or 422, because RP wants E.164."""
    carrier_code: Text = "102"
    """The carrier of a phone for which no client gave one; 102 is Verizon (GEM)."""


class VibesAccount(HttpAccountFile):
    """A Vibes account."""

    words: VibesWords = VibesWords()
    """The words that count at the number."""
    company_key: Id = "optinsim"
    """The `{company_key}` in the paths of the API."""
    api: Api = Api()
    """The account's user of the public API."""
    subscription_lists: tuple[SubscriptionList, ...] = ()
    """The lists that campaigns subscribe people to."""
    custom_fields: tuple[Text, ...] = ("first_name", "last_name", "zip_code")
    """The fields that a person may have."""
    campaigns: tuple[AcquisitionCampaign, ...] = ()
    """The acquisition campaigns."""
    callbacks: tuple[CallbackRegistration, ...] | None = None
    """What is registered; left out: every type, for everything."""
    assumptions: Assumptions = Assumptions()
    """Switches for what Vibes leaves undocumented."""

    def person_fields(self) -> tuple[str, ...]:
        """The custom fields."""
        return self.custom_fields

    def field_places(self) -> tuple[tuple[str, Place], ...]:
        """The custom fields."""
        return tuple((name, ("custom_fields", i)) for i, name in enumerate(self.custom_fields))
