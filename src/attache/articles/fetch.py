"""Pages and feeds that the user names by URL: with a time-out, a size limit, and no way into the local network.

The address is looked up once and the connection made to just that address, so that a name cannot turn into another
one between the check and the request; each redirect is checked the same way.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

import httpx

from attache.config import Settings
from attache.errors import UnreadableArticle

_AGENT = "attache/0.1 (reads one page at its user's request)"


@dataclass(frozen=True, slots=True)
class Page:
    """What a URL gave: the final URL after redirects, the body, its media type, when (UTC)."""

    url: str
    body: bytes
    media_type: str
    retrieved: str


def fetch(url: str, settings: Settings) -> Page:
    """Get one page. Raises UnreadableArticle with the reason: refused, too large, unreachable, an HTTP error."""
    current = url
    for _ in range(settings.fetch_max_redirects + 1):
        address = checked_address(current, url, settings)
        response, body = _get(current, address, url, settings)
        if response.is_redirect:
            current = urljoin(current, response.headers.get("location", ""))
            continue
        if response.status_code != 200:
            raise UnreadableArticle(url, "http_error", f"the server answered {response.status_code}")
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Page(current, body, media_type, datetime.now(UTC).replace(microsecond=0).isoformat())
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


def _get(current: str, address: str, asked: str, settings: Settings) -> tuple[httpx.Response, bytes]:
    parts = urlsplit(current)
    host = f"[{address}]" if ":" in address else address
    target = parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host).geturl()
    headers = {
        "Host": parts.netloc.rpartition("@")[2],
        "User-Agent": _AGENT,
        "Accept-Encoding": "gzip, deflate",
    }
    extensions = {"sni_hostname": parts.hostname or ""}
    body = bytearray()
    try:
        with (
            httpx.Client(timeout=settings.fetch_timeout_s, follow_redirects=False, trust_env=False) as client,
            client.stream("GET", target, headers=headers, extensions=extensions) as response,
        ):
            for chunk in response.iter_bytes():
                body += chunk
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
