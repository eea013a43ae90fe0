"""The pages that are made of the code: nothing in them is typed twice.

Knows which there are. Each is made by a function of keys.py or code.py.
"""

from __future__ import annotations

from optinsim.platforms import platform_names
from tools.site.code import apis, codes, events, operators, options, python
from tools.site.keys import account_keys, project_keys, scenario_keys


def reference_pages() -> dict[str, str]:
    """The text of each page, by its path on the site."""
    made = {name: account_keys(name) for name in platform_names()}
    made |= {
        "scenario": scenario_keys(),
        "project": project_keys(),
        "options": options(),
        "python": python(),
        "events": events(),
        "apis": apis(),
        "codes": codes(),
        "operators": operators(),
    }
    return {f"reference/{name}.md": text for name, text in made.items()}
