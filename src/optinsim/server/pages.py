"""The pages for people and monitors: the operations as HTML, and the metrics.

Both are made here and load nothing. Knows OpenAPI documents and Prometheus' text format.
"""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optinsim.server.hosted import Hosted

_STYLE = "body{font:16px sans-serif;max-width:60em;margin:2em auto}code{background:#eee}"


def operations_page(openapi: Mapping[str, Any]) -> str:
    """The operations of the control API as HTML, without a script."""
    operations = "".join(
        f"<h2><code>{method.upper()} {escape(path)}</code></h2>{_operation(operation)}"
        for path, item in openapi["paths"].items()
        for method, operation in item.items()
    )
    title = escape(openapi["info"]["title"])
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style><h1>{title}</h1>"
        '<p>For programs: <a href="/_sim/openapi.json">the OpenAPI document</a>.</p>'
        f"{operations}</html>"
    )


def _operation(operation: Mapping[str, Any]) -> str:
    text = "".join(f"<p>{escape(part)}</p>" for part in operation["description"].split("\n\n"))
    parameters = "".join(
        f"<li><code>{escape(one['name'])}</code> ({one['in']}) {escape(one.get('description', ''))}"
        for one in operation.get("parameters", ())
    )
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
    of_body = f"<p>Body: <code>{escape(name)}</code></p>" if name else ""
    return f"{text}{f'<ul>{parameters}</ul>' if parameters else ''}{of_body}"


def metrics(accounts: Iterable[Hosted]) -> str:
    """Counts of events and of deliveries, in Prometheus' text format."""
    return "".join(f"{line}\n" for line in _metrics(list(accounts)))


def _metrics(accounts: list[Hosted]) -> Iterator[str]:
    yield "# HELP optinsim_events_total What happened, by kind: text, reply, request, callback."
    yield "# TYPE optinsim_events_total counter"
    for hosted in accounts:
        for kind, count in sorted(hosted.log.counts.items()):
            yield f'optinsim_events_total{{account="{hosted.name}",kind="{kind}"}} {count}'
    yield "# HELP optinsim_deliveries Deliveries that are kept, by state."
    yield "# TYPE optinsim_deliveries gauge"
    for hosted in accounts:
        states = Counter(str(delivery.state) for delivery in hosted.outbox)
        for state, count in sorted(states.items()):
            yield f'optinsim_deliveries{{account="{hosted.name}",state="{state}"}} {count}'
