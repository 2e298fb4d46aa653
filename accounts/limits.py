"""How often what needs no account may be tried; allauth counts, in the table of the cache.

One address of a mobile network is many citizens: these stop machines, not people.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from allauth.core.internal import ratelimit
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one app, each under its name: how many in what time, by address or by key.

    '10/m/ip,60/h/ip' is ten a minute and sixty an hour from one address; '3/5m/key' three in five
    minutes for one key.
    """

    app: str
    of: Mapping[str, str]

    def take(
        self, request: HttpRequest | None, limit: str, key: str = ""
    ) -> ratelimit.RateLimitUsage | None:
        """One more try; None where they are used up. What it returns can be given back.

        Without a ``request`` the limit is by key alone.
        """
        return ratelimit.consume(
            request, app=self.app, action=limit, config=self.of, key=key, limit_get=True
        )

    def take_each(self, request: HttpRequest, limit: str, *keys: str) -> bool:
        """One more try for each of the keys, as long as there is one."""
        return all(self.take(request, limit, key) for key in keys)
