"""Where a platform is: an address that a token may be sent to."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from grader.errors import RemoteRefused
from grader.model import Text

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_ODD = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Place:
    """Who answers at an address: what a token is good for, and nothing else gets it."""

    scheme: str
    host: str
    port: int

    @property
    def is_here(self) -> bool:
        """Whether it is this machine, which no network lies before."""
        return self.host in _HERE


@dataclass(frozen=True, slots=True)
class Site:
    """A platform's address, without a slash at its end."""

    address: str
    place: Place


def place_of(url: str) -> Place | None:
    """Return who answers at an address; None for what is no address of the web."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        odd = _ODD.search(url) or parts.username is not None or not parts.hostname
    except ValueError:
        return None
    if odd or not port or parts.scheme not in _PORTS:
        return None
    return Place(parts.scheme, parts.hostname or "", port)


def read_site(written: str) -> Site:
    """Read what `--site` says. Raises RemoteRefused for what a token may not be sent to."""
    address = written.strip().rstrip("/")
    place = place_of(address)
    if place is None or "?" in address or "#" in address:
        raise RemoteRefused(Text("remote.no_address", {"site": written}))
    if place.scheme != "https" and not place.is_here:
        raise RemoteRefused(Text("remote.not_https", {"site": written}))
    return Site(address, place)


def may_be_asked(url: str, site: Site) -> bool:
    """Tell whether an address that a site gave may be asked at all.

    No plain http, and nothing on this machine, but where the site itself is here.
    """
    place = place_of(url)
    if place is None or (place.is_here and not site.place.is_here):
        return False
    return place.scheme == "https" or place.is_here
