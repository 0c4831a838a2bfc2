"""Pages and feeds that the user names by URL: with a time-out, a size limit, and no way into the local network.

The address is looked up once and the connection made to just that address, so that a name cannot turn into another
one between the check and the request; each redirect is checked the same way.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import httpx

from attache.config import Settings
from attache.errors import UnreadableArticle

_PATIENCE = 3  # time-outs that a whole answer may take
_AGENT = "attache/0.1 (reads one page at its user's request)"


@dataclass(frozen=True, slots=True)
class Page:
    """What a URL gave: the final URL after redirects, the body, its media type, when (UTC), and its version as the server names
    it. ``status`` is 200, or 304 where it is still the version that was asked with."""

    url: str
    body: bytes
    media_type: str
    retrieved: str
    status: int = 200
    etag: str | None = None
    modified: str | None = None


def fetch(url: str, settings: Settings, *, etag: str | None = None, modified: str | None = None) -> Page:
    """Get one page, or hear that it is still of the version ``etag`` or ``modified``. Raises UnreadableArticle with the reason:
    refused, too large, unreachable, an HTTP error, or slow_down where the server asks for it (with ``retry_after_s``)."""
    current = url
    asked_with = {"If-None-Match": etag, "If-Modified-Since": modified}
    known = {name: value for name, value in asked_with.items() if value}
    for _ in range(settings.fetch_max_redirects + 1):
        address = checked_address(current, url, settings)
        response, body = _get(current, address, url, settings, known)
        if response.has_redirect_location:
            current = urljoin(current, response.headers.get("location", ""))
            continue
        if response.status_code in (429, 503):
            raise SlowDown(url, response.status_code, _seconds(response.headers.get("retry-after", "")))
        if response.status_code != 200 and not (response.status_code == 304 and known):
            raise UnreadableArticle(url, "http_error", f"the server answered {response.status_code}")
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        now = datetime.now(UTC).replace(microsecond=0).isoformat()
        version = response.headers.get("etag"), response.headers.get("last-modified")
        return Page(current, body, media_type, now, response.status_code, *version)
    raise UnreadableArticle(url, "redirects", f"more than {settings.fetch_max_redirects} redirects")


def checked_address(current: str, asked: str, settings: Settings) -> str:
    """The address behind a URL's name. Raises UnreadableArticle where it may not be connected to."""
    parts = urlsplit(current)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UnreadableArticle(asked, "bad_url", f"{current!r} is no http or https address")
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 0, type=socket.SOCK_STREAM)
    except (OSError, ValueError, UnicodeError) as error:
        raise UnreadableArticle(asked, "unreachable", f"{parts.hostname} cannot be found ({error})") from error
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    for address in addresses:
        if not settings.fetch_private and not ipaddress.ip_address(address).is_global:
            raise UnreadableArticle(
                asked,
                "private_address",
                f"{parts.hostname} is {address}, an address of the local network; set fetch_private = true to allow it",
            )
    return addresses[0]


def post_json(url: str, message: object, settings: Settings) -> None:
    """Send a message to an address that a user named, with the same care: never into the local network, to the very address that
    was checked, no redirects. Raises UnreadableArticle where it is not taken."""
    target, headers, extensions = _target(url, checked_address(url, url, settings))
    try:
        answer = httpx.Client(timeout=settings.fetch_timeout_s, trust_env=False).post(
            target, json=message, headers=headers, extensions=extensions
        )
    except httpx.HTTPError as error:
        raise UnreadableArticle(url, "unreachable", f"the request failed ({error})") from error
    if not answer.is_success:
        raise UnreadableArticle(url, "http_error", f"the server answered {answer.status_code}")


def _target(url: str, address: str) -> tuple[str, dict[str, str], dict[str, str]]:
    """Address, headers and TLS name of a request that goes to ``address`` and nowhere else."""
    parts = urlsplit(url)
    host = f"[{address}]" if ":" in address else address
    target = parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host).geturl()
    headers = {"Host": parts.netloc.rpartition("@")[2], "User-Agent": _AGENT}
    return target, headers, {"sni_hostname": parts.hostname or ""}


class SlowDown(UnreadableArticle):
    """The server asks to be left alone for a while."""

    def __init__(self, url: str, status: int, retry_after_s: float | None) -> None:
        super().__init__(url, "slow_down", f"the server answered {status}: it asks to be asked less")
        self.status, self.retry_after_s = status, retry_after_s


def _seconds(retry_after: str) -> float | None:
    """Seconds of a Retry-After header, which may be a date."""
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _get(
    current: str, address: str, asked: str, settings: Settings, known: Mapping[str, str]
) -> tuple[httpx.Response, bytes]:
    target, headers, extensions = _target(current, address)
    headers |= {"Accept-Encoding": "gzip, deflate", **known}
    body = bytearray()
    # The client's own time-out is for each piece: a server that sends a byte a second would never come to it.
    deadline = time.monotonic() + _PATIENCE * settings.fetch_timeout_s
    try:
        with (
            httpx.Client(timeout=settings.fetch_timeout_s, follow_redirects=False, trust_env=False) as client,
            client.stream("GET", target, headers=headers, extensions=extensions) as response,
        ):
            for chunk in response.iter_bytes():
                body += chunk
                if time.monotonic() > deadline:
                    waited = _PATIENCE * settings.fetch_timeout_s
                    raise UnreadableArticle(asked, "timeout", f"the answer was not whole after {waited:g} s")
                if len(body) > settings.fetch_max_bytes:
                    raise UnreadableArticle(
                        asked,
                        "too_large",
                        f"more than {settings.fetch_max_bytes:,} bytes; raise fetch_max_bytes",
                    )
    except httpx.TimeoutException as error:
        raise UnreadableArticle(asked, "timeout", f"no answer in {settings.fetch_timeout_s:g} s") from error
    except httpx.HTTPError as error:
        raise UnreadableArticle(asked, "unreachable", f"the request failed ({error})") from error
    return response, bytes(body)
