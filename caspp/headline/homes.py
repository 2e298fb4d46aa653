"""Where people come to the police: by the size of a district, to Kohsar as to no other station."""

from collections import defaultdict
from collections.abc import Sequence

from caspp import demo
from stations.models import Station
from synthetic.districts import district_named
from synthetic.stock import Weighted

#: The share of everything that the demonstration's station has.
KOHSAR_SHARE = 0.02

Homes = dict[str, tuple[float, Weighted[Station]]]


def homes_of(stations: Sequence[Station]) -> Homes:
    """District → how many come there, and to which station; Kohsar has its share of all."""
    by_district = defaultdict(list)
    for station in stations:
        by_district[station.circle.district.name].append(station)
    weights = {name: max(district_named(name).population, 30.0) for name in by_district}
    of_kohsar = KOHSAR_SHARE * sum(weights.values())
    homes = {}
    for name, members in by_district.items():
        codes = {station.code for station in members}
        if demo.STATION in codes:
            # The other stations of its district keep something, however large its share is.
            weights[name] = max(weights[name], 1.25 * of_kohsar)
        rest = weights[name] - (of_kohsar if demo.STATION in codes else 0)
        each = rest / max(len(members) - (demo.STATION in codes), 1)
        drawn = Weighted([(one, of_kohsar if one.code == demo.STATION else each)
                          for one in members])  # fmt: skip
        homes[name] = (weights[name], drawn)
    return homes
