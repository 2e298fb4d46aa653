"""How often what needs no account may be tried (`accounts.limits`)."""

from accounts.limits import Limits

#: By what is tried: how many in what time, for one address or for one key.
LIMITS = {
    "begin": "60/h/ip",
    "come_back": "10/m/ip,60/h/ip",
    "send": "30/h/ip",
    "keep": "300/m/ip",
    "file": "300/h/ip",
    # Parts of 20 Mbit a second. Whoever is over it waits; nothing of his is lost.
    "part": "600/m/ip",
    # By number and by digits or phone, so the address counts twice.
    "track": "60/m/ip,10/15m/key",
    "track_code": "20/m/ip,3/5m/key,12/d/key",
    # Wrong digits only. Who has all day guesses a number; beyond this a code is the way.
    "wrong_digits": "20/d/key,200/d/ip",
}

_limits = Limits("complaints", LIMITS)
take, take_each = _limits.take, _limits.take_each
