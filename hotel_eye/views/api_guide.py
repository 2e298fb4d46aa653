"""The API as people read it: every address, what it takes and gives, and how to begin."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import public
from hotel_eye.api.routes import api

_EXAMPLE = {
    "room": "204",
    "arrived_at": "2026-11-28T14:30:00+05:00",
    "expected_until": "2026-11-29T12:00:00+05:00",
    "purpose": "business",
    "guests": [
        {
            "document": "cnic",
            "cnic": "61101-1234567-1",
            "name": "Ali Raza",
            "relation": "S",
            "relative_name": "Ghulam Rasool",
            "gender": "M",
            "born": "1985-03-23",
            "phone": "0300-1234567",
            "address": "12 Mall Road, Lahore",
            "district": "Lahore",
        }
    ],
}


@public("whoever makes hotel software reads it before he has a key")
@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """A page of our own: the usual viewers fetch their parts from elsewhere."""
    schema = api.get_openapi_schema()
    context = {
        "operations": list(_operations(schema)),
        "shapes": list(_shapes(schema)),
        "example": json.dumps(_EXAMPLE, indent=2, ensure_ascii=False),
        "address": request.build_absolute_uri("stays"),
    }
    return render(request, "hotel_eye/api_guide.html", context)


def _operations(schema: Any) -> Any:
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            body = said.get("requestBody", {}).get("content", {}).get("application/json", {})
            yield {
                "method": method.upper(),
                "path": path,
                "summary": said["summary"],
                "takes": _name_in(body.get("schema", {})),
                "parameters": said.get("parameters", []),
                "answers": sorted((str(code), one["description"])
                                  for code, one in said["responses"].items()),
            }  # fmt: skip


def _shapes(schema: Any) -> Any:
    for name, said in schema["components"]["schemas"].items():
        must = set(said.get("required", ()))
        yield {
            "name": name,
            "about": said.get("description", ""),
            "fields": [
                {"name": field, "about": one.get("description", ""), "is_must": field in must}
                for field, one in said.get("properties", {}).items()
            ],
        }


def _name_in(schema: Any) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
