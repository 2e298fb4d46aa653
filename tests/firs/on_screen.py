"""A page's form as a browser has it: what it would send back, and what stands in it."""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

Sent = dict[str, Any]


class _Filled(HTMLParser):
    """Reads what every field of a page's forms holds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.held: dict[str, list[str]] = {}
        #: What a list to choose from offers.
        self.offered: dict[str, set[str]] = {}
        self._form = self._name = self._text = ""
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        name = found.get("name", "")
        if tag == "form":
            self._form = found.get("action", "")
        elif tag == "input":
            kind = found.get("type", "text")
            if kind not in ("checkbox", "radio"):
                self._keep(name, found.get("value", ""))
            elif "checked" in found:
                self._keep(name, found.get("value", "on"))
        elif tag == "textarea":
            self._name, self._text = name, ""
        elif tag == "select":
            self._name, self._options = name, []
        elif tag == "option" and self._name:
            self._options.append((found.get("value", ""), "selected" in found))

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # A browser leaves out the first line break.
            self._keep(self._name, self._text.removeprefix("\n"))
            self._name = ""
        elif tag == "select":
            chosen = [value for value, is_selected in self._options if is_selected]
            first = [value for value, _is in self._options][:1]
            self.offered[self._name] = {value for value, _is in self._options}
            for value in chosen or first:
                self._keep(self._name, value)
            self._name = ""
        elif tag == "form":
            self._form = ""

    def _keep(self, name: str, value: str) -> None:
        if name and name != "csrfmiddlewaretoken" and self._form != reverse("set_language"):
            self.held.setdefault(name, []).append(value)


def held_by(html: str) -> dict[str, list[str]]:
    """What every field of the page's forms holds, by its name."""
    return _read(html).held


def send(client: Client, address: str, typed: Mapping[str, Any]) -> Any:
    """Open the page, type over what is given, send the form; the answer."""
    data = {**held_by(client.get(address).text), **typed}
    return client.post(address, data)


def still_there(html: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed and does not stand in the page any more.

    Nobody types what a list does not offer: such a choice is not looked for.
    """
    page = _read(html)
    wanted = {
        name: [str(one) for one in value] if isinstance(value, list) else [str(value)]
        for name, value in typed.items()
        if value not in ("", None)
    }
    return {
        name: value
        for name, value in wanted.items()
        if page.offered.get(name, {*value}) >= {*value} and page.held.get(name) != value
    }


def _read(html: str) -> _Filled:
    page = _Filled()
    page.feed(html)
    return page
