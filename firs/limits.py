"""How often an informant's own pages may be tried without an account (`accounts.limits`)."""

from accounts.limits import Limits

#: By what is tried: how many in what time, for one address or for one key.
LIMITS = {
    # By number and by phone, so the address counts twice.
    "code": "20/m/ip,3/5m/key,12/d/key",
    # Each is a paper that is set anew.
    "copy": "60/h/ip,10/h/key",
}

_limits = Limits("firs", LIMITS)
take, take_each = _limits.take, _limits.take_each
