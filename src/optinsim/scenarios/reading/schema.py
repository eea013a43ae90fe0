"""JSON Schemas of our files, for editors that complete and check while one types.

Made from the models that check the files. The descriptions are the docstrings of their fields, and
the text in backticks behind «such as» is an example. The models of whole files, steps included, are
here: a run checks each step by itself, with its variables filled in.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

import yaml
from pydantic import Field
from pydantic.json_schema import models_json_schema

from optinsim.fields import Plain, to_json
from optinsim.files.signoffs import SignOffFile
from optinsim.files.validate import model_in
from optinsim.platforms import load_platform, platform_names
from optinsim.scenarios.reading.model import (
    STIMULI,
    AccountExpectation,
    Expectation,
    ListenerFile,
    RequestFile,
    ResponseExpectation,
    ScenarioHead,
    StepFile,
)
from optinsim.scenarios.reading.project import ProjectHead

if TYPE_CHECKING:
    from pydantic import BaseModel


class ScenarioFile(ScenarioHead):
    """One scenario: one YAML document."""

    steps: Annotated[tuple[StepFile, ...], Field(min_length=1)]
    """The steps, in order."""


class ProjectFile(ProjectHead):
    """The keys that the scenarios of a folder share."""

    steps: dict[str, Annotated[tuple[StepFile, ...], Field(min_length=1)]] = Field(
        default_factory=dict
    )


_VARIABLE = {"type": "string", "pattern": r"\$\{[^{}]*\}"}
"""In a step, a variable may replace a whole value."""
_EXTENDS = "The account file that this one extends, relative to this file."
_IN_STEPS = (
    StepFile,
    RequestFile,
    ListenerFile,
    AccountExpectation,
    Expectation,
    ResponseExpectation,
)
"""The models whose values may be variables."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def account_schema(platform: str | None = None) -> dict[str, Any]:
    """The schema of account files.

    Args:
        platform: an installed platform, to whose keys the schema is limited; None: all platforms.

    Raises:
        PlatformError: there is no such platform.
    """
    names = platform_names() if platform is None else (platform,)
    models = {name: load_platform(name).account_file for name in names}
    references, schema = models_json_schema(
        [(model, "validation") for model in models.values()], by_alias=True
    )
    definitions = schema["$defs"]
    choices = []
    for name, model in models.items():
        _describe(definitions, model)
        reference = references[(model, "validation")]
        definition = definitions[str(reference["$ref"]).rpartition("/")[2]]
        description = definition["properties"]["platform"]["description"]
        definition["properties"]["platform"] = {"const": name, "description": description}
        choices.append((name, reference, definition))
    head = {"$schema": _DIALECT, "title": "An optinsim account", "type": "object"}
    extends = {"type": "string", "description": _EXTENDS, "examples": ["base.yaml"]}
    if platform is not None:
        _, _, own = choices[0]
        return {
            **head,
            "properties": {"extends": extends, **own["properties"]},
            "additionalProperties": False,
            # Required keys may be in the file that the account extends.
            "if": {"required": ["extends"]},
            "else": {"required": own["required"]},
            "$defs": definitions,
        }
    return {
        **head,
        "properties": {
            "platform": {
                "enum": list(models),
                "description": "The vendor, which decides the other keys.",
            },
            "extends": extends,
        },
        "if": {"required": ["extends"]},
        "else": {
            "required": ["platform"],
            "allOf": [
                {"if": {"properties": {"platform": {"const": name}}}, "then": reference}
                for name, reference, _ in choices
            ],
        },
        "$defs": definitions,
    }


def scenario_schema() -> dict[str, Any]:
    """The schema of scenario files."""
    schema = _file_schema(ScenarioFile, "An optinsim scenario")
    # The account may be in the project file, or the scenario may have `accounts`.
    schema["required"].remove("account")
    steps = schema["properties"]["steps"]
    steps["items"] = {"anyOf": [steps["items"], _VARIABLE]}
    return schema


