"""The types of values and bodies that the shapes use. Knows no operation."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", examples=["before"])]
"""The name of an account, a world or a checkpoint."""


def _text(given: object) -> object:
    if not isinstance(given, str):
        wanted = "Input should be a text such as 2026-01-05T15:00:00Z"
        raise PydanticCustomError("datetime_type", wanted)
    return given


def _number(given: object) -> object:
    if isinstance(given, bool | str):
        raise PydanticCustomError("number_type", "Input should be a number")
    return given


# In a body, JSON's own types count. Pydantic alone would take a number for a time, and "1" or true
# for a number; its strict mode, no 1.0 for a whole number, which is one in JSON.
Instant = Annotated[datetime, BeforeValidator(_text)]
AsNumber = BeforeValidator(_number)
Flag = Annotated[bool, Field(strict=True)]


class Shape(BaseModel):
    """An answer. The docstrings of its fields are their descriptions in the OpenAPI file."""

    model_config = ConfigDict(populate_by_name=True, use_attribute_docstrings=True)


class Order(BaseModel):
    """A body, described like an answer. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, use_attribute_docstrings=True)
