"""Who plays in the tests: officers of two stations, desks of two hotels, and those above them."""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts import sessions
from accounts.models import Posting, User
from accounts.roles import LOCAL_ROLES, Role
from hotel_eye.models import Desk, Hotel
from stations.models import Station

PASSWORD = "a-long-enough-password"
KOHSAR, MARGALLA, CLIFTON = "ISB-KSR", "ISB-MRG", "KHI-CLF"


@dataclass
class Cast:
    """Kohsar is the station of most scenes; Margalla is the stranger in the same district."""

    kohsar: Station
    margalla: Station
    clifton: Station
    ayesha: User  # SHO of Kohsar
    bilal: User  # moharrar of Kohsar
    chaudhry: User  # SHO of Margalla
    dania: User  # DPO of Islamabad
    ehsan: User  # desk of the Margalla View Hotel, in Kohsar
    farah: User  # desk of the Shalimar Guest House, in Margalla
    hotel: Hotel
    other_hotel: Hotel

    def client(self, user: User | None) -> Client:
        """A browser in which this person is signed in; None for nobody."""
        client = Client()
        if user is not None:
            sign_in(client, user)
        return client


def engage() -> Cast:
    """Make the cast; the map must be loaded."""
    stations = {station.code: station for station in Station.objects.with_place()}
    kohsar, margalla, clifton = (stations[code] for code in (KOHSAR, MARGALLA, CLIFTON))
    hotel = make_hotel("Margalla View Hotel", kohsar)
    other_hotel = make_hotel("Shalimar Guest House", margalla)
    cast = Cast(
        kohsar=kohsar,
        margalla=margalla,
        clifton=clifton,
        ayesha=make_officer("ayesha", Role.SHO, station=kohsar),
        bilal=make_officer("bilal", Role.MOHARRAR, station=kohsar),
        chaudhry=make_officer("chaudhry", Role.SHO, station=margalla),
        dania=make_officer("dania", Role.DPO, district=kohsar.circle.district),
        ehsan=make_officer("ehsan", Role.HOTEL_OPERATOR),
        farah=make_officer("farah", Role.HOTEL_OPERATOR),
        hotel=hotel,
        other_hotel=other_hotel,
    )
    yesterday = timezone.localdate() - timedelta(days=1)
    Desk.objects.create(user=cast.ehsan, hotel=hotel, from_on=yesterday)
    Desk.objects.create(user=cast.farah, hotel=other_hotel, from_on=yesterday)
    return cast


def sign_in(client: Client, user: User, *, factor: bool = True, notice: bool = True) -> None:
    """Sign this person in as if by password and, where asked for, factor and notice.

    The database raised the stamp when the person was posted: the session must match it.
    """
    user.refresh_from_db()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    sessions.begin(session)
    session.update(fresh_proof(user, factor=factor))
    session[sessions.NOTICE] = notice
    session.save()


def fresh_proof(user: User, *, factor: bool = True) -> dict[str, Any]:
    """What the session of somebody holds who has just given his password, and his factor."""
    proofs = [{"method": "password", "at": time.time()}]
    if factor:
        proofs.append({"method": "mfa", "type": "totp", "at": time.time()})
    return {
        "account_authentication_methods": proofs,
        "account_authentication_methods_user": str(user.pk),
    }


def make_officer(username: str, role: str, **unit: Any) -> User:
    """Somebody with a role at a place since yesterday; at Kohsar where a place is a must."""
    if role in LOCAL_ROLES and not unit:
        unit = {"station": Station.objects.get(code=KOHSAR)}
    user = User.objects.create_user(username, PASSWORD, name=username.title())
    Posting.objects.create(
        user=user, role=role, from_on=timezone.localdate() - timedelta(days=1), **unit
    )
    return user


def make_hotel(name: str, station: Station) -> Hotel:
    """A hotel that belongs to the station."""
    return Hotel.objects.create(
        name=name,
        station=station,
        address="7 Jinnah Avenue",
        phone="051-5550100",
        registered_on=timezone.localdate() - timedelta(days=400),
    )
