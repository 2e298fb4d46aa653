"""Who is let in by a password, and who is locked out after five failures."""

from typing import Any

from axes.backends import AxesStandaloneBackend
from axes.exceptions import AxesBackendPermissionDenied
from django.contrib.auth import get_user_model


class LockBackend(AxesStandaloneBackend):  # type: ignore[misc]
    """Refuses a locked name at its address, in the time that a wrong password takes."""

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        try:
            return super().authenticate(request, **credentials)
        except AxesBackendPermissionDenied:
            # The same slow hash as for everybody: a quick refusal would tell of the lock.
            get_user_model()().set_password(credentials.get("password"))
            raise
