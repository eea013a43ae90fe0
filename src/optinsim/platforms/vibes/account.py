"""What a Vibes account file says, and when it holds together.

Names are the vendor's own. This module does not know how the account behaves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from optinsim.adapter import AccountFile, AccountMessages, Fault, WordLists
from optinsim.core.consent import Trigger
from optinsim.core.inbound import Kind, StopMatch
from optinsim.core.messages import Message
from optinsim.core.setup import Campaign, Setup
from optinsim.fields import Duration, Section, Text
from optinsim.platforms.vibes.registrations import CALLBACK_TYPES, SCOPES
from optinsim.platforms.vibes.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator


class VibesWords(WordLists):
    """Vibes publishes no lists: these are the FCC's and the CTIA's words (assumption)."""

    stop: tuple[Text, ...] = (
        *("STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"),
        *("OPTOUT", "OPT OUT", "REVOKE"),
    )
    stop_phrases: tuple[Text, ...] = ("please stop", "stop texting", "remove me")


class CampaignMessages(Section):
    """The texts of an acquisition campaign; those without a default are sent only where set."""

    prompt: Text = (
        "${brand}: reply Y to get recurring messages from ${description}. "
        "Msg & data rates may apply. Reply HELP for help, STOP to cancel."
    )
    welcome: Text = (
        "${brand}: welcome to ${description}! "
        "Msg & data rates may apply. Reply HELP for help, STOP to cancel."
    )
    initial: Text | None = None
    already_subscribed: Text = (
        "${brand}: you are already subscribed. Reply HELP for help, STOP to cancel."
    )
    declined: Text | None = None
    invalid: Text | None = None


class AcquisitionCampaign(Section):
    """A campaign that people join by keyword or by API."""

    acquisition_id: Text
    description: Text = ""
    keywords: tuple[Text, ...] = ()
    subscription_list: int
    confirmation: Literal["double", "none"] = "double"
    """double: the person has to reply; none: confirmed by itself."""
    accepts: Annotated[tuple[Literal["yes", "zip"], ...], Field(min_length=1)] = ("yes", "zip")
    """What confirms: the yes words, a ZIP code, or either (D2)."""
    expires_after: Duration = Field(default="24h", validate_default=True)
    """How long the prompt waits; 24 h is read off D2's samples."""
    messages: CampaignMessages = CampaignMessages()


class SubscriptionList(Section):
    """A list that campaigns subscribe people to."""

    id: int
    name: Text = ""


class Api(Section):
    """The account's user of the public API (HTTP Basic)."""

    username: Text = "optinsim"
    password: Text = Field(default="optinsim", repr=False)


class CampaignScope(Section):
    """A registration for one campaign."""

    campaign_id: Text


class ListScope(Section):
    """A registration for one subscription list."""

    list_id: int


class SourceCodeScope(Section):
    """A registration for one number."""

    source_code: Text
    country_code: Text | None = None


class CallbackDestination(Section):
    """Where callbacks of a registration go."""

    url: Text = Field(max_length=1024)
    method: Literal["POST", "PUT"] = "POST"
    content_type: Literal["application/json", "text/json"] = "application/json"


class CallbackRegistration(Section):
    """One registered callback, in the body form of Vibes' own registration call."""

    callback_type: Text
    event_type: Text | None = None
    ack_participant_added: CampaignScope | None = None
    ack_participant_changed: CampaignScope | None = None
    subscription_added: ListScope | None = None
    subscription_removed: ListScope | None = None
    unmatched_message_received: SourceCodeScope | None = None
    destination: CallbackDestination


class Assumptions(Section):
    """Switches for what Vibes leaves undocumented, or documents twice."""

    stop_blocks_api_add: bool = False
    """A stop while pending blocks the campaign's API add as a «No» does."""
    person_search_answers: Literal["list", "person"] = "list"
    """GET persons?mdn=: a list (Vibes' Ruby client) or one person (its OpenAPI file)."""
    person_errors_have_body: bool = True
    """The errors of PUT person have the usual body; false: none, as D1 says."""
    error_tokens_have_underscores: bool = False
    """MDN_HAS_CONFIRMATION_BLOCK instead of the documented MDNHASCONFIRMATIONBLOCK."""
    carrier_code: Text = "102"
    """The carrier of every mobile phone; 102 is Verizon in Vibes' Ruby client."""


