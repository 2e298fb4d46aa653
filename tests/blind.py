"""What somebody who must not learn of a match could learn from an answer: bytes and cost."""

import json
import re
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Seen:
    """All that a browser learns from one answer, and what the answer cost."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    queries: int
    tables: tuple[str, ...]


def without(text: str, own: dict[str, str]) -> str:
    """The text without tokens, numbers of records, times, and what the guest himself brought."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "CSRF", text)
    text = re.sub(r'"X-CSRFToken": "\w+"', "CSRF", text)
    text = re.sub(r'name="form_token" value="[\w-]+"', "TOKEN", text)
    text = re.sub(r"(csrftoken|sessionid|messages)=[^;]*", r"\1=", text)
    text = re.sub(r"expires=[^;]*", "expires=", text)
    text = re.sub(r"<time.*?</time>", "TIME", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d", "MOMENT", text)
    text = re.sub(r"/(stays|guests)/\d+/", r"/\1/N/", text)
    text = re.sub(r"([Ee]ntry) \d+", r"\1 N", text)
    text = re.sub(r"\d\d-\d\d-\d{4} at \d\d:\d\d hours", "MOMENT", text)
    text = re.sub(r"<datalist.*?</datalist>", "DISTRICTS", text, flags=re.DOTALL)
    text = re.sub(r"<dt>District</dt><dd>(<bdi>)?[^<]*", "STATION'S DISTRICT", text)
    text = re.sub(r"<dt>Entry</dt><dd>(<bdi[^>]*>)\d+", r"<dt>Entry</dt><dd>\1N", text)
    text = re.sub(r'name="stay" value="\d+"', "STAY", text)
    # A receipt has a number of the house's run, a random code, and the hash of the guest's words.
    text = re.sub(r"/(receipts|uploads|lots)/\d+", r"/\1/N", text)
    text = re.sub(r"/tenants/((drafts|counter|station)/)?\d+/", r"/tenants/\1N/", text)
    text = re.sub(r"\bT\d+-\d\d-\d{6}-\d\b", "NUMBER", text)
    text = re.sub(r'(-named_id" value=)"\d+"', r'\1"N"', text)
    # What a program reads: numbers of records, and moments to the microsecond.
    text = re.sub(r'"(entry|id|lot)": \d+', r'"\1": N', text)
    text = re.sub(r"MOMENT[:\d.]*(\+05:00|Z)?", "MOMENT", text)
    text = re.sub(r"\b[0-9a-f]{64}\b", "HASH", text)
    text = re.sub(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", "CODE", text)
    text = re.sub(r"data:image/svg\+xml;base64,[\w+/=]+", "QR", text)
    for name, value in own.items():
        text = text.replace(value, f"<{name}>")
    return text


def own_words(person: dict[str, Any]) -> dict[str, str]:
    """Whatever of a guest may stand on a page, longest first."""
    cnic = person["cnic"]
    return {
        "cnic": f"{cnic[:5]}-{cnic[5:12]}-{cnic[12]}",
        "masked": f"{cnic[:5]}-•••••••-{cnic[12]}",
        "digits": cnic,
        "name_ur": person.get("name_ur") or "\0",
        "father": person["relative_name"],
        "name": person["name"],
        "district": person["district"],
        "born": str(person["birth_year"]),
    }


class Browser:
    """A browser, or a program with its key; keeps what it saw."""

    def __init__(self, client: Any, own: dict[str, str], headers: dict[str, str] | None = None):
        self.client, self.own, self.headers = client, own, headers or {}
        self.seen: dict[str, Seen] = {}

    def see(self, title: str, method: str, url: str, data: Any = None, **how: Any) -> Any:
        """Ask, keep everything that can be learned of the answer, and give the answer back."""
        headers = {**self.headers, **how.pop("headers", {})}
        with CaptureQueriesContext(connection) as captured:
            response = getattr(self.client, method)(url, data, headers=headers, **how)
        told = {
            **dict(response.items()),
            "Set-Cookie": response.cookies.output(),
            "X-Request-ID": str(len(response.headers.get("X-Request-ID", ""))),
        }
        told.pop("Content-Length", None)  # follows the length of the guest's own name
        body = response.content.decode()
        if response.get("Content-Type") == "application/json":
            body = json.dumps(json.loads(body), ensure_ascii=False)
        self.seen[title] = Seen(
            status=response.status_code,
            headers=tuple(sorted((k, without(str(v), self.own)) for k, v in told.items())),
            body=without(body, self.own),
            queries=len(captured),
            tables=tuple(
                re.findall(r'(?:FROM|INTO|UPDATE) "(\w+)"', str(captured.captured_queries))
            ),
        )
        return response


def assert_equal(wanted: dict[str, Seen], innocent: dict[str, Seen]) -> None:
    """What the one world showed, page by page, is what the other shows."""
    for title, seen in innocent.items():
        assert (title, wanted[title]) == (title, seen)
