"""The project file `optinsim.yaml`: the keys that the scenarios of a folder share.

Knows where to look for it, its keys, and how it completes a scenario. Does not know groups of
steps (groups.py).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from optinsim.codes import Code
from optinsim.core.values import value
from optinsim.fields import Flag, Section, Text
from optinsim.files.composed import Origin, Parts, composed, origin_of
from optinsim.files.paths import is_file, is_there, names_of
from optinsim.files.problems import FileError, Problem
from optinsim.files.source import YamlMapping, YamlSequence, read_file
from optinsim.files.validate import validate
from optinsim.scenarios.reading.groups import faults_of_groups, used_by_groups
from optinsim.scenarios.reading.model import PersonFile, StepFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optinsim.files.tree import Document

PROJECT_FILE = "optinsim.yaml"
OTHER_ENDING = "optinsim.yml"


class ProjectHead(Section):
    """A project file, its steps not checked."""

    account: Any = None
    """The path of an account file, relative to this file; or an inline account."""
    accounts: tuple[Text, ...] = ()
    """Account files, such as `us.yaml`, relative to this file. Every scenario runs once on each."""
    people: dict[str, PersonFile] = Field(default_factory=dict)
    """The people of every scenario, by name. A scenario's person of the same name wins."""
    vars: dict[str, Any] = Field(default_factory=dict)
    """Variables, such as `{word: SUMMER}`. A scenario's variable of the same name wins."""
    strict: Flag = False
    """true: steps fail on replies, callbacks or changes of state that they do not expect."""
    tags: tuple[Text, ...] = ()
    """Tags of every scenario, such as `smoke`, in addition to its own."""
    steps: dict[str, Annotated[tuple[Any, ...], Field(min_length=1)]] = Field(default_factory=dict)
    """Groups of steps by name. In a scenario, `- use: name` inserts the steps of a group."""


@value
class Project:
    """A project file that can be used."""

    path: Path
    document: Document

    @property
    def groups(self) -> dict[str, YamlSequence]:
        """The groups of steps by name."""
        found: dict[str, YamlSequence] = self.document.tree.get("steps", {})
        return found


def project_folders(folder: Path) -> Iterator[Path]:
    """The folders in which a project file of a scenario's folder may be, the nearest first.

    They end with the repository's root, or the home folder.
    """
    home = os.path.expanduser("~")  # noqa: PTH111  (Path.home raises where there is none)
    absolute = Path(os.path.normpath(Path(folder).absolute()))
    for parent in (absolute, *absolute.parents):
        yield parent
        if str(parent) == home or is_there(parent / ".git"):
            return


def find_project(folder: Path) -> Path | None:
    """The project file of a scenario's folder."""
    return _nearest(folder, PROJECT_FILE)


def misnamed_project(folder: Path) -> Path | None:
    """A file that was probably meant to be the project file of a scenario's folder."""
    path = _nearest(folder, OTHER_ENDING, PROJECT_FILE)
    return path if path is not None and path.name == OTHER_ENDING else None


def _nearest(folder: Path, *names: str) -> Path | None:
    """The nearest file upwards with one of these names; in one folder, the last of them."""
    for parent in project_folders(folder):
        for name in reversed(names):
            path = parent / name
            if is_file(path):
                # As a relative path, so that reports do not depend on the repository's place.
                return path if folder.is_absolute() else Path(os.path.relpath(path))
    return None


def project_files(folder: Path) -> list[Path]:
    """The project file of a scenario's folder, and paths where a new one would be used."""
    found: list[Path] = []
    for parent in project_folders(folder):
        found.append(parent / PROJECT_FILE)
        if is_file(found[-1]):
            return found
    # Without one, watch only the scenario's folder: the folders above may be anything.
    return found[:1]


def shown_as(path: Path, file: str) -> str:
    """The name of a project file in reports, if a scenario's name there is `file`."""
    return str(path) if Path(file).is_absolute() else os.path.relpath(path)


def load_project(path: Path, shown: str) -> Project:
    """The project of a project file.

    Raises:
        FileError: it cannot be used; all of its problems at once.
    """
    return project_in(read_file(path, shown), path, shown)


