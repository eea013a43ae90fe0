"""The calls to the Cordial API, and from a web page, that people can fill in.

Knows the account's programs, attributes and lists. The shapes are those of D4 (vendor-docs/004),
IMPORT and OAS2 (facts/cordial.md, A2 and A3). Does not check the values that are filled in: the
routes do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from optinsim.forms import Form, FormField
from optinsim.platforms.cordial.records import EMAIL_CHANNEL, address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optinsim.adapter import JSON
    from optinsim.platforms.cordial import Cordial

_CONTACTS = "/v2/contacts"
_JSON = {"Content-Type": "application/json"}
_YES_OR_NO = {"false": "no", "true": "yes"}
_ATTRIBUTE = "attribute."
"""The prefix of the keys of attributes, so that none is taken for another field."""


def forms(cordial: Cordial, person: Mapping[str, str]) -> Iterator[Form]:
    """The calls, for that person."""
    if cordial.engine.setup.campaigns:
        yield from _of_programs(cordial, person)
    yield from _of_contacts(cordial, person)


def _of_programs(cordial: Cordial, person: Mapping[str, str]) -> Iterator[Form]:
    sms, programs = cordial.account.sms_channel, cordial.engine.setup.campaigns
    words = {
        one.id: list(dict.fromkeys((*one.keywords, *one.confirming_keywords))) for one in programs
    }
    first = programs[0].id
    shown = {
        name: f"{name} ({', '.join(known)})" if known else name for name, known in words.items()
    }
    program = FormField("program", "Program", first, shown, required=True)
    keyword = FormField(
        "keyword", "Keyword", next(iter(words[first]), ""), hint="one of the program's keywords"
    )
    attributes = _attributes(cordial, person)
    yield Form(
        "Subscribe a contact",  # D4; suppressDOI is IMPORT's
        f"POST {_CONTACTS}",
        (
            _address(person),
            program,
            keyword,
            FormField(
                "suppress_doi",
                "Without double opt-in (suppressDOI)",
                choices=_YES_OR_NO,
                hint="for those who have agreed elsewhere; left out: no",
            ),
            _email(),
            *attributes,
        ),
        _JSON,
        lambda given: _subscribed(sms, given),
    )
    yield Form(
        "Subscribe a contact from a web page",  # D4, JS2F: crdl("contact", auth_data, contact_data)
        "LISTENER /contact",
        (_address(person), program, keyword, *attributes),
        body=lambda given: [{sms: given["address"]}, _subscribed(sms, given)],
    )
    yield Form(
        "Unsubscribe a contact from a program",  # D4
        # OAS2: a secondary key, which finds the contact with any primary key of the account.
        f"PUT {_CONTACTS}/channels.{quote(sms, safe='')}.address:{{address}}",
        (_address(person), program),
        _JSON,
        lambda given: _contact(sms, given, {given["program"]: {"subscribeStatus": "unsubscribed"}}),
    )


def _of_contacts(cordial: Cordial, person: Mapping[str, str]) -> Iterator[Form]:
    sms = cordial.account.sms_channel
    key = FormField(
        "key",
        "Contact",
        f"channels.{sms}.address:{address(person['mdn'])}" if person.get("mdn") else "",
        hint=f"a cID, an address, or channels.{sms}.address:13125550123",
        required=True,
    )
    channels = {sms: sms, EMAIL_CHANNEL: EMAIL_CHANNEL}
    yield Form(
        "Add a contact, or update one",  # D4: a record with the status `none`
        f"POST {_CONTACTS}",
        (_address(person), _email(), *_attributes(cordial, person)),
        _JSON,
        lambda given: _contact(sms, given, {}),
    )
    yield Form("Show a contact", f"GET {_CONTACTS}/{{key}}", (key,))  # OAS2
    yield Form(
        "Give a contact another number",  # OAS2: an update of the SMS channel's address
        f"PUT {_CONTACTS}/{{key}}",
        (
            key,
            FormField("address", "New number", address(person.get("other_mdn", "")), required=True),
        ),
        _JSON,
        lambda given: _contact(sms, given, {}),
    )
    yield Form(
        "Unsubscribe a contact from a channel",  # OAS2
        f"PUT {_CONTACTS}/{{key}}/unsubscribe/{{channel}}",
        (key, FormField("channel", "Channel", sms, channels, required=True)),
    )
    yield from _of_lists(cordial, key)


def _of_lists(cordial: Cordial, key: FormField) -> Iterator[Form]:
    """OAS2: the name of a list is a key of contacts, once there is one."""
    names = {one.name: one.name for one in cordial.lists}
    if names:
        yield Form(
            "Put a contact on a list",
            f"PUT {_CONTACTS}/{{key}}",
            (
                key,
                FormField("list", "List", next(iter(names)), names, required=True),
                FormField("is_on", "On the list", "true", _YES_OR_NO, required=True),
            ),
            _JSON,
            lambda given: {given["list"]: given["is_on"] == "true"},
        )
    yield Form(
        "Make a list",
        "POST /v2/accountlists",
        (
            FormField("name", "Name", "new-list", hint="letters, numbers and dashes"),
            FormField("enhanced", "Keeps the dates (enhanced)", "true", _YES_OR_NO),
        ),
        _JSON,
        lambda given: {"name": given["name"], "enhanced": given["enhanced"] == "true"},
    )


def _subscribed(sms: str, given: Mapping[str, str]) -> JSON:
    """D4: program, keyword and status; Cordial refuses a missing keyword."""
    suppress_doi = given.get("suppress_doi")
    wish: dict[str, JSON] = {"keyword": given["keyword"], "subscribeStatus": "subscribed"}
    if suppress_doi:
        wish["suppressDOI"] = suppress_doi == "true"
    return _contact(sms, given, {given["program"]: wish})


def _contact(sms: str, given: Mapping[str, str], programs: JSON) -> JSON:
    """D4: the SMS object; OAS2: the email channel, and attributes beside the channels."""
    return {
        "channels": {
            sms: {"address": given["address"], "programs": programs},
            EMAIL_CHANNEL: {"address": given.get("email", "")},
        },
        **{
            key.removeprefix(_ATTRIBUTE): text
            for key, text in given.items()
            if key.startswith(_ATTRIBUTE)
        },
    }


def _address(person: Mapping[str, str]) -> FormField:
    return FormField(
        "address",
        "Number",
        address(person.get("mdn", "")),
        hint="digits with the country code, no plus: 13125550123",  # D4
        required=True,
    )


def _email() -> FormField:
    return FormField("email", "Email address")


def _attributes(cordial: Cordial, person: Mapping[str, str]) -> tuple[FormField, ...]:
    return tuple(
        FormField(f"{_ATTRIBUTE}{name}", name, person.get(name, ""))
        for name in cordial.account.attributes
    )
