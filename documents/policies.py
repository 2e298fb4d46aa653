"""May this be done with a paper now? A sentence for the screen says why not; None is yes."""

from django.utils.translation import gettext as _

from documents.models import Paper


class Refused(Exception):
    """The act cannot be done now; the message is a sentence for the screen."""


def refuse_revoking(paper: Paper, *, because: str) -> str | None:
    """Why the paper cannot be revoked."""
    if paper.revoked_at is not None:
        return _("This paper is revoked already.")
    if not because.strip():
        return _("Say why the paper is revoked.")
    return None
