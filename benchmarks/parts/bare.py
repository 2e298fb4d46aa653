"""A bare Django view that inserts one row, under the same settings and middleware as CASPP."""

from django.contrib.auth.decorators import login_not_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


class Line(models.Model):
    """The one row. The benchmark makes and drops its table."""

    text = models.CharField(max_length=120)

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return self.text


def signed_in(request: HttpRequest) -> HttpResponse:
    """Insert a row for somebody who is signed in, CSRF token checked."""
    Line.objects.create(text=request.POST["text"])
    return HttpResponse(status=302, headers={"Location": "/"})


@login_not_required
@csrf_exempt
def bare(request: HttpRequest) -> HttpResponse:
    """Insert a row for anybody."""
    Line.objects.create(text=request.POST["text"])
    return HttpResponse(status=302, headers={"Location": "/"})


@login_not_required
def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("bare/", bare),
    path("signed-in/", signed_in),
    path("livez", livez),
]
