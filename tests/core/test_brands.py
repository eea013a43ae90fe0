"""A text names a brand by words of its own."""

from __future__ import annotations

import pytest

from optinsim.core.brands import names_brand


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("Acme: you are out.", "Acme"),
        ("ACME's sale", "Acme"),
        ("Join Acme-News!", "Acme"),
        ("(acme) Reply STOP", "Acme"),
        ("Macy\u2019s: hi", "Macy's"),
        ("Macys: hi", "Macy's"),
        ("coca cola: hi", "Coca-Cola"),
        ("AT&T: hi", "AT&T"),
        ("Booking.com: your room", "Booking.com"),
        ("Acme Stores: hi", "Acme Stores"),
        ("欢迎来到优衣库!", "优衣库"),
        ("★ hi", "★"),
    ],
)
def test_a_text_names_the_brand(text: str, brand: str) -> None:
    assert names_brand(text, brand)


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("Write to us at help@acme.example.", "Acme"),
        ("See https://acme.example/acme", "Acme"),
        ("See acme.example/help", "Acme"),
        ("Acmeville: hi", "Acme"),
        ("Acme: hi", "Acme Stores"),
        ("help@booking.com", "Booking.com"),
        ("1360 points", "360"),
        ("", "Acme"),
        ("hi", "★"),
    ],
)
def test_a_text_does_not_name_it(text: str, brand: str) -> None:
    assert not names_brand(text, brand)
