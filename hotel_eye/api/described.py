"""The description of the API for machines: what a library cannot know by itself."""

from typing import Any

from hotel_eye.api import answers, problems

#: Of each refusal, what it means here.
MEANINGS = {
    400: "The body is no JSON, or the header Idempotency-Key is missing.",
    401: "The key is missing, wrong, expired or ended.",
    404: "There is nothing of this number in your house.",
    413: "The body is too large.",
    415: "The body is no JSON.",
    422: "Something is wrong with what was sent; `errors` says where, `detail` why.",
    429: "Too many requests; the header Retry-After says when to go on.",
    500: "Something went wrong here; nothing was filed.",
    503: "Nothing can be filed at the moment.",
}
#: The header of everything that files.
HEADER = {
    "in": "header",
    "name": answers.HEADER,
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": answers.LONGEST,
               "pattern": "^[!-~]+$"},
    "description": "A new one with every filing; the same one when you retry.",
}  # fmt: skip
_TEXT, _NUMBER = {"type": "string"}, {"type": "integer", "minimum": 1}
#: Headers of answers, by status: what each means, its shape, and whether it always comes.
_HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": ("Always Bearer", _TEXT, True)},
    429: {"Retry-After": ("Seconds until the key may ask again", _NUMBER, True)},
}
_REPLAYED: dict[str, Any] = {
    answers.REPLAYED: ("true where the same was sent and answered before", _TEXT, False)
}


class Described:
    """The description of a NinjaAPI, with problem documents and headers."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        """As OpenAPI 3.1."""
        schema = super().get_openapi_schema(*args, **kwargs)  # type: ignore[misc]
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                operation["operationId"] = _camel_case(operation["operationId"])
                for status, said in operation["responses"].items():
                    _complete(int(status), said, is_filing=method == "post")
        return schema


def _complete(status: int, said: Any, *, is_filing: bool) -> None:
    headers = _HEADERS.get(status, {})
    if status in MEANINGS:
        said["description"] = MEANINGS[status]
        said["content"] = {problems.MEDIA_TYPE: said["content"].pop("application/json")}
    elif is_filing:
        headers = _REPLAYED
    if headers:
        said["headers"] = {
            name: {"description": about, "schema": shape, "required": is_sure}
            for name, (about, shape, is_sure) in headers.items()
        }


def _camel_case(name: str) -> str:
    first, *others = name.rpartition("routes_")[2].split("_")
    return first + "".join(other.title() for other in others)
