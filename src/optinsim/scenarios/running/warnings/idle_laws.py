"""Laws that a scenario means to break, and that are not in force at its start.

Knows the laws of each country with the date from which they hold. Laws that the command line has
chosen are meant as they are. Of several accounts, one may have a law that another lacks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.laws.packs import PACKS, pack_for
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.laws import LawOptions


def idle_laws(case: Case, options: LawOptions | None) -> list[Problem]:
    """The warnings about such laws, without those that a comment silences.

    Args:
        case: that has passed.
        options: of the run; None: it does not judge by laws.
    """
    if not case.file.breaks or options is None or options.choice.said is not None:
        return []
    start, own = case.file.start, case.account.setup.country
    countries = {own} if case.sharing.account_name is None else {own, *(p.country for p in PACKS)}
    packs = [pack_for(case.account, start, country) for country in countries]
    in_force = {law.name for pack in packs for law in pack.laws}
    found: list[Problem] = []
    for i, name in enumerate(case.file.breaks):
        if name in in_force:
            continue
        later = [
            pack.since
            for pack in PACKS
            if pack.country in countries and pack.since is not None and pack.since > start
            if name in {law.name for law in pack.laws}
        ]
        since = f"{min(later):%Y-%m-%d}" if later else ""
        message = f"{name} is no law of {own}, and does not judge this scenario"
        if since:
            message = f"{name} is in force from {since}, and does not judge this scenario"
        expected = f"start: {since}T00:00:00Z or later" if since else ""
        found += warning(case, ("breaks", i), message, expected=expected, code=Code.ANYTHING_MEETS)
    return found
