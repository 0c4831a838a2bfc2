"""What stands before every request: whose host it names, whether it may come in, how large it is; and what goes out with every
answer. Plain ASGI, so that streams stay streams."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "attache_token"
LARGEST_BODY = 20_000_000  # bytes of one request: an upload
#: No inline script, no foreign host. Styles that charts set on elements are attributes, which need 'unsafe-inline' for styles alone.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_TRIES, _WINDOW_S = 10, 60.0  # wrong tokens of one address, and in how long
_READING = ("GET", "HEAD", "OPTIONS")


class Guard:
    """``hosts``: names that a request may be addressed to, so that no page of another name reaches a server on loopback.
    ``token``: what a request must carry, as a bearer token or, after ``/?token=``, in a cookie; None where only this machine
    can connect."""

    def __init__(self, app: App, *, hosts: Sequence[str], token: str | None = None) -> None:
        self._app, self._token = app, token
        self._hosts = {host.lower() for host in hosts}
        self._wrong: dict[str, deque[float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await _problem(send, *refusal)
            return
        if self._token is not None:
            entry = self._enter(scope, headers)
            if isinstance(entry, bytes):
                await _answer(send, 303, b"", (b"location", b"/"), (b"set-cookie", entry))
                return
            if entry is not None:
                await _problem(send, *entry)
                return
        await self._app(scope, _limited(receive), _Dressed(send, scope, headers))

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str, str] | None:
        host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
        if "*" not in self._hosts and host.lower() not in self._hosts:
            return 421, "Misdirected", f"This server does not answer to {host or 'no name'}; start it with --host."
        if scope["method"] not in _READING:
            origin = headers.get("origin")
            site = headers.get("sec-fetch-site", "same-origin")
            foreign = origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
            if foreign or site not in ("same-origin", "none"):
                return 403, "Forbidden", "Another site's page may not change anything here."
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > LARGEST_BODY:
            return (
                413,
                "Too large",
                f"A request holds at most {LARGEST_BODY // 1_000_000} MB; use `attache code` for more.",
            )
        return None

    def _enter(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str, str] | bytes | None:
        """None: come in. Bytes: the cookie to set, for a right token in the address."""
        assert self._token is not None
        address = scope["client"][0] if scope.get("client") else ""
        now = time.monotonic()
        tries = self._wrong.setdefault(address, deque())
        while tries and now - tries[0] > _WINDOW_S:
            tries.popleft()
        if len(tries) >= _TRIES:
            return 429, "Too many tries", "Too many wrong tokens from this address; wait a minute."
        in_address = (
            parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0] if scope["path"] == "/" else ""
        )
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        given = in_address or bearer or _cookie(headers.get("cookie", ""))
        if given and hmac.compare_digest(given.encode(), self._token.encode()):
            if in_address:
                return f"{COOKIE}={self._token}; Path=/; HttpOnly; SameSite=Strict".encode()
            return None
        if given:
            tries.append(now)
        return (
            401,
            "Unauthorized",
            "Open the address that `attache serve` printed, or send its token as a bearer token.",
        )


def _cookie(header: str) -> str:
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value
    return ""


def _limited(receive: Receive) -> Receive:
    """A body that grows over the limit without saying so is cut off."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST_BODY:
            return {"type": "http.disconnect"}
        return message

    return limited


class _Dressed:
    """Sends with the headers of every answer; JSON that was asked for with GET gets an entity tag, and 304 where it is known."""

    def __init__(self, send: Send, scope: Scope, headers: dict[str, str]) -> None:
        self._send = send
        self._known = headers.get("if-none-match")
        self._tagged = scope["method"] == "GET" and scope["path"].startswith("/api/")
        self._held: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *_HEADERS]
            kind = dict(message["headers"]).get(b"content-type", b"")
            if self._tagged and message["status"] == 200 and kind.startswith(b"application/json"):
                self._held = message
                return
        elif self._held is not None:
            start, self._held = self._held, None
            if not message.get("more_body"):
                tag = f'"{hashlib.sha256(message["body"]).hexdigest()[:24]}"'
                start["headers"] += [(b"etag", tag.encode()), (b"cache-control", b"no-cache")]
                if self._known == tag:
                    start["status"] = 304
                    start["headers"] = [
                        (n, v) for n, v in start["headers"] if n not in (b"content-length", b"content-type")
                    ]
                    message = {**message, "body": b""}
            await self._send(start)
        await self._send(message)


async def _problem(send: Send, status: int, title: str, detail: str) -> None:
    body = json.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail}).encode()
    await _answer(send, status, body, (b"content-type", b"application/problem+json"))


async def _answer(send: Send, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length, *_HEADERS]})
    await send({"type": "http.response.body", "body": body})
