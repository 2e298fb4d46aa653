"""Whether a draft may be changed now; a refusal is a sentence for the screen."""

from datetime import datetime

from django.utils.translation import gettext as _

from firs.models import Draft


def refuse_change(draft: Draft, *, seen: datetime) -> str | None:
    """Why the draft cannot be saved: somebody else saved it after this person read it."""
    if draft.changed_at == seen:
        return None
    return _(
        "%(officer)s has saved this draft meanwhile. Compare it in a second window, then save "
        "again: what you typed is still here."
    ) % {"officer": draft.changed_by.local_name}
