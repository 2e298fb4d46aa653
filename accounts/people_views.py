"""The people somebody answers for: their accounts, and what is asked for or done about them."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import actions, policies, reach
from accounts.access import access
from accounts.life_forms import OpenForm, PersonSearchForm, PostForm, ReasonForm, TransferForm
from accounts.models import Posting, User
from accounts.permissions import Permission
from accounts.requests import AccountRequest
from accounts.scopes import Scope
from screen.paging import newest_first

FOUND_LIMIT = 50
REQUESTS_LIMIT = 20
Kind = AccountRequest.Kind


@access(Permission.MANAGE_ACCOUNTS, Scope.STATIONS)
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Accounts in one's reach, newest first, or those that a search finds."""
    form = PersonSearchForm(request.POST if request.method == "POST" else None)
    visible = User.objects.visible_to(request.user)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        found = list(
            visible.matching(form.cleaned_data["text"]).order_by("name", "pk")[:FOUND_LIMIT]
        )
        context |= {"people": found, "is_cut": len(found) == FOUND_LIMIT}
    else:
        page = newest_first(visible, request, by="created_at")
        context |= {"people": page.rows, "page": page}
    context["people"] = _with_postings(context["people"])
    return render(request, "accounts/people.html", context)


def _with_postings(people: list[User]) -> list[tuple[User, list[Posting]]]:
    """Each account of a list with where it stands, for all of them in one query."""
    standing = Posting.objects.standing(timezone.localdate()).filter(user__in=people).with_units()
    by_user: dict[int, list[Posting]] = {}
    for posting in standing:
        by_user.setdefault(posting.user_id, []).append(posting)
    return [(user, by_user.get(user.pk, [])) for user in people]


