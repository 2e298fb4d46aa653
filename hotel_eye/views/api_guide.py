"""The API as people and programs read it: every address, what it takes and gives, how to begin."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.access import public
from hotel_eye.api import answers, limits, problems
from hotel_eye.api.routes import api

_GUEST = {
    "document": "cnic",
    "cnic": "61101-9998887-5",
    "name": "Ali Raza",
    "relation": "S",
    "relative_name": "Ghulam Rasool",
    "gender": "M",
    "born": "1985-03-23",
    "phone": "0300-9998887",
    "address": "12 Mall Road, Lahore",
    "district": "Lahore",
}
_PARTY = {
    "room": "204",
    "arrived_at": "2026-11-28T14:30:00+05:00",
    "expected_until": "2026-11-30T12:00:00+05:00",
    "purpose": "business",
    "guests": [_GUEST],
}
#: What is tried out, where it is sent, and what.
_EXAMPLES: tuple[tuple[Any, str, Any], ...] = (
    (_("Whose key is this?"), "hotel", None),
    (_("An arrival"), "stays", _PARTY),
    (_("The party leaves"), "stays/4711/check-out", {"left_at": "2026-11-30T11:15:00+05:00"}),
    (
        _("The room was another one"),
        "stays/4711/correction",
        {**_PARTY, "room": "305", "guests": [{"id": 8122, **_GUEST}]},
    ),
    (_("Nobody stayed"), "stays/4711/annulment", {"because": "Entered twice"}),
    (_("A day without arrivals"), "nil-returns", {"day": "2026-11-28"}),
    (
        _("Many at once"),
        "lots",
        {"reference": "night of 28 Nov", "parties": [_PARTY], "nil_days": ["2026-11-27"]},
    ),
    (_("What became of them"), "lots/12", None),
)


@public("whoever makes hotel software reads it before he has a key")
@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """A page of our own: the usual viewers fetch their parts from elsewhere."""
    schema = api.get_openapi_schema()
    root = request.build_absolute_uri(request.path)
    context = {
        "operations": list(_operations(schema)),
        "shapes": list(_shapes(schema)),
        "kinds": problems.KINDS,
        "problem_type": problems.TYPE,
        "examples": [(title, _curl(root, path, body)) for title, path, body in _EXAMPLES],
        "a_minute": limits.A_MINUTE,
        "hours_kept": int(answers.KEPT.total_seconds() // 3600),
    }
    return render(request, "hotel_eye/api_guide.html", context)


@public("whoever makes hotel software reads it before he has a key")
@require_GET
def description(request: HttpRequest) -> JsonResponse:
    """The same for machines: OpenAPI 3.1."""
    return JsonResponse(api.get_openapi_schema())


def _curl(root: str, path: str, body: Any) -> str:
    lines = [f"curl {root}{path}", '-H "Authorization: Bearer caspp_…"']
    if body is not None:
        lines += [
            '-H "Idempotency-Key: $(uuidgen)"',
            '-H "Content-Type: application/json"',
            f"-d '{json.dumps(body, indent=2, ensure_ascii=False)}'",
        ]
    return " \\\n  ".join(lines)


def _operations(schema: Any) -> Iterator[dict[str, Any]]:
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            body = said.get("requestBody", {}).get("content", {}).get("application/json", {})
            answered = sorted(said["responses"].items())
            yield {
                "method": method.upper(),
                "path": path,
                "summary": said["summary"],
                "takes": _named(body.get("schema", {})),
                "parameters": [one["name"] for one in said["parameters"]],
                "gives": _given(answered[0][1]),
                "answers": [(code, one["description"]) for code, one in answered],
            }


def _given(answer: Any) -> str:
    return _named(answer["content"]["application/json"]["schema"])


def _shapes(schema: Any) -> Iterator[dict[str, Any]]:
    for name, said in schema["components"]["schemas"].items():
        must = set(said.get("required", ()))
        yield {
            "name": name,
            "about": said.get("description", ""),
            "fields": [
                {
                    "name": field,
                    "type": _type(one),
                    "about": one.get("description", ""),
                    "values": [value for value in one.get("enum", ()) if value],
                    "is_must": field in must and name.endswith("In"),
                }
                for field, one in said.get("properties", {}).items()
            ],
        }


def _type(said: Any) -> str:
    """Such as 'string', 'list of GuestIn', 'integer or null'."""
    if "anyOf" in said:
        return " or ".join(_type(one) for one in said["anyOf"])
    if "$ref" in said:
        return _named(said)
    if said.get("type") == "array":
        return f"list of {_type(said['items'])}"
    return str(said.get("format") or said.get("type", ""))


def _named(said: Any) -> str:
    return str(said.get("$ref") or said.get("items", {}).get("$ref", "")).rpartition("/")[2]
