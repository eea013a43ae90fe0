"""The keys of a Vibes account file.

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
"""An id in the paths of the API."""


class VibesWords(WordLists):
    """The words that have a meaning at the number.

    Vibes publishes no lists: the defaults are the FCC's and the CTIA's words (assumption).
    """

    stop: tuple[Text, ...] = (
        *("STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"),
        *("OPTOUT", "OPT OUT", "REVOKE"),
    )
    """Words that end all of the person's participations at this number, such as `STOP`."""
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
    """Phrases that make a sentence a stop, but not after a negation. The defaults are ours, after
    the CTIA's «please opt me out» and what people text."""


class CampaignMessages(Section):
    """The messages of an acquisition campaign.

    Except for the prompt, a message without a default is sent only if it is set.
    """

    prompt: Text | None = None
    """Asks for a confirmation, such as `Acme: reply Y`; default: asks for the answers that the
    campaign accepts."""
    welcome: Text = (
        "${brand}: welcome to ${description}! "
        "Msg & data rates may apply. Reply HELP for help, STOP to cancel."
    )
    """Sent when a person is subscribed."""
    initial: Text | None = None
    """Sent right after the welcome, such as `Acme: here is your coupon.`; default: not sent."""
    already_subscribed: Text = (
        "${brand}: you are already subscribed. Reply HELP for help, STOP to cancel."
    )
    """The reply to a subscriber who texts the keyword of a campaign on the same list."""
    declined: Text | None = None
    """The reply to a no, such as `Acme: OK, no texts.`; default: no reply."""
    invalid: Text | None = None
    """The reply to any other answer to the prompt, such as `Acme: please reply Y or N.`; default:
    the account's default_response."""


class AcquisitionCampaign(Section):
    """A campaign that people join by keyword or by API (RP-acquisition-campaign-api-1)."""

    acquisition_id: Id
    """The campaign's id, such as `SUMMER1`."""
    description: Text = Field(default="", max_length=255)
    """`${description}` in messages, such as `Summer Sale`; default: the brand."""
    keywords: tuple[Text, ...] = ()
    """The words that join the campaign, such as `SUMMER`; none: people join by the API only."""
    subscription_list: int
    """The id of the campaign's subscription list, such as `1234`. Campaigns may share a list."""
    confirmation: Literal["double", "none"] = "double"
    """double: the person has to reply; none: joining subscribes at once (D2)."""
    accepts: Annotated[tuple[Literal["yes", "zip"], ...], Field(min_length=1)] = ("yes", "zip")
    """The answers that confirm: a yes word, a ZIP code, or either (D2)."""
    expires_after: Duration = Field(default="24h", validate_default=True)
    """The time until an unanswered prompt expires. 24 h is inferred from D2's samples."""
    messages: CampaignMessages = CampaignMessages()
    """The messages of the campaign."""


class SubscriptionList(Section):
    """A list to which campaigns subscribe people."""

    id: int
    """The id of the list: a whole number, such as `1234`."""
    name: Text = ""
    """The name of the list, such as `Acme Alerts`."""


class Api(Section):
    """The credentials of requests to the public API (HTTP Basic)."""

    username: Text = "optinsim"
    """The user name of HTTP Basic."""
    password: Text = Field(default="optinsim", repr=False)
    """The password of HTTP Basic."""


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
    """The country code of the number, such as `1`. It has no effect."""


class CallbackDestination(Section):
    """The destination of the callbacks of a registration."""

    url: Text = Field(max_length=LONGEST_URL)
    """The URL to which callbacks are sent, such as `https://crm.example.com/vibes`."""
    method: Method = "POST"
    """The HTTP method."""
    content_type: ContentType = "application/json"
    """The Content-Type of the body."""


class CallbackRegistration(Section):
    """One registered callback, in the body form of Vibes' own registration call."""

    callback_type: Text
    """The type of the callback, such as `subscription_added`."""
    event_type: Text | None = None
    """The vendor's old name for callback_type, such as `subscription_added`. It has no effect."""
    ack_participant_added: CampaignScope | None = None
    """The campaign whose new participants cause this callback."""
    ack_participant_changed: CampaignScope | None = None
    """The campaign whose changed participations cause this callback."""
    subscription_added: ListScope | None = None
    """The list whose new subscribers cause this callback."""
    subscription_removed: ListScope | None = None
    """The list whose removed subscribers cause this callback."""
    unmatched_message_received: SourceCodeScope | None = None
    """The number whose unmatched texts cause this callback."""
    destination: CallbackDestination
    """The destination of the callback."""
    start_date: Instant | None = None
    """The time at which the registration begins; default: the start of the simulation."""
    end_date: Instant | None = None
    """The time at which the registration ends; default: never."""

    @property
    def scope(self) -> str | None:
        """The id that the type's own object gives; None: it gives none."""
        key = SCOPES.get(self.callback_type)
        scope = getattr(self, self.callback_type) if key else None
        return str(getattr(scope, key)) if key and scope is not None else None


class Assumptions(Section):
    """Switches for behaviour that Vibes does not document, or where its documents disagree.

    docs/platforms/vibes.md lists every one.
    """

    stop_blocks_api_add: bool = False
    """true: after a stop while pending, the API does not add the person, as after a «No»."""
    person_search_answers: Literal["list", "person"] = "list"
    """The answer to GET persons?mdn=: a list (Vibes' Ruby client) or one person (its OpenAPI
    file)."""
    subscription_answers: Literal["list", "subscription"] = "list"
    """The answer to GET …/subscriptions/{list}: a list of one (OpenAPI file), or the subscription
    itself."""
    person_errors_have_body: bool = True
    """true: 404 and 409 of PUT person have the usual body (RP); false: no body, as D1 says."""
    error_tokens_have_underscores: bool = False
    """true: MDN_HAS_CONFIRMATION_BLOCK instead of the documented MDNHASCONFIRMATIONBLOCK."""
    accepts_mdn_without_plus: bool = False
    """true: a body of version 2 may have 13125550123 for +13125550123, because the client GEM
    strips the plus; false: 400 or 422, because RP requires E.164."""
    carrier_code: Text = "102"
    """The carrier of a phone for which no client gave a carrier; 102 is Verizon (GEM)."""


class VibesAccount(HttpAccountFile):
    """A Vibes account."""

    words: VibesWords = VibesWords()
    """The words that have a meaning at the number."""
    company_key: Id = "optinsim"
    """The `{company_key}` in the paths of the API."""
    api: Api = Api()
    """The credentials of requests to the public API."""
    subscription_lists: tuple[SubscriptionList, ...] = ()
    """The lists to which campaigns subscribe people."""
    custom_fields: tuple[Text, ...] = ("first_name", "last_name", "zip_code")
    """The fields that a person may have."""
    campaigns: tuple[AcquisitionCampaign, ...] = ()
    """The acquisition campaigns."""
    callbacks: tuple[CallbackRegistration, ...] | None = None
    """The registered callbacks; default: every type, for everything, without a destination."""
    assumptions: Assumptions = Assumptions()
    """Switches for behaviour that Vibes does not document."""

    def person_fields(self) -> tuple[str, ...]:
        """The custom fields."""
        return self.custom_fields

    def field_places(self) -> tuple[tuple[str, Place], ...]:
        """The custom fields."""
        return tuple((name, ("custom_fields", i)) for i, name in enumerate(self.custom_fields))
