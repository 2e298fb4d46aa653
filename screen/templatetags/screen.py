"""What every template may say without loading anything: icons, times, and numbers that stay
left to right in an Urdu line."""

import datetime
import re
from functools import cache, lru_cache
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from people.cnic import CNIC, InvalidCNIC

register = template.Library()

_ICON_NAME = re.compile(r"[a-z0-9-]+")
_OPENING_TAG = re.compile(r"<svg[^>]*>")
# These point along the line of reading, so they turn round with it.
_DIRECTED = re.compile(r"((arrow|chevron|caret)(-\w+)*-(left|right)|box-arrow-|reply|send)")
_DASHED = re.compile(r"\d+(?:-\d+)+", re.ASCII)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


# --- Icons ---


@cache
def _svg(name: str) -> str:
    path = f"icons/{name}.svg"
    found = finders.find(path)
    if found:
        with open(found, encoding="utf-8") as file:
            return file.read()
    # After collectstatic the machine has no node_modules any more.
    with staticfiles_storage.open(path) as collected:
        return str(collected.read().decode())


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """The named Bootstrap icon, drawn in place. Silent beside words; give a label where alone."""
    return _drawn(name, str(label))


# A list draws the same few on every line.
@lru_cache(maxsize=1024)
def _drawn(name: str, label: str) -> SafeString:
    if not _ICON_NAME.fullmatch(name):
        raise template.TemplateSyntaxError(f"{name!r} is not the name of an icon")
    classes = "icon icon-directed" if _DIRECTED.match(name) else "icon"
    voice = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    opening = format_html(
        '<svg class="{}" width="1em" height="1em" viewBox="0 0 16 16" fill="currentColor"'
        ' focusable="false" {}>',
        classes,
        voice,
    )
    # The drawing comes from the package we ship, never from a person.
    return mark_safe(_OPENING_TAG.sub(opening, _svg(name), count=1))


@register.simple_tag
def pill(label: Any, tone: str) -> SafeString:
    """The status pill of the shelf, for long lists: drawn once for each word and tone."""
    return _pill(str(label), tone)


@lru_cache(maxsize=256)
def _pill(label: str, tone: str) -> SafeString:
    return render_to_string("_components/status_pill.html", {"label": label, "tone": tone})


# --- Left to right, whatever surrounds it ---


@register.filter
def ltr(value: Any) -> SafeString:
    """A phone, an FIR number, a vehicle: read left to right also inside Urdu."""
    return format_html('<bdi dir="ltr">{}</bdi>', value)


@register.filter
def cnic(value: Any) -> SafeString | str:
    """Thirteen digits as the card prints them: 42101-1234567-1. What is no CNIC stays as it is."""
    if not value:
        return ""
    try:
        words = CNIC.parse(str(value)).formatted()
    except InvalidCNIC:
        words = str(value)
    return format_html('<bdi dir="ltr" class="figures">{}</bdi>', words)


@register.filter
def cnic_masked(value: Any) -> SafeString | str:
    """The locality and the last digit only: 42101-•••••••-1. What is no CNIC is hidden whole."""
    if not value:
        return ""
    try:
        words = CNIC.parse(str(value)).masked()
    except InvalidCNIC:
        words = "•••••-•••••••-•"
    return format_html('<bdi dir="ltr" class="figures">{}</bdi>', words)


# --- Time ---


@lru_cache(maxsize=16_384)
def _day_in_words(day: datetime.date, _language: str | None) -> tuple[str, str]:
    """A day in words, and the direction in which they are read; on lists many moments share it."""
    words = formats.date_format(day, "DATE_FORMAT")
    # Months in Urdu letters are read from the right; figures alone never are.
    return escape(words), "rtl" if _RIGHT_TO_LEFT.search(words) else "ltr"


def _in_words(moment: datetime.date) -> tuple[SafeString, str]:
    """A day, or a moment as DATETIME_FORMAT of ours has it, and its direction."""
    if not isinstance(moment, datetime.datetime):
        words, direction = _day_in_words(moment, get_language())
        return mark_safe(words), direction
    local = timezone.localtime(moment)
    words, direction = _day_in_words(local.date(), get_language())
    return mark_safe(f"{words}, {local:%H:%M}"), direction


