"""What `manage.py check` says about papers."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from documents.typesetting import missing_fonts


@register()
def fonts_are_there(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Papers are set in fonts of ours: a machine without them refuses to print."""
    if not (missing := missing_fonts()):
        return []
    return [
        Warning(
            f"No paper can be printed here: there is no {missing[0]}",
            hint="Run `npm ci`, or let PAPER_FONTS name the directory that holds the fonts.",
            id="documents.W001",
        )
    ]
