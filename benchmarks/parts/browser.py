"""A browser reduced to what the server sees of it: one kept connection, one session, one token."""

import http.client
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

HOST = "127.0.0.1"
PATIENCE = 60.0
_TOKEN = re.compile(r"csrftoken=(\w+)")


class Unexpected(Exception):
    """The server answered something else than it should."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str


class Browser:
    """One person at one machine; not to be shared between threads."""

    def __init__(self, port: int, session: str = "", token: str = "") -> None:
        self.session = session
        self.token = token
        self._line = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)

    def open(self, path: str) -> str:
        """Get a page, and remember the token of its forms."""
        answer = self._ask("GET", path)
        if answer.status != 200:
            raise Unexpected(f"GET {path}: {answer.status} {answer.location}")
        return answer.text

    def send(self, path: str, form: Mapping[str, str]) -> Answer:
        """Send a form, with the token where there is one."""
        token = {"csrfmiddlewaretoken": self.token} if self.token else {}
        return self._ask("POST", path, urlencode({**form, **token}))

    def must_send(self, path: str, form: Mapping[str, str], leads_to: str) -> None:
        """Send a form that is to be accepted, and forwarded to an address that begins so."""
        answer = self.send(path, form)
        if answer.status != 302 or not answer.location.startswith(leads_to):
            complaints = re.findall(r"invalid-feedback[^>]*>(.*?)<", answer.text, re.S)
            raise Unexpected(f"POST {path}: {answer.status} {answer.location} {complaints}")

    def events(self, path: str) -> Iterator[str]:
        """The names of a stream's events as they come, until the server ends it."""
        self._line.request("GET", path, headers=self._headers())
        stream = self._line.getresponse()
        if stream.status != 200:
            raise Unexpected(f"GET {path}: {stream.status}")
        while line := stream.readline():
            if line.startswith(b"event: "):
                yield line[7:].decode().strip()
        self.close()

    def close(self) -> None:
        self._line.close()

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        try:
            return self._ask_once(method, path, body)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # The server closes a line that was idle; browsers, too, then send once more.
            self.close()
            return self._ask_once(method, path, body)

    def _ask_once(self, method: str, path: str, body: str | None) -> Answer:
        self._line.request(method, path, body, self._headers())
        response = self._line.getresponse()
        text = response.read().decode()
        for cookie in response.headers.get_all("Set-Cookie", []):
            if found := _TOKEN.match(cookie):
                self.token = found[1]
        return Answer(response.status, response.headers.get("Location", ""), text)

    def _headers(self) -> dict[str, str]:
        """Cookies are sent by name: messages of pages never opened would pile up otherwise."""
        named = {"sessionid": self.session, "csrftoken": self.token}
        return {
            "Cookie": "; ".join(f"{name}={value}" for name, value in named.items() if value),
            "Content-Type": "application/x-www-form-urlencoded",
        }