@access(Permission.MANAGE_ACCOUNTS, Scope.STATIONS)
@require_http_methods(["GET"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: whether it lives, where it was posted, what waits, and what may be done."""
    user = _visible(request, pk)
    asked = (
        AccountRequest.objects.filter(subject=user).with_people().order_by("-proposed_at", "-pk")
    )
    today = timezone.localdate()
    postings = list(user.postings.with_units().order_by("-from_on", "-pk"))
    over = {posting.pk for posting in postings} - set(
        user.postings.not_over(today).values_list("pk", flat=True)
    )
    context = {
        "person": user,
        "postings": [(posting, posting.pk in over) for posting in postings],
        "may_transfer": len(over) < len(postings),
        "requests": asked[:REQUESTS_LIMIT],
    }
    return render(request, "accounts/person.html", context)


@access(Permission.MANAGE_ACCOUNTS, Scope.STATIONS, step_up=True)
@require_http_methods(["GET", "POST"])
def open_account(request: HttpRequest) -> HttpResponse:
    """Ask for an account for somebody who has none."""
    form = OpenForm(_posted(request), asker=cast(User, request.user))
    page = _Page(
        _("New account"),
        _("A second person decides. Then give the person an enrolment link."),
        _("Ask for it"),
    )
    return _ask(request, form, page, lambda: form.proposal(Kind.OPEN))


@access(Permission.MANAGE_ACCOUNTS, Scope.STATIONS, step_up=True)
@require_http_methods(["GET", "POST"])
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a further role."""
    user = _visible(request, pk)
    form = PostForm(_posted(request), asker=cast(User, request.user))
    page = _Page(
        _("A further role"), _("The present postings go on. A second person decides."), _ASK()
    )
    return _ask(request, form, page, lambda: form.proposal(Kind.POST, user), user)


@access(Permission.MANAGE_ACCOUNTS, Scope.STATIONS, step_up=True)
@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the end of one posting and the beginning of another."""
    user = _visible(request, pk)
    form = TransferForm(_posted(request), asker=request.user, subject=user)
    page = _Page(
        _("Transfer"),
        _("With the first day of the new posting the old one is over. A second person decides."),
        _ASK(),
    )
    return _ask(request, form, page, lambda: form.proposal(Kind.TRANSFER, user), user)


@access(Permission.MANAGE_ACCOUNTS, Scope.STATIONS, step_up=True)
@require_http_methods(["GET", "POST"])
def new_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a lost phone or key be forgotten, so that the person connects another."""
    page = _Page(
        _("New second factor"),
        _("Speak to the person first: a stranger may say that a phone was lost."),
        _ASK(),
    )
    return _ask_as_he_stands(request, pk, Kind.NEW_FACTOR, page)


@access(Permission.MANAGE_ACCOUNTS, Scope.STATIONS, step_up=True)
@require_http_methods(["GET", "POST"])
def enable(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a disabled account be let in again."""
    page = _Page(_("Enable again"), _("A second person decides."), _ASK())
    return _ask_as_he_stands(request, pk, Kind.ENABLE, page)


@access(Permission.MANAGE_ACCOUNTS, Scope.STATIONS, step_up=True)
@require_http_methods(["GET", "POST"])
def disable(request: HttpRequest, pk: int) -> HttpResponse:
    """End an account's access now, alone, with a reason."""
    user = _visible(request, pk)
    form = ReasonForm(_posted(request))
    page = _Page(
        _("Disable this account"),
        _("It ends with the person's next click. To enable it again takes two persons."),
        _("Disable now"),
        is_danger=True,
    )
    if form.is_bound and form.is_valid():
        because = form.cleaned_data["because"]
        try:
            actions.disable(by=request.user, user=user, because=because, at=timezone.now())
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s is out.") % {"name": user.local_name})
            return redirect("accounts:person", pk=pk)
    return _form_page(request, form, page, user)


@access(Permission.MANAGE_ACCOUNTS, Scope.STATIONS, step_up=True)
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a one-time link, shown once, by which the person chooses his own password."""
    user = _visible(request, pk)
    if request.method == "POST":
        try:
            token = actions.issue_link(by=request.user, user=user, at=timezone.now())
        except actions.Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("accounts:person", pk=pk)
        who = urlsafe_base64_encode(force_bytes(user.pk))
        address = request.build_absolute_uri(reverse("accounts:enrol", args=[who, token]))
        return render(request, "accounts/link.html", {"person": user, "address": address})
    return render(
        request, "accounts/link.html", {"person": user, "refusal": policies.refuse_link(user)}
    )


class _Page:
    """The words of a page that is one form."""

    def __init__(self, title: str, lead: str, button: str, *, is_danger: bool = False) -> None:
        self.title, self.lead, self.button, self.is_danger = title, lead, button, is_danger


def _ASK() -> str:  # noqa: N802
    return _("Ask for it")


def _ask_as_he_stands(request: HttpRequest, pk: int, kind: str, page: _Page) -> HttpResponse:
    """Ask for something that changes nothing of role and place: the request names those he has."""
    user = _visible(request, pk)
    standing = user.postings.standing(timezone.localdate()).with_units().first()
    if standing is None:
        messages.warning(request, _("This person was never posted. Ask for a new account instead."))
        return redirect("accounts:person", pk=pk)
    form = ReasonForm(_posted(request))

    def proposal() -> AccountRequest:
        made = AccountRequest(
            kind=kind, subject=user, role=standing.role, because=form.cleaned_data["because"]
        )
        made.unit = reach.unit_of(request.user, Permission.MANAGE_ACCOUNTS, standing)
        return made

    return _ask(request, form, page, proposal, user)


def _ask(
    request: HttpRequest,
    form: Any,
    page: _Page,
    proposal: Callable[[], AccountRequest],
    user: User | None = None,
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            actions.ask(by=request.user, proposal=proposal(), at=timezone.now())
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It was asked for. A second person decides."))
            return redirect("accounts:person", pk=user.pk) if user else redirect("accounts:asked")
    return _form_page(request, form, page, user)


def _form_page(request: HttpRequest, form: Any, page: _Page, user: User | None) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"form": form, "page": page, "person": user}
    return render(request, "accounts/ask.html", context, status=status)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _visible(request: HttpRequest, pk: int) -> User:
    user: User = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    return user
