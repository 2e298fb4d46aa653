"""The pages of a complaint in their order, and when each is asked: the one table that says so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.categories import ComplaintCategory
from complaints.drafts import Draft
from complaints.lodge_forms import (
    AccusedForm,
    CategoryForm,
    CodeForm,
    ContactForm,
    DeclarationForm,
    EmergencyForm,
    EvidenceForm,
    Filled,
    OfficerForm,
    PropertyForm,
    StepForm,
    WhatForm,
    WhenForm,
    WhereForm,
    WhoForm,
)

#: Beside the answers stand the pages that were answered, and what became of the phone's code.
DONE, CODE_FOR, PROVEN_AT = "_done", "_code_for", "_proven_at"


@dataclass(frozen=True, slots=True)
class Step:
    """One page: its form, its heading, and whether it is asked of this complaint."""

    slug: str
    form: type[StepForm]
    title: Any
    applies: Callable[[Filled], bool] = lambda _filled: True

    @property
    def template(self) -> str:
        return f"complaints/lodge/{self.slug}.html"


def _of_category(name: str) -> Callable[[Filled], bool]:
    """A condition: the category says so."""
    return lambda filled: bool(filled.category and getattr(filled.category, name))


def _has_accused(filled: Filled) -> bool:
    return not (filled.category and filled.category.against_police)


def asks_for_code(filled: Filled) -> bool:
    """Whether the phone is still to be proven: not his own, and not passed over before."""
    settled = filled.answers.get(CODE_FOR, "")
    may_text = filled.answers.get("may_text") == "yes"
    return may_text and bool(filled.phone) and filled.phone not in (filled.own_phone, settled)


CATEGORY = Step("category", CategoryForm, _("What is it about?"))
CONTACT = Step("contact", ContactForm, _("How can the police reach you safely?"))
CODE = Step("code", CodeForm, _("Show that this is your phone"), asks_for_code)
CHECK = Step("check", DeclarationForm, _("Read it over before you lodge it"))

STEPS = (
    CATEGORY,
    Step(
        "emergency",
        EmergencyForm,
        _("Is it happening now, or is somebody in danger?"),
        _of_category("is_emergency"),
    ),
    Step("where", WhereForm, _("Where did it happen?")),
    Step("when", WhenForm, _("When did it happen?")),
    Step("what", WhatForm, _("What happened?")),
    Step(
        "property",
        PropertyForm,
        _("What was taken, lost or damaged?"),
        _of_category("asks_property"),
    ),
    Step("accused", AccusedForm, _("Do you know who did it?"), _has_accused),
    Step("officer", OfficerForm, _("Which officer is it about?"), _of_category("against_police")),
    Step("evidence", EvidenceForm, _("Do you have photographs or recordings?")),
    Step("who", WhoForm, _("Who are you?")),
    CONTACT,
    CODE,
    CHECK,
)


#: Whatever can be typed on the pages, and how many letters of it are kept.
LONGEST = {name: longest for step in STEPS for name, longest in step.form.longest().items()}


def fill(draft: Draft, *, own_phone: str, at: datetime) -> Filled:
    """What is known of a draft, for the conditions above and the forms."""
    answers = draft.answers
    categories = ComplaintCategory.objects.on(timezone.localdate(at))
    return Filled(
        token=str(draft.pk),
        answers=answers,
        at=at,
        category=categories.filter(pk=answers.get("category", "")).first(),
        own_phone=own_phone,
    )


def asked(filled: Filled) -> list[Step]:
    """The pages that are asked of this complaint."""
    return [step for step in STEPS if step.applies(filled)]


def is_answered(step: Step, filled: Filled) -> bool:
    return step.slug in str(filled.answers.get(DONE, "")).split()


def first_open(filled: Filled) -> Step:
    """The first page without an answer; the last page never has one."""
    return next(step for step in asked(filled) if not is_answered(step, filled))


def reached(slug: str, filled: Filled) -> Step | None:
    """The page of this name, unless there is none, it is not asked, or its turn is to come."""
    pages = asked(filled)
    as_far = pages[: pages.index(first_open(filled)) + 1]
    return next((step for step in as_far if step.slug == slug), None)


def before(step: Step, filled: Filled) -> Step | None:
    """Where Back leads to: the page before; the last page once everything is answered."""
    pages = asked(filled)
    if step is not CHECK and first_open(filled) is CHECK:
        return CHECK
    nth = pages.index(step)
    return pages[nth - 1] if nth else None


def page_of(step: Step, filled: Filled) -> StepForm:
    """The form of a page as it was left; of one that counts as answered with what is wrong now."""
    if is_answered(step, filled):
        return step.form(data=filled.answers, filled=filled)
    return step.form(initial=filled.answers, filled=filled)


def with_answer(step: Step, answers: dict[str, Any]) -> dict[str, Any]:
    """What to keep so that the page counts as answered."""
    done = str(answers.get(DONE, "")).split()
    return {DONE: " ".join([*(slug for slug in done if slug != step.slug), step.slug])}


def read(filled: Filled) -> list[tuple[Step, StepForm]]:
    """Every page that is asked, with its answers in its form; the code and the last one apart."""
    return [
        (step, step.form(data=filled.answers, filled=filled))
        for step in asked(filled)
        if step not in (CODE, CHECK)
    ]
