"""What templates need to know of files: the limits, in figures that the script reads, too."""

from django import template

from complaints.attachments import MOST_FILES
from people import photographs, recordings

register = template.Library()

_MEGABYTE = 1024 * 1024


@register.simple_tag
def file_limits() -> dict[str, int]:
    """How many files, and how large each may be."""
    return {
        "most": MOST_FILES,
        "photograph": photographs.MAX_BYTES,
        "photograph_mb": photographs.MAX_BYTES // _MEGABYTE,
        "recording": recordings.MAX_BYTES,
        "recording_mb": recordings.MAX_BYTES // _MEGABYTE,
    }


@register.filter
def recorder_time(seconds: int | None) -> str:
    """Minutes and seconds, as on a recorder: 3:07."""
    return "{}:{:02}".format(*divmod(seconds or 0, 60))
