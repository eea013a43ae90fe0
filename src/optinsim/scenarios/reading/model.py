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
    zip: Text | None = None
    external_id: Text | None = None
    # Kept as typed, as vars are: a text with `${name.field}` in it gets the characters.
    fields: dict[str, Any] = Field(default_factory=dict)
    """The brand's own data, for `${name.field}` in requests."""
    line: Literal["mobile", "landline"] = "mobile"


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
    path: Text
    """With the query, if there is one."""
    headers: dict[str, Text] = Field(default_factory=dict)
    json_: GivenJson = Field(default=None, alias="json")
    """The body as JSON."""
    body: Text | None = None
    """The body as text, for what is no JSON."""
    auth: Auth = None
    """Left out: the account's own authentication is added."""


class ListenerFile(Section):
    """A call of the platform's JavaScript listener on a page: `crdl("contact", auth, contact)`."""

    auth: Json = Field(default_factory=dict)
    """The auth data: identifies the contact."""
    contact: Json = Field(default_factory=dict)
    """The contact data: what to store."""


class ResponseExpectation(Section):
    """What the answer to a request should be."""

    status: ExpectedJson = None
    json_: ExpectedJson = Field(default=None, alias="json")
    headers: dict[str, ExpectedText] = Field(default_factory=dict)


class AccountExpectation(Section):
    """The expected results of a step on one of several accounts."""

    reading: ExpectedText = None
    replies: ExpectedReplies = None
    callbacks: ExpectedJson = None
    state: ExpectedText = None
    record: ExpectedJson = None
    response: ResponseExpectation | None = None


class Expectation(AccountExpectation):
    """The expected results of a step; what is left out is not checked, unless strict."""

    on_account: dict[str, AccountExpectation] = Field(default_factory=dict, alias="$on")
    """The expected results on one of `accounts`, by its name."""


class StepFile(Section):
    """One step: exactly one stimulus, and the expected results."""

    text: Text | None = None
    from_: Text | None = Field(default=None, alias="from")
    to: Text | None = None
    wait: Text | None = None
    wait_until: Text | None = None
    request: RequestFile | None = None
    listener: ListenerFile | None = None
    use: Text | None = None
    """A group of the project file `optinsim.yaml`, whose steps stand here."""
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")
    """The group's parameters: `word: JOIN` for its `${word}`."""
    expect: Expectation = Expectation()


class ScenarioHead(Section):
    """A scenario without its steps, which can be validated only with their variables filled in."""

    scenario: Annotated[Text, Field(min_length=1)]
    """What it shows, in a sentence."""
    cites: tuple[Text, ...] | Text = ()
    """The documents that it proves, in short."""
    account: Any
    """A path relative to this file, or an account written out in place."""
    accounts: tuple[Text, ...] = ()
    """Account files, in place of `account`: the scenario runs once on each."""
    tags: tuple[Text, ...] = ()
    start: Instant = DEFAULT_START
    seed: Whole = 0
    strict: Flag = False
    vars: dict[str, Any] = Field(default_factory=dict)
    people: People = Field(default_factory=default_people)
    examples: Examples = ()
    steps: Annotated[tuple[Any, ...], Field(min_length=1), _some("at least one step")]


class ScenarioFile(ScenarioHead):
    """One scenario: one YAML document."""

    steps: Annotated[tuple[StepFile, ...], Field(min_length=1), _some("at least one step")]
