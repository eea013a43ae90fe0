"""The dialog for a call to the vendor's API: a form, and its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input, Label, Select, Static, TextArea

from optinsim.adapter import Request
from optinsim.core.values import value
from optinsim.errors import CommandError
from optinsim.phone.dialogs.dialog import Dialog, Field, is_on_top
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.widget import Widget

    from optinsim.forms import Form, FormField


@value
class RefusedCall:
    """A call that the platform refused."""

    form: str
    """The form's name."""
    values: dict[str, str]
    """The values of the fields, by key."""
    answer: str
    """The status and the body."""


class ApiCallDialog(Dialog[Request]):
    """The platform's forms, and the fields of the selected one."""

    def __init__(self, forms: Sequence[Form], refused: RefusedCall | None = None) -> None:
        """The dialog.

        Args:
            forms: at least one.
            refused: the refused call, which is shown again with its answer.
        """
        super().__init__()
        self._forms = forms
        self._form = forms[0]
        self._refused = refused
        self.values: dict[str, str] = {}
        """The values of the fields when the call was sent, by key."""
        for form in forms:
            if refused is not None and form.name == refused.form:
                self._form, self.values = form, refused.values

    @property
    def form(self) -> Form:
        """The selected form."""
        return self._form

    def compose(self) -> ComposeResult:
        """The list of forms, the fields, and the buttons."""
        with Vertical():
            yield Label("Call the platform's API (in the list, type to search)", classes="title")
            # (Text: in a list of Content, Textual does not find what is typed.)
            names = [(Text(one_line(form.name)), i) for i, form in enumerate(self._forms)]
            first = self._forms.index(self._form)
            yield Select[int](names, value=first, allow_blank=False, id="form", compact=True)
            operation = one_line(self._form.operation)
            yield Label(operation, classes="hint", id="operation", markup=False)
            with VerticalScroll(id="fields"):
                yield from _fields(self._form, self.values)
            yield Label("", classes="fault", id="fault", markup=False)
            if self._refused is not None:
                with VerticalScroll(id="answer", can_focus=True):
                    yield Static(self._refused.answer, markup=False)
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
            self.query("#answer").set(display=False)
            fields = self.query_one("#fields")
            await fields.remove_children()
            await fields.mount(*_fields(form, {}))

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
        self.values = self._values()
        try:
            self.answer(self._form.request(self.values))
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


def _fields(form: Form, filled: Mapping[str, str]) -> Iterator[Widget]:
    """The widgets of a form, with the earlier values."""
    for i, field in enumerate(form.fields):
        yield from _widgets(field, i, filled.get(field.key, field.value))


def _widgets(field: FormField, number: int, shown: str) -> Iterator[Widget]:
    """The label and the input of a field, with a value in it."""
    required = " (needed)" if field.required else ""
    hint = f" — {field.hint}" if field.hint else ""
    label = one_line(f"{field.label}{required}{hint}")
    yield Label(label, classes="field", markup=False)
    name = f"field-{number}"
    if field.choices:
        choices = [(Text(one_line(words)), key) for key, words in field.choices.items()]
        if shown in field.choices:
            yield Select(
                choices, value=shown, allow_blank=not field.required, id=name, compact=True
            )
        else:
            yield Select(choices, allow_blank=not field.required, id=name, compact=True)
    elif field.multiline:
        yield TextArea(shown, id=name, compact=True)
    else:
        yield Field(shown, key=name)
