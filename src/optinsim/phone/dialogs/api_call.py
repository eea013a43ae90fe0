"""The dialog for a call to the vendor's API: a form, and its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label, Select, TextArea

from optinsim.adapter import Request
from optinsim.errors import CommandError
from optinsim.phone.dialogs.dialog import Dialog, is_on_top
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.app import ComposeResult
    from textual.widget import Widget

    from optinsim.forms import Form, FormField


class ApiCallDialog(Dialog[Request]):
    """The platform's forms, and the fields of the selected one."""

    def __init__(self, forms: Sequence[Form]) -> None:
        super().__init__()
        self._forms = forms
        self._form = forms[0]

    def compose(self) -> ComposeResult:
        """The list of forms, the fields, and the buttons."""
        with Vertical():
            yield Label("Call the platform's API", classes="title")
            names = [(Content(one_line(form.name)), i) for i, form in enumerate(self._forms)]
            yield Select(names, value=0, allow_blank=False, id="form", compact=True)
            operation = one_line(self._form.operation)
            yield Label(operation, classes="hint", id="operation", markup=False)
            with VerticalScroll(id="fields"):
                yield from _fields(self._form)
            yield Label("", classes="fault", id="fault", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Close", id="close", compact=True)
                yield Button("Send", id="send", variant="primary", compact=True)

    async def on_select_changed(self, event: Select.Changed) -> None:
        """Another form was selected."""
        # (A dialog that is closing takes no more widgets.)
        if event.select.id == "form" and isinstance(event.value, int) and is_on_top(self):
            event.stop()
            form = self._forms[event.value]
            if form is self._form:
                return
            self._form = form
            self.query_one("#operation", Label).update(one_line(form.operation))
            self.query_one("#fault", Label).update("")
            fields = self.query_one("#fields")
            await fields.remove_children()
            await fields.mount(*_fields(form))

    def on_input_submitted(self) -> None:
        """Enter in a field sends the call."""
        self._send()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A button was pressed."""
        if event.button.id == "send":
            self._send()
        else:
            self.answer(None)

    def _send(self) -> None:
        try:
            self.answer(self._form.request(self._values()))
        except CommandError as error:
            self.query_one("#fault", Label).update(str(error))

    def _values(self) -> dict[str, str]:
        """The fields' values by key."""
        values = {}
        for i, field in enumerate(self._form.fields):
            widget = self.query_one(f"#field-{i}")
            if isinstance(widget, TextArea):
                values[field.key] = widget.text
            elif isinstance(widget, Input):
                values[field.key] = widget.value
            elif isinstance(widget, Select):
                values[field.key] = "" if widget.is_blank() else str(widget.value)
        return values


def _fields(form: Form) -> Iterator[Widget]:
    """The widgets of a form."""
    for i, field in enumerate(form.fields):
        yield from _widgets(field, i)


def _widgets(field: FormField, number: int) -> Iterator[Widget]:
    """The label and the input of a field."""
    required = " (needed)" if field.required else ""
    hint = f" — {field.hint}" if field.hint else ""
    label = one_line(f"{field.label}{required}{hint}")
    yield Label(label, classes="field", markup=False)
    name = f"field-{number}"
    if field.choices:
        choices = [(Content(one_line(shown)), key) for key, shown in field.choices.items()]
        if field.value in field.choices:
            yield Select(
                choices, value=field.value, allow_blank=not field.required, id=name, compact=True
            )
        else:
            yield Select(choices, allow_blank=not field.required, id=name, compact=True)
    elif field.multiline:
        yield TextArea(field.value, id=name, compact=True)
    else:
        yield Input(field.value, id=name, compact=True)
