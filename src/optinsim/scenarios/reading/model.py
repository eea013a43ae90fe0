"""The keys and types of a scenario file, as the contract in the docs describes them.

Knows keys and types. Does not fill in variables (variables.py), does not know whether a name exists
(load.py) and does not judge anything (expect.py).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from optinsim.core.world import DEFAULT_START
from optinsim.fields import Flag, Instant, Json, Plain, Section, Text, Whole, to_json, wrong
from optinsim.scenarios.reading import replies
from optinsim.scenarios.reading.ordering import ORDERINGS, is_number

STIMULI = ("text", "wait", "wait_until", "request", "listener", "use")
"""The actions of steps. A step has exactly one of them."""


def _expected_text(value: Any, numbers: frozenset[str] = frozenset()) -> Any:
    """An expectation of text: every scalar is its characters, but a count is a number."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dict):
        return {
            key: to_json(item)
            if key in _NUMBERS or key in numbers
            else _bound(item)
            if key in ORDERINGS
            else _expected_text(item, numbers)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_expected_text(item, numbers) for item in value]
    raise wrong(value, "text, or an operator such as $contains")


def _bound(value: Any) -> Any:
    """The bound of a comparison with text: a number as its characters, compared as a number."""
    return str(value) if isinstance(value, str) or is_number(value) else to_json(value)


def _expected_replies(value: Any) -> Any:
    return _expected_text(value, replies.NUMBERS)


_NUMBERS = frozenset({"$length", "$any", "$absent"})
"""The operators that take a number or a truth value in an expectation of text."""
_TEXTS = frozenset({"$contains", "$regex", "$capture"})


