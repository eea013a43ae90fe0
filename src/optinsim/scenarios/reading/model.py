"""What a scenario file may say: the shapes, as the contract in the docs describes them.

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
"""What a step does; it carries exactly one of them."""


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
    """A person of the scenario; what is left out is made up from the seed."""

    # Not parsed yet: a number without a country code depends on the account's country.
    mdn: AnyNumber | None = None
    """The number, such as `+13125550123`; left out: made up, of 555-0100 to 555-0199."""
    zip: Text | None = None
    """The postal code, such as `60601`, for `${name.zip}`; left out: made up."""
    external_id: Text | None = None
    """The brand's own id, such as `EX123`, for `${name.external_id}`."""
    # Kept as typed, as vars are: a text with `${name.field}` in it gets the characters.
    fields: dict[str, Any] = Field(default_factory=dict)
    """The brand's own data, such as `{first_name: Ann}`, for `${name.field}` in requests."""
    line: Literal["mobile", "landline"] = "mobile"
    """A landline cannot text, and the platform finds out."""


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
    """With the query, if there is one, such as `/companies/acme/mobiledb/persons?external_id=1`."""
    headers: dict[str, Text] = Field(default_factory=dict)
    """Headers by name, such as `{X-API-Version: 2}`."""
    json_: GivenJson = Field(default=None, alias="json")
    """The body as JSON, such as `{mobile_phone: {mdn: "${ann.mdn}"}}`."""
    body: Text | None = None
    """The body as text, such as `no JSON`, for what is no JSON."""
    auth: Auth = None
    """Left out: the account's own authentication is added."""


class ListenerFile(Section):
    """A call of the platform's JavaScript listener on a page: `crdl("contact", auth, contact)`."""

    auth: Json = Field(default_factory=dict)
    """The auth data, such as `{sms: "13125550123"}`: identifies the contact."""
    contact: Json = Field(default_factory=dict)
    """The contact data, such as `{my-list: true}`: what to store."""


class ResponseExpectation(Section):
    """What the answer to a request should be."""

    status: ExpectedJson = None
    """The status, such as `201`."""
    json_: ExpectedJson = Field(default=None, alias="json")
    """The body, such as `{status: PENDING}`; keys that are left out are free."""
    headers: dict[str, ExpectedText] = Field(default_factory=dict)
    """Headers by name, such as `{Location: {$any: true}}`; those that are left out are free."""


class AccountExpectation(Section):
    """The expected results of a step on one of several accounts."""

    reading: ExpectedText = None
    """How a text was read, such as `keyword`, `stop`, `help` or `unmatched`."""
    replies: ExpectedReplies = None
    """The texts that the step brought about, in order, such as `[{$contains: reply Y}]`."""
    callbacks: ExpectedJson = None
    """The callbacks that the step brought about, in order, and no others, such as
    `[{callback_type: subscription_added}]`; of each only the keys that are named count."""
    state: ExpectedText = None
    """Where the person stands then, such as `pending` or `subscribed`; with several campaigns a
    mapping."""
    record: ExpectedJson = None
    """The platform's own record of the person, such as `{external_person_id: EX123}`."""
    response: ResponseExpectation | None = None
    """The answer to a request."""


class Expectation(AccountExpectation):
    """The expected results of a step; what is left out is not checked, unless strict."""

    on_account: dict[str, AccountExpectation] = Field(default_factory=dict, alias="$on")
    """The expected results on one of `accounts`, by its name."""


class StepFile(Section):
    """One step: exactly one stimulus, and the expected results."""

    text: Text | None = None
    """What a person texts, such as `SUMMER`."""
    from_: Text | None = Field(default=None, alias="from")
    """Who: a name of people, such as `ann`, or an MDN; left out: the first person."""
    to: Text | None = None
    """The number that is texted, such as `84237`; left out: the account's."""
    wait: Text | None = None
    """How long the clock runs, such as `24h` or `1d12h`."""
    wait_until: Text | None = None
    """The time to which it runs, such as `2026-01-06T15:00:00Z`."""
    request: RequestFile | None = None
    """A call to the platform's own HTTP API."""
    listener: ListenerFile | None = None
    """A call of the platform's script on a web page; Cordial only."""
    use: Text | None = None
    """A group of the project file, such as `joined`, whose steps stand here."""
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")
    """The group's parameters, such as `{word: JOIN}` for its `${word}`."""
    expect: Expectation = Field(default_factory=Expectation)
    """What has to come of it."""


class ScenarioHead(Section):
    """A scenario without its steps, which can be validated only with their variables filled in."""

    scenario: Annotated[Text, Field(min_length=1)]
    """What it shows, in a sentence, such as `A keyword asks for a confirmation`."""
    cites: tuple[Text, ...] | Text = ()
    """The documents that it proves, in short, such as `CTIA Handbook`."""
    account: Any
    """A path relative to this file, or an account written out in place."""
    accounts: tuple[Text, ...] = ()
    """Account files, such as `us.yaml`, in place of `account`: it runs once on each."""
    tags: tuple[Text, ...] = ()
    """Words to choose by, such as `smoke`: optinsim run --tag smoke."""
    breaks: tuple[Text, ...] = ()
    """The laws that the conversation is meant to break, such as `stop-is-read`."""
    start: Instant = DEFAULT_START
    """The time on the virtual clock at the first step."""
    seed: Whole = 0
    """What ids and made-up people follow from, such as `7`."""
    strict: Flag = False
    """What a step leaves out must not happen."""
    vars: dict[str, Any] = Field(default_factory=dict)
    """Values by name, such as `{word: SUMMER}`, for `${word}`."""
    people: People = Field(default_factory=default_people)
    """Who takes part, by name."""
    examples: Examples = ()
    """Values by name, such as `{word: Y}`, several times: the scenario runs once for each."""
    steps: Annotated[tuple[Any, ...], Field(min_length=1), _some("at least one step")]
