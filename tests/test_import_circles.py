"""No module of the package imports itself by way of others, but where only the types are wanted."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src"


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.Module, known: set[str]) -> set[str]:
    """The modules that are imported when the module is: not in functions, not for types alone."""
    found: set[str] = set()
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in known else node.module for name in names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting += node.orelse
        elif isinstance(node, ast.If | ast.Try | ast.With):
            waiting += [*node.body, *getattr(node, "orelse", ())]
    return found & known


def circle(graph: dict[str, set[str]]) -> list[str]:
    """The modules of one circle; none if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_imports_itself_by_way_of_others() -> None:
    paths = {module_name(path): path for path in SOURCE.rglob("*.py")}
    graph = {
        name: imported(ast.parse(path.read_text("utf-8")), set(paths)) - {name}
        for name, path in paths.items()
    }
    assert len(graph) > 150
    assert circle(graph) == []


def test_a_circle_would_be_found() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) != []
    planted = "from x import y\nif TYPE_CHECKING:\n    import z\ndef f():\n    import w\n"
    assert imported(ast.parse(planted), {"x", "x.y", "z", "w"}) == {"x.y"}