def _expected_json(value: Any) -> Any:
    """An expectation of JSON: plain scalars by YAML 1.2, but for what is always text."""
    if isinstance(value, dict):
        return {
            str(key): str(item)
            if key in _TEXTS and isinstance(item, str)
            else _expected_json(item)
            if isinstance(item, (dict, list))
            else to_json(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_expected_json(item) for item in value]
    return to_json(value)


def _something(value: Any) -> Any:
    """The value, if the key has one: `record:` alone is not `record: null`."""
    if isinstance(value, Plain) and not value:
        raise wrong(value, "a value; [] for an empty list, null for JSON's null")
    return value


# pydantic runs the last one first.
ExpectedText = Annotated[Any, BeforeValidator(_expected_text), BeforeValidator(_something)]
ExpectedReplies = Annotated[Any, BeforeValidator(_expected_replies), BeforeValidator(_something)]
ExpectedJson = Annotated[Any, BeforeValidator(_expected_json), BeforeValidator(_something)]
GivenJson = Annotated[Json, BeforeValidator(_something)]


AnyNumber = Annotated[Text, WithJsonSchema({"type": ["string", "integer"]})]


class PersonFile(Section):
    """A person of the scenario. Missing values are made up from the seed."""

    # Not parsed yet: a number without a country code depends on the account's country.
    mdn: AnyNumber | None = None
    """The phone number, such as `+13125550123`; default: a made-up one, 555-0100 to 555-0199."""
    zip: Text | None = None
    """The value of `${name.zip}`: the postal code, such as `60601`; default: a made-up one."""
    external_id: Text | None = None
    """The value of `${name.external_id}`: the brand's own id, such as `EX123`."""
    # Kept as typed, as vars are: a text with `${name.field}` in it gets the characters.
    fields: dict[str, Any] = Field(default_factory=dict)
    """The brand's own data, such as `{first_name: Ann}`. Requests use them as `${name.field}`."""
    line: Literal["mobile", "landline"] = "mobile"
    """The kind of line. A landline cannot text, and the platform detects that it is one."""


def default_people() -> dict[str, PersonFile]:
    """The people of a file that names none."""
    # A factory: pydantic makes a deep copy of a mutable default for every scenario.
    return {"me": _ME}


_ME = PersonFile()


def _some(expected: str) -> BeforeValidator:
    """Refuses an empty collection: a scenario without steps or people could not run."""

    def refuse_empty(value: Any) -> Any:
        if value in ([], {}):
            raise PydanticCustomError("wrong", "empty", {"expected": expected})
        return value

    return BeforeValidator(refuse_empty)


People = Annotated[
    dict[str, PersonFile],
    Field(min_length=1),
    _some("at least one person, or the key left out"),
]
Examples = Annotated[
    tuple[dict[str, Any], ...],
    Field(min_length=1),
    _some("at least one example, or the key left out"),
]


Auth = Literal["none", "wrong"] | None
"""The authentication of a step's request."""


class RequestFile(Section):
    """A call to the vendor's own HTTP API."""

    method: Literal["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]
    """The HTTP method."""
    path: Text
    """The path, such as `/companies/acme/mobiledb/persons?external_id=1`, with its query."""
    headers: dict[str, Text] = Field(default_factory=dict)
    """Headers by name, such as `{X-API-Version: 2}`."""
    json_: GivenJson = Field(default=None, alias="json")
    """The body as JSON, such as `{mobile_phone: {mdn: "${ann.mdn}"}}`."""
    body: Text | None = None
    """The body as text, such as `no JSON`, if it is not JSON."""
    auth: Auth = None
    """none: the request has no authentication; wrong: authentication that the platform refuses;
    default: the account's own."""


class ListenerFile(Section):
    """A call of the platform's JavaScript listener on a page: `crdl("contact", auth, contact)`."""

    auth: Json = Field(default_factory=dict)
    """The auth data, which identify the contact, such as `{sms: "13125550123"}`."""
    contact: Json = Field(default_factory=dict)
    """The contact data to store, such as `{my-list: true}`."""


class ResponseExpectation(Section):
    """The expected answer to a request."""

    status: ExpectedJson = None
    """The HTTP status, such as `201`."""
    json_: ExpectedJson = Field(default=None, alias="json")
    """The body, such as `{status: PENDING}`. Keys that are left out are not checked."""
    headers: dict[str, ExpectedText] = Field(default_factory=dict)
    """Headers by name, such as `{Location: {$any: true}}`. Other headers are not checked."""


class AccountExpectation(Section):
    """The expected results of a step on one of several accounts."""

    reading: ExpectedText = None
    """How the platform read the text, such as `keyword`, `stop`, `help` or `unmatched`."""
    replies: ExpectedReplies = None
    """All texts that the step causes, in order, such as `[{$contains: reply Y}]`."""
    callbacks: ExpectedJson = None
    """All callbacks that the step causes, in order, such as
    `[{callback_type: subscription_added}]`. Keys that are left out are not checked."""
    state: ExpectedText = None
    """The person's state after the step, such as `pending` or `subscribed`. With several
    campaigns, a mapping of campaigns to states."""
    record: ExpectedJson = None
    """The platform's own record of the person, such as `{external_person_id: EX123}`."""
    response: ResponseExpectation | None = None
    """The answer to a request."""


class Expectation(AccountExpectation):
    """The expected results of a step. Keys that are left out are not checked, unless strict."""

    on_account: dict[str, AccountExpectation] = Field(default_factory=dict, alias="$on")
    """The expected results on one of `accounts`, by its name."""


class StepFile(Section):
    """A step: one action (text, wait, wait_until, request, listener, use) and its expectations."""

    text: Text | None = None
    """The text that a person sends, such as `SUMMER`."""
    from_: Text | None = Field(default=None, alias="from")
    """The sender of a text: a name in people, such as `ann`, or an MDN. In other steps, the person
    whose state and record are expected. Default: the first person."""
    to: Text | None = None
    """The number that gets the text, such as `84237`; default: the account's."""
    wait: Text | None = None
    """The duration by which the virtual clock moves, such as `24h` or `1d12h`."""
    wait_until: Text | None = None
    """The time to which the virtual clock moves, such as `2026-01-06T15:00:00Z`."""
    request: RequestFile | None = None
    """A call to the platform's own HTTP API."""
    listener: ListenerFile | None = None
    """A call of the platform's JavaScript listener on a web page; Cordial only."""
    use: Text | None = None
    """A group of steps of the project file, such as `joined`. Its steps replace this one."""
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")
    """The values of the group's parameters, such as `{word: JOIN}` for its `${word}`."""
    expect: Expectation = Field(default_factory=Expectation)
    """The expected results of the step."""


class ScenarioHead(Section):
    """A scenario without its steps. Steps are validated with their variables filled in."""

    scenario: Annotated[Text, Field(min_length=1)]
    """The title: one sentence, such as `A keyword asks for a confirmation`."""
    cites: tuple[Text, ...] | Text = ()
    """References to the documents that the scenario proves, such as `CTIA Handbook`."""
    account: Any
    """The path of an account file, relative to this file; or an inline account."""
    accounts: tuple[Text, ...] = ()
    """Account files, such as `us.yaml`, instead of `account`. The scenario runs once on each."""
    tags: tuple[Text, ...] = ()
    """Tags to select scenarios by, such as `smoke` for optinsim run --tag smoke."""
    breaks: tuple[Text, ...] = ()
    """The laws that the conversation is meant to break, such as `stop-is-read`."""
    start: Instant = DEFAULT_START
    """The time on the virtual clock at the first step."""
    seed: Whole = 0
    """The number from which ids and made-up people are derived, such as `7`."""
    strict: Flag = False
    """true: a step fails on replies, callbacks or changes of state that it does not expect."""
    vars: dict[str, Any] = Field(default_factory=dict)
    """Variables by name, such as `{word: SUMMER}` for `${word}`."""
    people: People = Field(default_factory=default_people)
    """The people who take part, by name."""
    examples: Examples = ()
    """Sets of variables, such as `{word: Y}`. The scenario runs once with each set."""
    steps: Annotated[tuple[Any, ...], Field(min_length=1), _some("at least one step")]
