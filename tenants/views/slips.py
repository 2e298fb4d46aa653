"""What every reader of a registration sees of it: its slip on screen and on paper."""

from typing import Any

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from audit.actions import record
from documents import qr
from filings import papers
from filings.models import Receipt
from tenants import told
from tenants.models import Tenancy


def found(rows: Any, pk: int) -> Tenancy:
    """The registration with its people and place loaded; 404 where it is not among ``rows``."""
    return only(rows.filter(pk=pk))


def only(rows: Any) -> Tenancy:
    """The one registration there is among ``rows``, loaded as well; 404 where there is none."""
    loaded = rows.with_people().select_related(
        "place", "rule", "annulled_by", "filed_by", "station__circle__district"
    )
    tenancy: Tenancy = get_object_or_404(loaded)
    return tenancy


def receipts_of(tenancy: Tenancy) -> list[Receipt]:
    """Its receipts, the first version first."""
    rows = Receipt.objects.of_source(tenancy).select_related(
        "received_from", "station__circle__district__region__province"
    )
    return list(rows)


def context_of(request: HttpRequest, tenancy: Tenancy) -> dict[str, Any]:
    """What the page of one registration shows; looking at it is an event."""
    with transaction.atomic():
        record(by=request.user, action="tenants.opened", target=tenancy, at=timezone.now())
    receipts = receipts_of(tenancy)
    paper = told.paper_of(tenancy, receipts[-1], request, language=request.LANGUAGE_CODE[:2])
    visits = tenancy.visits.select_related("assigned_to", "visited_by").order_by("-pk")
    return {
        "tenancy": tenancy,
        "people": tenancy.people.all(),
        "receipt": receipts[-1],
        "history": told.history(receipts),
        "facts": papers.head(paper),
        "picture": qr.picture(paper.check.address),
        "visits": list(visits),
    }


def pdf_of(request: HttpRequest, tenancy: Tenancy) -> HttpResponse:
    """The slip on paper."""
    with transaction.atomic():
        record(by=request.user, action="tenants.slip_printed", target=tenancy, at=timezone.now())
    receipt = receipts_of(tenancy)[-1]
    paper = told.paper_of(tenancy, receipt, request, language=request.LANGUAGE_CODE[:2])
    response = HttpResponse(papers.pdf(paper), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{receipt.number}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def agreement_of(request: HttpRequest, tenancy: Tenancy) -> FileResponse:
    """The photograph of the agreement; 404 where there is none. Looking at it is an event."""
    if not tenancy.agreement:
        raise Http404
    with transaction.atomic():
        record(by=request.user, action="tenants.agreement_seen", target=tenancy, at=timezone.now())
    # A picture of ours: nothing in it is to be guessed at, run, or kept by the browser.
    return FileResponse(
        tenancy.agreement.open(),
        content_type="image/jpeg",
        headers={
            "Content-Disposition": "inline",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )
