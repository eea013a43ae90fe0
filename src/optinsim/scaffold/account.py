"""A commented account file of one campaign, made from that of a new project and a few answers.

Knows which lines of the file an answer is in. Does not know whether an answer is valid:
reading the account shows that.
"""

from __future__ import annotations

import json
import re

from optinsim.scaffold import project_files

_LONGEST_NAME = 60
"""Characters of a name in paths."""
_SCHEMA_LINE = re.compile(r"\A# yaml-language-server: .*\n")
"""Names a file that only a whole project has."""

_TITLE_LINE = r"^    (?:description|name): .*$"
_TITLE_MEANS = "  # what people join: the ${description} of the messages"


def account_text(platform: str, *, brand: str, number: str, keyword: str) -> str:
    """The text of the account file.

    Args:
        platform: one of PLATFORMS.
        brand: who texts.
        number: the short code, or the long number, that people text.
        keyword: what people text to join.
    """
    text = _SCHEMA_LINE.sub("", project_files(platform)["account.yaml"])
    title = "News" if keyword.upper() == "JOIN" else " ".join(keyword.split()).capitalize()
    campaign = re.sub(r"[^A-Z0-9]", "", keyword.upper())[:20] or "CAMPAIGN"
    for place, answer in (
        (r"^(name: )\S.*?(?=  +#|$)", brand),
        (r"^(number: )\S+", number),
        (r"^(company_key: )\S+", name_in_paths(brand)),
        (r"(acquisition_id: )\S+", f"{campaign}1"),
        (r"(keywords: \[)[^\]]*", keyword),
        (r"(description: )\S.*$", title),
        (r"(\{id: 1234, name: )[^}]*", f"{brand} Alerts"),
        (r"^(    name: )\S.*$", title),
        (r"^(  - id: )\S.*$", name_in_paths(title)),
        (r"^(  )alerts(?=:$)", name_in_paths(title)),
    ):
        text = re.sub(place, rf"\g<1>{_quoted(answer)}", text, count=1, flags=re.MULTILINE)
    return re.sub(_TITLE_LINE, rf"\g<0>{_TITLE_MEANS}", text, count=1, flags=re.MULTILINE)


def name_in_paths(name: str) -> str:
    """A brand's name as the name of a file, or in the paths of an API."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:_LONGEST_NAME] or "account"


def _quoted(answer: str) -> str:
    """The answer in YAML, for the replacement of a regular expression."""
    plain = re.fullmatch(r"[+0-9]+|[A-Z]+1", answer) is not None
    return (answer if plain else json.dumps(answer, ensure_ascii=False)).replace("\\", "\\\\")
