"""Write docs/laws.md: the manual pages of the laws, from the modules that hold them."""

from __future__ import annotations

import sys
from pathlib import Path

from optinsim.laws.packs import LAWS, PACKS, law

PAGE = Path(__file__).parents[1] / "docs/laws.md"


def page() -> str:
    """The page."""
    laws = [law(name) for name in LAWS]
    lines = [
        "# Laws",
        "",
        "What must hold in every conversation. `make laws` writes this page from",
        "`src/optinsim/laws/`. [explore.md](explore.md) says how conversations are searched, and",
        "[scenarios.md](scenarios.md#laws) how a run, pytest and the phone judge them. This is no",
        "legal advice.",
        "",
        "| law | severity | what it says |",
        "|---|---|---|",
        *(f"| [`{one.name}`](#{one.name}) | {one.severity} | {one.title} |" for one in laws),
        "",
        "Severities are those of the CTIA's audits: `sev0` is very serious (extreme harm), `sev1`",
        "serious, `sev2` less serious (a part that is missing). `info` is for information: nothing",
        "has to be mended.",
        "",
        "## Packs",
        "",
        "Of the packs of a country, the newest that is in force at the beginning of a conversation",
        "judges it; a country without packs has the first one.",
        "",
        "| pack | country | in force since | without |",
        "|---|---|---|---|",
    ]
    for pack in PACKS:
        since = f"{pack.since:%Y-%m-%d}" if pack.since else "no date is known"
        without = ", ".join(f"`{name.replace('_', '-')}`" for name in sorted(pack.without))
        lines.append(f"| `{pack.name}` | {pack.country} | {since} | {without} |")
    for one in laws:
        _, _, rest = one.manual.partition("\n")
        lines += ["", f"## {one.name}", "", f"**{one.title}** ({one.severity})", "", rest.strip()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.exit(0)
