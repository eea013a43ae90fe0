"""The countries of ISO 3166, by their two letters, and other names that people write for them."""

from __future__ import annotations

from optinsim.files.problems import nearest

_CODES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO "
    "BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ "
    "DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP "
    "GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG "
    "KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML "
    "MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE "
    "PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL "
    "SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM "
    "US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
)
COUNTRIES = frozenset(_CODES.split())

_WRITTEN = {
    "AMERICA": "US",
    "AUS": "AU",
    "AUSTRALIA": "AU",
    "AUSTRIA": "AT",
    "BRAZIL": "BR",
    "CAN": "CA",
    "CANADA": "CA",
    "DEU": "DE",
    "ENGLAND": "GB",
    "FRANCE": "FR",
    "GBR": "GB",
    "GERMANY": "DE",
    "GREAT BRITAIN": "GB",
    "INDIA": "IN",
    "IRELAND": "IE",
    "ITALY": "IT",
    "MEX": "MX",
    "MEXICO": "MX",
    "NETHERLANDS": "NL",
    "NEW ZEALAND": "NZ",
    "PUERTO RICO": "PR",
    "SPAIN": "ES",
    "SWITZERLAND": "CH",
    "UK": "GB",
    "UNITED KINGDOM": "GB",
    "UNITED STATES": "US",
    "UNITED STATES OF AMERICA": "US",
    "USA": "US",
}


def nearest_country(text: str) -> str:
    """The country that was most likely meant; empty if none is near."""
    plain = " ".join(text.upper().replace(".", "").split())
    if plain in COUNTRIES:
        return plain
    return _WRITTEN.get(plain) or _WRITTEN.get(nearest(plain, _WRITTEN), "")
