"""Fields of people that are called like a key of a person, and have no effect where they stand.

`line: landline` under `fields` is the brand's own data: the person has a mobile phone. Knows the
people of a scenario and the variables in its steps. A field that a step uses as `${shop.line}` is
the brand's. `zip` and `external_id` have the same effect under `fields`, unless the person has them
as keys, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.core.numbers import parse_mdn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.people import ScenarioPerson

_LINES = ("mobile", "landline")


def misplaced_fields(case: Case) -> Iterator[Fault]:
    """The fields without effect, with places from the root on."""
    steps = [step.tree for step in case.steps]
    for member in case.people.members:
        said = ""
        for key, item in member.given.fields.items():
            if not _is_a_persons(case, member, key, item):
                continue
            said = said or repr((steps, case.file.vars, case.example))
            has_key = getattr(member.given, key, None) is not None and key in ("zip", "external_id")
            if not has_key and key != "mdn" and f"${{{member.name}.{key}}}" in said:
                continue
            yield Fault(
                ("people", member.name, "fields", key),
                f"{key} under fields has no effect: it is a key of the person {member.name}",
                expected=f"{key} one level up, beside fields",
                of_key=True,
                code=Code.UNUSED_NAME,
            )


def _is_a_persons(case: Case, member: ScenarioPerson, key: str, item: Any) -> bool:
    """Whether a field has the name and a value of a person's key, and another one has effect."""
    given = member.given
    if key == "mdn":
        return parse_mdn(str(item), case.account.setup.country) != member.mdn
    if key == "line":
        return str(item).strip().lower() in _LINES and str(item) != given.line
    if key in ("zip", "external_id"):
        own = getattr(given, key)
        return own is not None and str(own) != str(item)
    return key == "fields" and isinstance(item, dict)
