"""The keys of our files as tables, made of the JSON Schemas that editors use.

Knows JSON Schema as far as ours go. Does not know what a key does.
"""

from __future__ import annotations

import json
import re
from typing import Any

from optinsim.platforms import load_platform
from optinsim.scenarios.reading.schema import account_schema, project_schema, scenario_schema

Schema = dict[str, Any]


def account_keys(platform: str) -> str:
    """The keys of an account of a platform."""
    name = getattr(load_platform(platform), "vendor", platform)
    return page(
        f"Keys of a {name} account",
        f"Every key that the account file of the platform `{platform}` may have."
        f" What each does is told in [accounts](../accounts.md)"
        f" and on [the platform's page](../platforms/{platform}.md).",
        account_schema(platform),
    )


def scenario_keys() -> str:
    """The keys of a scenario."""
    text = "Every key that a scenario may have. [Scenarios](../scenarios.md) tells what each does."
    return page("Keys of a scenario", text, scenario_schema())


def project_keys() -> str:
    """The keys of a project file."""
    text = "Every key of `optinsim.yaml`. [Sharing](../sharing.md) tells what each does."
    return page("Keys of a project file", text, project_schema())


def page(title: str, about: str, schema: Schema) -> str:
    """A page with a table for the file, and one for each mapping in it."""
    lines = [f"# {title}", "", about, ""]
    lines += table(schema["properties"], required(schema))
    for name, definition in sorted(schema["$defs"].items(), key=lambda item: heading(item[0])):
        # (An account's own definition is the file's table.)
        if "properties" in definition and definition["properties"] != schema["properties"]:
            if (
                set(definition["properties"]) <= set(schema["properties"])
                and "platform" in (definition["properties"])
            ):
                continue
            lines += ["", f"## {heading(name)}", "", definition.get("description", ""), ""]
            lines += table(definition["properties"], required(definition))
    return "\n".join(lines) + "\n"


def required(schema: Schema) -> set[str]:
    """The keys that have to be there."""
    return set(schema.get("required", ())) | set(schema.get("else", {}).get("required", ()))


def table(properties: Schema, needed: set[str]) -> list[str]:
    """The rows of a mapping's keys."""
    lines = ["| key | value | default | what it is |", "|---|---|---|---|"]
    for key, wanted in properties.items():
        default = "needed" if key in needed else shown_default(wanted)
        about = re.sub(r"\s+", " ", wanted.get("description", ""))
        lines.append(f"| `{key}` | {kind(wanted)} | {default} | {cell(about)} |")
    return lines


def shown_default(wanted: Schema) -> str:
    """The default as YAML has it."""
    default = wanted.get("default")
    if default is None or default in ("", [], {}) or isinstance(default, dict):
        return ""
    text = json.dumps(default, ensure_ascii=False)
    return f"`{cell(text if isinstance(default, (list, bool)) else str(default))}`"


def kind(wanted: Schema) -> str:
    """What a value may be, in words, with links to the tables of mappings."""
    if "$ref" in wanted:
        name = heading(wanted["$ref"].rpartition("/")[2])
        return f"[a mapping](#{name.lower().replace(' ', '-')})"
    if "const" in wanted:
        return f"`{wanted['const']}`"
    if "enum" in wanted:
        return ", ".join(f"`{word}`" for word in wanted["enum"])
    for several in ("anyOf", "oneOf", "allOf"):
        if several in wanted:
            kinds = dict.fromkeys(
                kind(one)
                for one in wanted[several]
                if one.get("type") != "null" and one.get("pattern") != r"\$\{[^{}]*\}"
            )
            return " or ".join(kinds)
    return of_type(wanted)


def of_type(wanted: Schema) -> str:
    """What a value of a JSON type is called."""
    found = wanted.get("type")
    if found == "array":
        return f"a list: {kind(wanted['items'])}" if wanted.get("items") else "a list"
    if found == "object":
        inner = wanted.get("additionalProperties")
        return f"by name: {kind(inner)}" if isinstance(inner, dict) and inner else "a mapping"
    if wanted.get("format") == "regex":
        return "a regular expression"
    if wanted.get("format") == "date-time":
        return "a time"
    if str(wanted.get("pattern", "")).startswith(r"^(\d+d)?"):
        return "a duration"
    names = {"integer": "a whole number", "boolean": "`true` or `false`"}
    return names.get(str(found), "text" if found else "anything")


def heading(name: str) -> str:
    """Of CampaignMessages, before which pydantic may write a module: Campaign messages."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.rpartition("__")[2]).removesuffix(" File")
    return words[0] + words[1:].lower()


def cell(text: str) -> str:
    """The text as it may stand in a table."""
    return text.replace("|", "\\|").replace("\n", " ")
