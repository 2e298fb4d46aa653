"""The picker of offence sections: a form field whose value is a list of sections, in order."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from firs.sections import Agency, OffenceSection

_COGNIZABLE = {
    True: _("Cognizable"),
    False: _("Not cognizable"),
    None: _("Cognizable: not known"),
}
_BAILABLE = {True: _("Bailable"), False: _("Not bailable"), None: _("Bailable: not known")}
_COMPOUNDABLE = {
    True: _("Compoundable"),
    False: _("Not compoundable"),
    None: _("Compoundable: not known"),
}
_ROW = (
    '<label class="section-row" data-words="{}">'
    '<input class="form-check-input" type="checkbox" id="{}" name="{}" value="{}"'
    ' autocomplete="off"{}>'
    '<span class="section-cited"><bdi dir="ltr">{}</bdi> {}</span> '
    '<span class="section-offence">{}</span> '
    '<span class="section-marks">{}</span></label>'
)
_ACT = (
    '<div class="section-act" role="group" aria-label="{0}">'
    '<p class="section-act-name" aria-hidden="true">{0}</p>{1}</div>'
)


def marks_of(section: OffenceSection) -> str:
    """What a clerk must know of a section before choosing it, in words."""
    law = (section.is_cognizable, section.is_bailable, section.is_compoundable)
    return _marks_in(get_language(), law, bool(section.sealed_as), section.refer_to)


@cache
def _marks_in(_language: str | None, law: tuple[bool | None, ...], seal: bool, agency: str) -> str:
    words = (_COGNIZABLE, _BAILABLE, _COMPOUNDABLE)
    marks = [str(said[known]) for said, known in zip(words, law, strict=True)]
    if law == (None, None, None):
        marks = [gettext("Cognizable, bailable, compoundable: not known")]
    if seal:
        marks.append(gettext("The record is sealed"))
    if agency:
        marks.append(gettext("Refer to: %(agency)s") % {"agency": Agency(agency).label})
    return " · ".join(marks)


class SectionPicker(forms.Widget):
    """Check boxes under the names of the acts; static/js/section_picker.js adds a search box.

    The rows are drawn in one piece, as in `people.forms.LongSelect`: there are hundreds of them.
    """

    use_fieldset = True
    sections: tuple[OffenceSection, ...] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        # A box that is not ticked is not sent.
        return False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """None: the label is the legend of a group."""
        return ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        codes = list(value or ())
        by_code = {section.code: section for section in self.sections}
        id_ = (attrs or {}).get("id", f"id_{name}")
        return render_to_string(
            "firs/_section_picker.html",
            {
                "name": name,
                "chosen": [by_code[code] for code in codes if code in by_code],
                "rows": self._rows(name, id_, set(codes)),
                "is_verified": all(section.is_verified for section in self.sections),
            },
        )

    def _rows(self, name: str, id_: str, codes: set[str]) -> SafeString:
        rows = [
            (section.local_act_name, self._row(section, name, f"{id_}_{place}", codes))
            for place, section in enumerate(self.sections)
        ]
        return format_html_join(
            "",
            _ACT,
            (
                (act, format_html_join("", "{}", ((row,) for _act, row in members)))
                for act, members in groupby(rows, key=lambda row: row[0])
            ),
        )

    def _row(self, section: OffenceSection, name: str, id_: str, codes: set[str]) -> SafeString:
        return format_html(
            _ROW,
            *(section.folded, id_, name, section.code),
            " checked" if section.code in codes else "",
            *(section.section, section.local_act, section.local_title),
            marks_of(section),
        )


class SectionsField(forms.Field):
    """The sections in force on a day, in the order in which they were chosen.

    The form says which day it is about, in its ``__init__``: ``self.fields["sections"].offer(day)``
    """

    widget = SectionPicker
    default_error_messages = {
        "required": _("Choose at least one section."),
        "unknown": _("This section is not in the list. Choose one from the list."),
        "not_in_force": _("%(section)s is not in force on %(day)s. Choose another section."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.day: Any = None
        self.every: dict[str, OffenceSection] = {}

    def offer(self, day: date) -> None:
        """Offer what is in force on that day. One query, and none when the answer comes."""
        every = OffenceSection.objects.order_by("position", "code")
        self.day = day
        self.every = {section.code: section for section in every}
        self.widget.sections = tuple(one for one in every if one.is_in_force(day))  # type: ignore[attr-defined]

    def prepare_value(self, value: Any) -> Any:
        return _codes(getattr(section, "code", section) for section in value or ())

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != _codes(data))

    def clean(self, value: Any) -> list[OffenceSection]:
        codes = _codes(value)
        if self.required and not codes:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [self._section(code) for code in codes]

    def _section(self, code: str) -> OffenceSection:
        section = self.every.get(code)
        if section is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        if not section.is_in_force(self.day):
            raise forms.ValidationError(
                self.error_messages["not_in_force"],
                code="not_in_force",
                params={"section": section.local_text, "day": date_format(self.day)},
            )
        return section


def _codes(value: Iterable[Any] | None) -> list[str]:
    """Each once, in their order; what keeps a form also sends the boxes that are not ticked."""
    return list(dict.fromkeys(code for code in value or () if code))