@register.filter
def when(value: datetime.date | None) -> SafeString | str:
    """The moment on the local clock, or the day: '22 Nov 2025, 14:05'."""
    if not value:
        return ""
    words, direction = _in_words(value)
    return mark_safe(
        f'<time datetime="{value.isoformat()}"><bdi dir="{direction}" class="figures">{words}'
        "</bdi></time>"
    )


@register.simple_tag
def time_words() -> str:
    """The words caspp.js counts with, in one attribute; `spell` below uses the same ones."""
    return _time_words_in(get_language())


@cache
def _time_words_in(_language: str | None) -> str:
    return "|".join(
        (_("now"), _("{n} min"), _("{n} h"), _("{n} d"), _("{time} left"), _("{time} late"))
    )


def spell(minutes: int) -> str:
    """A length of time in the fewest words: now, 3 min, 2 h 10 min, 17 h, 4 d."""
    now, some_minutes, hours, days, *_rest = time_words().split("|")
    if minutes < 1:
        return now
    if minutes < 60:
        return some_minutes.format(n=minutes)
    if minutes < 6 * 60 and minutes % 60:
        return f"{hours.format(n=minutes // 60)} {some_minutes.format(n=minutes % 60)}"
    if minutes < 48 * 60:
        return hours.format(n=minutes // 60)
    return days.format(n=minutes // (24 * 60))


def _ticking(value: datetime.datetime, attribute: str, words: str) -> SafeString:
    return format_html(
        '<time datetime="{}" {} title="{}">{}</time>',
        value.isoformat(),
        mark_safe(attribute),
        _in_words(value)[0],
        words,
    )


@register.filter
def ago(value: datetime.datetime | None) -> SafeString | str:
    """How long since, kept true by caspp.js while the page is open: '3 min'."""
    if not value:
        return ""
    minutes = int((timezone.now() - value).total_seconds() // 60)
    return _ticking(value, "data-ago", spell(minutes))


@register.filter
def due(value: datetime.datetime | None) -> SafeString | str:
    """How long until, kept true by caspp.js: '2 h 10 min left', '15 min late'."""
    if not value:
        return ""
    seconds = (value - timezone.now()).total_seconds()
    left, late = time_words().split("|")[4:]
    words = (late if seconds < 0 else left).format(time=spell(int(abs(seconds) // 60)))
    return _ticking(value, "data-due", words)


# --- Evidence, fields, keys ---


@register.filter
def unbroken(words: str) -> SafeString:
    """A sentence in which no CNIC, date or phone number is broken at its dashes."""
    # What is put into the tags is figures and dashes only.
    return mark_safe(_DASHED.sub(r'<bdi dir="ltr" class="figures">\g<0></bdi>', escape(words)))


@register.filter
def chance(probability: float) -> str:
    """A probability as it may be said to an officer: 97 %, over 99 %, and never 100 %."""
    if probability > 0.99:
        return _("over 99 %")
    if probability < 0.01:
        return _("under 1 %")
    # Rounded down: what falls short of a grade is not written as if it had reached it.
    return _("%(percent)d %%") % {"percent": int(round(probability * 100, 6))}


@register.filter
def direction(pieces: list[tuple[str, bool]]) -> str:
    """Which way a value cut into (text, differs) is read: numbers always from the left."""
    return "rtl" if any(_RIGHT_TO_LEFT.search(text) for text, _differs in pieces) else "ltr"


@register.filter
def bits_figure(bits: float) -> SafeString:
    """The weight of evidence with its sign: +12.8, −4.2."""
    sign = "−" if bits < 0 else "+"
    return format_html('<bdi dir="ltr" class="figures">{}{}</bdi>', sign, f"{abs(bits):.1f}")


@register.filter
def first_control(field: Any) -> str:
    """The id to jump to for a bound field; a group of radio buttons has it on the first one."""
    return str(field.id_for_label or f"{field.auto_id}_0")


@register.filter
def of(values: dict[Any, Any], key: Any) -> Any:
    """What a dict says of the key; nought where it says nothing."""
    return values.get(key, 0)


@register.filter
def keys(value: str | list[str]) -> list[str]:
    """The keys of a shortcut: 'Alt+N' is Alt and N."""
    return value.split("+") if isinstance(value, str) else value
