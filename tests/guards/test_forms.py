"""A form takes the fields it names and nothing else (ASVS 15.3.3)."""

import ast
from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.requests import AccountRequest
from tests.accounts.account_scenes import Kind, form, hina, opening, transferring
from tests.guards.house import ROOT, packages, python_files, tree

#: What a clever sender would like to set beside the fields he is shown.
EXTRA = {
    "id": "1",
    "is_active": "on",
    "username": "taken-over",
    "password": "chosen-by-somebody-else",
    "session_stamp": "0",
    "kind": "enable",
    "subject": "1",
    "decision": "approved",
    "decided_by": "1",
    "decided_at": "2026-01-01",
    "proposed_by": "1",
    "disabled_at": "",
    "station": "1",
    "until_on": "2099-01-01",
}


def _open_forms(module: ast.Module) -> Iterator[int]:
    """Lines on which a form's Meta takes all fields, or all but some."""
    for node in ast.walk(module):
        if not (isinstance(node, ast.ClassDef) and node.name == "Meta"):
            continue
        for line in node.body:
            if not isinstance(line, ast.Assign):
                continue
            names = {target.id for target in line.targets if isinstance(target, ast.Name)}
            takes_all = isinstance(line.value, ast.Constant) and line.value.value == "__all__"
            if "exclude" in names or ("fields" in names and takes_all):
                yield line.lineno


def _factories(module: ast.Module) -> Iterator[int]:
    """Lines on which a form is made from a model without naming its fields."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and "modelform" in ast.unparse(node.func).lower():
            named = {keyword.arg: keyword.value for keyword in node.keywords}
            fields = named.get("fields")
            is_all = isinstance(fields, ast.Constant) and fields.value == "__all__"
            if fields is None or is_all or "exclude" in named:
                yield node.lineno


def test_no_form_takes_whatever_a_model_has():
    """No `fields = "__all__"`, no `exclude`, in any form of the product."""
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for package in packages()
        for path in python_files(package)
        for find in (_open_forms, _factories)
        for line in find(tree(path))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("class F:\n class Meta:\n  fields = '__all__'", [3]),
        ("class F:\n class Meta:\n  exclude = ('a',)", [3]),
        ("class F:\n class Meta:\n  fields = ('a',)", []),
        ("modelform_factory(User)", [1]),
        ("modelform_factory(User, fields='__all__')", [1]),
        ("forms.modelformset_factory(User, fields=('name',))", []),
    ],
)
def test_the_walk_sees_what_it_should(source, found):
    """The guard itself, on forms as people write them."""
    module = ast.parse(source)
    assert [*_open_forms(module), *_factories(module)] == found


@pytest.mark.django_db
def test_extra_keys_are_not_read_when_asking(cast):
    """What is sent beside the fields of a request changes nothing of it."""
    sent = {**EXTRA, **form(opening(cast))}
    cast.client(cast.ayesha).post(reverse("accounts:open"), sent)
    asked = AccountRequest.objects.get()
    assert (asked.kind, asked.subject, asked.decision) == (Kind.OPEN, None, "")
    assert (asked.decided_by, asked.proposed_by) == (None, cast.ayesha)
    assert (asked.username, asked.station) == ("ISB-4711", cast.kohsar)
    proposal = transferring(cast)
    cast.client(cast.dania).post(
        reverse("accounts:transfer", args=[cast.bilal.pk]), {**EXTRA, **form(proposal)}
    )
    moved = AccountRequest.objects.get(kind=Kind.TRANSFER)
    assert (moved.subject, moved.username, moved.is_waiting) == (cast.bilal, "", True)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["post", "new_factor", "enable", "disable", "link", "person"])
def test_extra_keys_are_not_read_on_a_persons_pages(cast, name):
    """No page about somebody takes his name, his password or another's decision."""
    before = User.objects.values("username", "password", "name").get(pk=cast.bilal.pk)
    sent = {**EXTRA, "role": "front_desk", "unit": f"station:{cast.kohsar.pk}", "because": "Order"}
    sent["from_on"] = f"{timezone.localdate():%Y-%m-%d}"
    cast.client(cast.ayesha).post(reverse(f"accounts:{name}", args=[cast.bilal.pk]), sent)
    assert User.objects.values("username", "password", "name").get(pk=cast.bilal.pk) == before
    for asked in AccountRequest.objects.all():
        assert (asked.subject, asked.decision) == (cast.bilal, "")
        assert (asked.kind, asked.proposed_by) == (name, cast.ayesha)
    assert cast.bilal.postings.get().until_on is None


@pytest.mark.django_db
def test_extra_keys_are_not_read_when_deciding(cast):
    """A decision takes yes or no and a reason; what was asked for stays as it was."""
    sdpo = hina(cast)
    cast.client(cast.ayesha).post(reverse("accounts:open"), form(opening(cast)))
    asked = AccountRequest.objects.get()
    sent = {**EXTRA, "role": "sho", "proposed_by": str(sdpo.pk), "decided_by": str(cast.dania.pk)}
    cast.client(sdpo).post(reverse("accounts:decide", args=[asked.pk]), sent)
    asked.refresh_from_db()
    assert (asked.decided_by, asked.proposed_by, asked.role) == (sdpo, cast.ayesha, "moharrar")
    made = User.objects.get(username="ISB-4711")
    assert not made.has_usable_password()
    assert made.postings.get().until_on is None


@pytest.mark.django_db
def test_extra_keys_are_not_read_by_a_link(cast):
    """A link sets its owner's password and nothing else of anybody."""
    page = cast.client(cast.ayesha).post(reverse("accounts:link", args=[cast.bilal.pk]))
    browser = cast.client(None)
    address = browser.get(page.context["address"])["Location"]
    passphrase = "seven quiet herons over the lake"
    sent = {**EXTRA, "new_password1": passphrase, "new_password2": passphrase}
    browser.post(address, {**sent, "user": str(cast.ayesha.pk)})
    bilal, ayesha = (User.objects.get(pk=one.pk) for one in (cast.bilal, cast.ayesha))
    assert (bilal.username, bilal.check_password(passphrase)) == ("bilal", True)
    assert not ayesha.check_password(passphrase)
