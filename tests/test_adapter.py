"""The port's own part: the calls that people can fill in. (Requests: every platform's tests.)"""

from __future__ import annotations

import re
from typing import Any

import pytest

from optinsim.adapter import Request
from optinsim.errors import CommandError
from optinsim.forms import Form, FormField

BOX = FormField("box", "Box", "b1", required=True)


def test_what_is_left_alone_goes_as_it_stands() -> None:
    form = Form("Open", "GET /boxes/{box}", (BOX,), {"X": "1"})
    assert form.request({}) == Request("GET", "/boxes/b1", {"X": "1"})
    assert form.request({"box": "b2"}).path == "/boxes/b2"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a/b?c&d=e#f", "a%2Fb%3Fc%26d%3De%23f"),
        ("+1 312", "%2B1%20312"),
        ("sms:ü{}%", "sms:%C3%BC%7B%7D%25"),
    ],
)
def test_a_value_in_the_path_or_the_query_is_escaped(text: str, escaped: str) -> None:
    form = Form("Open", "GET /boxes/{box}?in={box}", (BOX,))
    assert form.request({"box": text}).path == f"/boxes/{escaped}?in={escaped}"


def test_half_a_character_does_not_get_into_a_path() -> None:
    assert Form("Open", "GET /boxes/{box}", (BOX,)).request({"box": "\ud800"}).path.isascii()


def test_a_parameter_for_which_nothing_is_filled_in_is_left_out() -> None:
    fields = (FormField("who", "Who"), FormField("when", "When"))
    form = Form("List", "GET /boxes?who={who}&all=yes&when={when}", fields)
    assert form.request({}).path == "/boxes?all=yes"
    assert form.request({"when": "now"}).path == "/boxes?all=yes&when=now"
    assert Form("List", "GET /boxes?who={who}", fields).request({}).path == "/boxes"


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        ({"a": "", "b": {"c": "", "d": {}}, "e": [{"f": ""}, ""]}, {"e": [{}, ""]}),
        ({"no": False, "none": None, "zero": 0, "names": []},) * 2,
        ({"a": ""}, {}),
        ("", ""),
    ],
)
def test_what_is_empty_in_a_body_is_left_out(body: Any, sent: Any) -> None:
    assert Form("Do", "POST /", body=lambda _: body).request({}).json() == sent


def test_a_body_is_made_of_the_values_of_all_fields() -> None:
    form = Form("Do", "POST /", (BOX, FormField("more", "More")), body=dict)
    assert form.request({"more": "m", "foreign": "f"}).json() == {"box": "b1", "more": "m"}


def test_a_required_field_is_filled_in() -> None:
    with pytest.raises(CommandError, match=re.escape("Open: Box must be filled in")):
        Form("Open", "GET /{box}", (BOX,)).request({"box": ""})


def test_a_value_is_one_of_the_choices() -> None:
    size = FormField("size", "Size", choices={"s": "small", "l": "large"})
    form = Form("Open", "GET /?size={size}", (size,))
    assert form.request({"size": "l"}).path == "/?size=l"
    assert form.request({}).path == "/"
    with pytest.raises(CommandError, match=re.escape("Open: 'x' is no choice for Size")):
        form.request({"size": "x"})