def project_in(documents: list[Document], path: Path, shown: str) -> Project:
    """The project of the documents of a project file; raises what `load_project` does."""
    if len(documents) != 1:
        message = f"has {len(documents)} YAML documents" if documents else "is empty"
        raise FileError(
            [
                Problem(
                    shown,
                    message,
                    expected="one mapping, such as strict: true",
                    code=Code.WRONG_DOCUMENT if documents else Code.NOTHING_IN_FILE,
                )
            ]
        )
    document = documents[0]
    tree = document.tree
    if isinstance(tree, YamlMapping) and not tree.keys().isdisjoint(("scenario", "platform")):
        what = "a scenario" if "scenario" in tree else "an account"
        message = f"this is {what}, and {PROJECT_FILE} says what scenarios have in common"
        raise FileError(
            [
                document.problem(
                    (), message, expected="the file by another name", code=Code.WRONG_DOCUMENT
                )
            ]
        )
    _, problems = validate(ProjectHead, tree, document)
    if isinstance(tree, YamlMapping) and {"account", "accounts"} <= tree.keys():
        problems.append(
            document.problem(("accounts",), "there is an account already", code=Code.TWO_ACCOUNTS)
        )
    groups = tree.get("steps") if isinstance(tree, YamlMapping) else None
    for name, steps in groups.items() if isinstance(groups, YamlMapping) else ():
        for i, step in enumerate(steps if isinstance(steps, YamlSequence) else ()):
            place = ("steps", name, i)
            problems += validate(StepFile, step, document, place, may_wait=True)[1]
    if isinstance(groups, YamlMapping):
        problems += faults_of_groups(document)
    if problems:
        raise FileError(problems)
    return Project(path, document)


def unused_in_project(file: str, used: Mapping[Path, set[tuple[str, str]]]) -> Iterator[Problem]:
    """The groups, vars and people of a project file that no scenario uses.

    Args:
        file: the project file.
        used: by project file, the key (`steps`, `vars`, `people`) and the name of each item that
            scenarios use.
    """
    path = Path(file)
    try:
        project = load_project(path, file)
    except FileError:
        return
    known = {n for p, names in used.items() if names_of(p) == names_of(path) for n in names}
    known |= {("steps", name) for name in used_by_groups(project.document)}
    for key, what in (("steps", "group"), ("vars", "var"), ("people", "person")):
        for name in project.document.tree.get(key, ()):
            if (key, name) not in known:
                message = f"no scenario uses the {what} {name!r:.60}"
                yield project.document.problem(
                    (key, name), message, of_key=True, code=Code.UNUSED_IN_PROJECT
                )


def completed(document: Document, project: Project) -> Document:
    """A scenario's document, completed with the project's keys: the scenario's own keys win.

    People and vars merge by name, and tags add up.
    """
    common, own = project.document, document.tree
    values: dict[str, tuple[object, Origin]] = {}
    for key, item in common.tree.items():
        origin = Origin(common, (key,))
        if key in ("account", "accounts"):
            if own.keys().isdisjoint(("account", "accounts")):
                values[key] = item, origin
        elif key in ("people", "vars"):
            if key not in own:
                values[key] = item, origin
            elif isinstance(own[key], YamlMapping):
                values[key] = _merged(item, origin, own[key], origin_of(document, (key,)))
        elif key == "tags" and isinstance(own.get(key, item), YamlSequence):
            values[key] = _added(item, origin, own.get(key, ()), origin_of(document, (key,)))
        elif key != "steps" and key not in own:
            values[key] = item, origin
    return composed(document, values) if values else document


def _merged(
    under: YamlMapping, under_origin: Origin, above: YamlMapping, above_origin: Origin
) -> tuple[YamlMapping, Origin]:
    """Two mappings merged: the second one's keys win, and a person is replaced as a whole."""
    merged = YamlMapping()
    inside: dict[str | int, Origin] = {}
    # The scenario's own come first: the first person is the one who texts by default.
    for tree, origin in ((above, above_origin), (under, under_origin)):
        for name, item in tree.items():
            if name not in merged:
                merged[name] = item
                inside[name] = Origin(origin.document, (*origin.place, name))
    return merged, Origin(above_origin.document, above_origin.place, inside)


def _added(
    under: YamlSequence, under_origin: Origin, above: Any, above_origin: Origin
) -> tuple[YamlSequence, Origin]:
    """The tags of the project, then the scenario's tags that the project does not have."""
    parts = Parts()
    for tags, origin in ((under, under_origin), (above, above_origin)):
        for i, tag in enumerate(tags):
            if tag not in parts.items:
                parts.add(tag, Origin(origin.document, (*origin.place, i)), tags.places[i])
    return parts.value(above_origin)
