"""The receipt of a complaint: an address that opens for half an hour, for whoever lodged it."""

from django.core import signing

from complaints.models import Complaint

GOOD_FOR = 30 * 60
_SALT = "complaints.receipt"


def token_for(complaint: Complaint) -> str:
    """What stands in the address of the receipt."""
    return signing.dumps(complaint.pk, salt=_SALT)


def complaint_of(token: str) -> Complaint | None:
    """The complaint of a receipt, or None when the time is over or the token is not ours."""
    try:
        pk = signing.loads(token, salt=_SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    with_office = Complaint.objects.select_related("category", "station__circle__district__region")
    return with_office.filter(pk=pk).first()