class VibesAccount(AccountFile):
    """A Vibes account."""

    words: VibesWords = VibesWords()
    company_key: Text = "optinsim"
    api: Api = Api()
    subscription_lists: tuple[SubscriptionList, ...] = ()
    custom_fields: tuple[Text, ...] = ("first_name", "last_name", "zip_code")
    campaigns: tuple[AcquisitionCampaign, ...] = ()
    callbacks: tuple[CallbackRegistration, ...] | None = None
    """Left out: every type, for everything."""
    assumptions: Assumptions = Assumptions()

    def person_fields(self) -> tuple[str, ...]:
        """The custom fields."""
        return self.custom_fields


def setup(account: VibesAccount) -> Setup:
    """The account as the engine sees it."""
    return Setup(
        brand=account.name,
        number=account.number,
        country=account.country,
        table=TABLE,
        # A first sentence and a phrase count too: ours, for what the CTIA calls normal language.
        words=account.engine_words(StopMatch.FIRST_SENTENCE),
        campaigns=tuple(_campaign(account, i) for i in range(len(account.campaigns))),
        messages=_messages(account.messages, _known(account)),
        # Ours: a keyword makes a person; a stop, help or unmatched text does not.
        texts_that_make_people=frozenset({Kind.KEYWORD}),
        landlines=frozenset(account.landlines),
    )


def _campaign(account: VibesAccount, index: int) -> Campaign:
    campaign = account.campaigns[index]
    return Campaign(
        id=campaign.acquisition_id,
        number=account.number,
        keywords=campaign.keywords,
        list_id=str(campaign.subscription_list),
        join=Trigger.JOIN if campaign.confirmation == "double" else Trigger.SUBSCRIBE,
        accepts=frozenset(Kind(kind) for kind in campaign.accepts),
        expires_after=campaign.expires_after,
        description=campaign.description,
        messages=_messages(campaign.messages, _known(account, campaign)),
        place=("campaigns", index),
    )


def _known(
    account: VibesAccount, campaign: AcquisitionCampaign | None = None
) -> dict[str, str]:
    """What ${…} stands for in a message, whoever gets it.

    The account's own messages speak of a campaign where there is only one.
    """
    known = {"brand": account.name, "number": account.number}
    if campaign is None and len(account.campaigns) == 1:
        campaign = account.campaigns[0]
        known["keyword"] = campaign.keywords[0] if campaign.keywords else ""
    if campaign is not None:
        known["description"] = campaign.description or account.name
    return known


def _messages(
    messages: AccountMessages | CampaignMessages, known: dict[str, str]
) -> dict[str, Message]:
    return {
        purpose: Message(text).with_known(known)
        for purpose, text in messages
        if text is not None
    }


def faults(account: VibesAccount) -> Iterator[Fault]:
    """What does not hold together among lists, campaigns and callbacks."""
    lists = {str(entry.id) for entry in account.subscription_lists}
    campaigns = {campaign.acquisition_id for campaign in account.campaigns}
    for i, campaign in enumerate(account.campaigns):
        list_id = str(campaign.subscription_list)
        if list_id not in lists:
            yield Fault(
                ("campaigns", i, "subscription_list"),
                f"there is no subscription list {list_id}",
                got=list_id,
                names=tuple(sorted(lists)),
            )
    yield from _callback_faults(account, campaigns, lists)


def _callback_faults(
    account: VibesAccount, campaigns: set[str], lists: set[str]
) -> Iterator[Fault]:
    known = {"campaign_id": campaigns, "list_id": lists, "source_code": {account.number}}
    seen: dict[tuple[str, str, str], int] = {}
    for i, registration in enumerate(account.callbacks or ()):
        kind = registration.callback_type
        url = registration.destination.url
        if not url.startswith(("https://", "http://")):
            yield Fault(
                ("callbacks", i, "destination", "url"),
                f"{url!r:.60} is no URL",
                expected="an https URL",
            )
        if kind not in CALLBACK_TYPES:
            yield Fault(
                ("callbacks", i, "callback_type"),
                f"there is no callback type {kind!r}",
                got=kind,
                names=CALLBACK_TYPES,
            )
            continue
        scope_key = SCOPES.get(kind)
        value = ""
        if scope_key is not None:
            scope = getattr(registration, kind)
            if scope is None:
                yield Fault(
                    ("callbacks", i),
                    f"the registration of {kind} does not say for which {scope_key}",
                    expected=f"{kind}: {{{scope_key}: …}}",
                )
                continue
            value = str(getattr(scope, scope_key))
            if value not in known[scope_key]:
                yield Fault(
                    ("callbacks", i, kind, scope_key),
                    f"there is no {scope_key} {value!r}",
                    got=value,
                    names=tuple(sorted(known[scope_key])),
                )
        first = seen.setdefault((kind, value, url), i)
        if first != i:
            yield Fault(
                ("callbacks", i),
                f"{kind} is registered twice for the same destination",
                clashes_with=("callbacks", first),
            )