def project_schema() -> dict[str, Any]:
    """The schema of project files."""
    return _file_schema(ProjectFile, "An optinsim project file")


def signoff_schema() -> dict[str, Any]:
    """The schema of the files of sign-off sheets."""
    schema = SignOffFile.model_json_schema(by_alias=True)
    _describe(schema["$defs"] | {SignOffFile.__name__: schema}, SignOffFile)
    return {"$schema": _DIALECT, **schema, "title": "An optinsim sign-off sheet"}


def _file_schema(file: type[ProjectFile | ScenarioFile], title: str) -> dict[str, Any]:
    schema = file.model_json_schema(by_alias=True)
    _describe(schema["$defs"] | {file.__name__: schema}, file)
    schema["title"] = title
    schema["properties"]["account"] = {
        "type": ["string", "object"],
        "description": "The path of an account file, relative to this file; or an inline account.",
        "examples": ["account.yaml"],
    }
    schema["$defs"]["StepFile"]["oneOf"] = [{"required": [name]} for name in STIMULI]
    for model in _IN_STEPS:
        properties = schema["$defs"][model.__name__]["properties"]
        for name, wanted in properties.items():
            if "anyOf" in wanted or "$ref" in wanted or "enum" in wanted:
                hover = {
                    key: wanted.pop(key) for key in ("description", "examples") if key in wanted
                }
                properties[name] = {"anyOf": [wanted, _VARIABLE], **hover}
    return {"$schema": _DIALECT, **schema}


def _describe(definitions: dict[str, Any], model: type[BaseModel]) -> None:
    """Give the properties of a model, and of all models inside it, their docstrings."""
    for inner in _models(model):
        # pydantic writes the module before the name of a model that several modules have.
        whole = f"{inner.__module__.replace('.', '__')}__{inner.__name__}"
        definition = definitions.get(inner.__name__) or definitions.get(whole, {})
        docs: dict[str, str] = {}
        for base in reversed(inner.__mro__):
            if base.__module__.startswith("optinsim"):
                docs |= _attribute_docs(base)
        for name, field in inner.model_fields.items():
            shown = definition.get("properties", {}).get(field.alias or name)
            if shown is not None and name in docs:
                shown["description"] = " ".join(docs[name].split())
                if examples := _examples(docs[name]):
                    shown["examples"] = [[e] for e in examples] if _is_list(shown) else examples


def _is_list(shown: dict[str, Any]) -> bool:
    return shown.get("type") == "array"


def _examples(text: str) -> list[Any]:
    """The examples in backticks behind «such as», one or several."""
    found = re.search(r"such\s+as\s+((?:`[^`]+`(?:,? (?:or )?)?)+)", text)
    return [_value(word) for word in re.findall("`([^`]+)`", found[1])] if found else []


def _value(text: str) -> Any:
    return yaml.safe_load(text) if text[0] in "{[" and text[-1] in "}]" else to_json(Plain(text))


def _models(model: type[BaseModel]) -> list[type[BaseModel]]:
    """The model, and all models inside it."""
    found = [model]
    for one in found:  # which grows
        one.model_rebuild()  # a name of a model that comes later is known now
        inner = (model_in(field.annotation) for field in one.model_fields.values())
        found += [new for new in dict.fromkeys(inner) if new is not None and new not in found]
    return found


def _attribute_docs(cls: type) -> dict[str, str]:
    """The string below each attribute of a class."""
    body = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
    docs = {}
    statements = body.body if isinstance(body, ast.ClassDef) else []
    for attribute, text in pairwise(statements):
        if (
            isinstance(attribute, ast.AnnAssign)
            and isinstance(attribute.target, ast.Name)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
            and isinstance(text.value.value, str)
        ):
            docs[attribute.target.id] = inspect.cleandoc(text.value.value)
    return docs
