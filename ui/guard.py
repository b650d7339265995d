"""Stands between the network and the page: an ASGI application around all that Gradio serves.

    who asks     the page itself, or someone who opens it. A name that was bent to this machine (DNS rebinding) is refused, and so
                 is whatever another page in the same browser sends (cross-site requests); where a password is set, who has it not
    what for     the few paths that the page uses. The rest of Gradio is not there: files by path, addresses fetched for others,
                 the API, run history, deep links, recordings, the editor
    how much     each path's body is bounded, whether its length was announced or not
    what goes    headers that let the browser run, load and send nothing but the page's own, and keep none of it

It does not protect from other programs on this computer: they can ask just as the page does.
"""

import hashlib
import ipaddress
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.door import Door, Refusal

TEXT_BYTES = 20 * 2**20
"""The most that what is typed may take: a paste of 10 MB, each line break written as two characters, still gets its answer."""
UPLOAD_BYTES = 512 * 2**20
"""The most that the files handed in at once may take; each alone is bounded by Gradio (server.FILE_SIZE)."""

READ, WRITE = frozenset({"GET", "HEAD"}), frozenset({"POST"})
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_ANY = frozenset({"0.0.0.0", "[::]"})
# what a proxy would say; there is none, and Gradio would build the page's addresses from it
_FROM_PROXIES = re.compile(rb"forwarded|x-forwarded-.*|x-gradio-.*")
_INLINE = re.compile(rb"<script(?:\s(?![^>]*\bsrc=)[^>]*)?>(.*?)</script>", re.DOTALL)

_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # no-referrer lets some browsers send "Origin: null" with the page's own posts, which could not be told from another's
    "referrer-policy": "same-origin",
    # a browser may look up the names in links before anyone follows one
    "x-dns-prefetch-control": "off",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=()",
}
# Gradio needs eval for the js of its events, and inline styles; inline scripts run only where their hash is named
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'{hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)

_NOT_THIS_NAME = Refusal(403, "Hearth does not answer to that name. Open it at the address that it showed you.")
_NOT_THIS_PAGE = Refusal(403, "Hearth answers its own page only, not another one in the same browser.")
_NOT_HERE = Refusal(404, "There is nothing here.")
_TOO_MUCH = Refusal(413, "That is more than Hearth takes at once. Send the part that matters most, or fewer files.")


@dataclass(frozen=True)
class Route:
    """A path that is answered, by which methods, and how much its body may take."""

    path: re.Pattern[str]
    methods: frozenset[str]
    most_bytes: int = 0
    kept: bool = False  # may the browser keep it: Gradio's own code, the same for everyone


def route(path: str, *given: Any) -> Route:
    """Return the Route of a path, a regular expression."""
    return Route(re.compile(path, re.ASCII), *given)


_PAGE = "/"
_ROUTES = (
    route(_PAGE, READ),
    route(r"/(?:assets|static)/[\w@+-][\w@+./-]*", READ, 0, True),
    route(r"/theme\.css|/favicon\.ico", READ),
    route(r"/gradio_api/(?:heartbeat/\w+|queue/data|upload_progress|app_id)", READ),
    route(r"/gradio_api/(?:queue/join|run/predict|cancel|reset)", WRITE, TEXT_BYTES),
    route(r"/gradio_api/upload", WRITE, UPLOAD_BYTES),
)


class Guard:
    """An ASGI application that judges each request before `app` sees it, and dresses each answer.

    `host` and `port` are what it is served on; `door` asks for a password, if there is one; `head` is put first into the
    page's head: Gradio would add it only once its own code has loaded. `language` is the page's: screen readers choose their
    voice by it. `routes` are what is answered, the page's own if none are given; `error` is the key under which JSON says why
    not: the page shows what stands under "detail".
    """

    def __init__(
        self,
        app: ASGIApp,
        host: str,
        port: int,
        *,
        door: Door | None = None,
        head: str = "",
        language: str = "en",
        routes: Sequence[Route] = (),
        error: str = "detail",
    ) -> None:
        self._app = app
        self._routes = routes or _ROUTES
        self._error = error
        self._any_address = host in _ANY
        names = _LOOPBACK | {host}
        self._hosts = {f"{name}:{port}" for name in names} | (names if port == 80 else set())
        self._port = port
        self._door = door
        self._head = f"<head>{head}".encode()
        self._language = f'lang="{language}"'.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI has it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # the page speaks no WebSocket
            await send({"type": "websocket.close", "code": 1008})
            return
        route = self._find(scope["path"], scope["method"])
        refusal = self._judge(scope, route)
        if refusal is not None or route is None:
            await self._refuse(refusal or _NOT_HERE, scope, receive, send)
            return
        scope = dict(scope)
        scope["headers"] = [one for one in scope["headers"] if not _FROM_PROXIES.fullmatch(one[0])]
        if scope["path"] == _PAGE:
            await self._pass_page(scope, receive, send, route)
        else:
            await self._pass(scope, receive, send, route)

    def _judge(self, scope: Scope, route: Route | None) -> Refusal | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._is_ours(hosts[0].lower()):
            return _NOT_THIS_NAME
        if not (_is_own(headers, hosts[0]) or _is_visit(scope, headers)):
            return _NOT_THIS_PAGE
        if self._door is not None:
            client = scope.get("client") or ("", 0)
            refusal = self._door.judge(headers.get("authorization", ""), client[0])
            if refusal is not None:
                return refusal
        if route is not None and _announced(headers) > route.most_bytes:
            return _TOO_MUCH
        return None

    def _is_ours(self, host: str) -> bool:
        if host in self._hosts:
            return True
        # rebinding needs a name: an address in figures is where the browser really went
        name, _, port = host.rpartition(":")
        return self._any_address and port == str(self._port) and _is_address(name)

    async def _pass_page(self, scope: Scope, receive: Receive, send: Send, route: Route) -> None:
        """Let the page through whole, with the hashes of the inline scripts that it comes with in its policy."""
        # an answer packed for the browser could not be read here; a query could name a saved state (deep links)
        scope["headers"] = [one for one in scope["headers"] if one[0] != b"accept-encoding"]
        scope["query_string"] = b""
        start: Message = {}
        body = bytearray()

        async def gather(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            whole = bytes(body).replace(b'lang="en"', self._language, 1).replace(b"<head>", self._head, 1)
            headers = MutableHeaders(scope=start)
            headers["content-security-policy"] = _policy({_hash(one) for one in _INLINE.findall(whole)})
            if whole:
                headers["content-length"] = str(len(whole))
            await send(start)
            await send({"type": "http.response.body", "body": whole})

        await self._pass(scope, receive, gather, route)

    async def _pass(self, scope: Scope, receive: Receive, send: Send, route: Route) -> None:
        """Let a request through: its body up to what the route takes, its answer dressed."""
        taken, started, refused = 0, False, False

        async def bounded() -> Message:
            nonlocal taken, refused
            if refused:
                return {"type": "http.disconnect"}
            message = await receive()
            taken += len(message.get("body", b""))
            if taken <= route.most_bytes:
                return message
            refused = True
            if not started:
                await self._refuse(_TOO_MUCH, scope, receive, send)
            return {"type": "http.disconnect"}

        async def dressed(message: Message) -> None:
            nonlocal started
            if refused:
                return
            if message["type"] == "http.response.start":
                started = True
                _dress(MutableHeaders(scope=message), kept=route.kept and message["status"] == 200)
            await send(message)

        try:
            await self._app(scope, bounded, dressed)
        except Exception:
            if not refused:  # what was cut off in the middle complains
                raise

    async def _refuse(self, refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        response: Response
        if self._error != "detail" or headers.get("content-type", "").startswith("application/json"):
            response = JSONResponse({self._error: refusal.line}, refusal.status)
        else:
            response = PlainTextResponse(f"{refusal.line}\n", refusal.status)
        response.headers.update(refusal.headers)
        _dress(response.headers, kept=False)
        await response(scope, receive, send)

    def _find(self, path: str, method: str) -> Route | None:
        if ".." in path:
            return None
        return next((one for one in self._routes if method in one.methods and one.path.fullmatch(path)), None)


def _dress(headers: MutableHeaders, *, kept: bool) -> None:
    for name in [name for name in headers if name.startswith("access-control-")]:
        del headers[name]
    headers.update(_HEADERS)
    headers["content-security-policy"] = _policy(())
    if not kept:
        headers["cache-control"] = "no-store"


def _is_own(headers: Headers, host: str) -> bool:
    """Say whether nothing in a request tells of another page. Programs that are no browser send none of the three."""
    own = f"http://{host}"
    referer = headers.get("referer")
    return (
        all(one == own for one in headers.getlist("origin"))
        and (referer is None or referer == own or referer.startswith(f"{own}/"))
        # "same-site" is another port of this machine: another program's page
        and headers.get("sec-fetch-site", "none") in ("same-origin", "none")
    )


def _is_visit(scope: Scope, headers: Headers) -> bool:
    """Say whether someone follows a link to the page: it is opened on its own, and nothing of it is given to where they were."""
    return (
        scope["path"] == _PAGE
        and scope["method"] in READ
        and "origin" not in headers
        and headers.get("sec-fetch-mode", "navigate") == "navigate"
        and headers.get("sec-fetch-dest", "document") == "document"
    )


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name[1:-1] if name.startswith("[") and name.endswith("]") else name)
    except ValueError:
        return False
    return True


def _announced(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if re.fullmatch(r"[0-9]{1,15}", length) else UPLOAD_BYTES + 1


def _policy(hashes: Sequence[str] | set[str]) -> str:
    return _POLICY.format(hashes="".join(f" '{one}'" for one in sorted(hashes)))


def _hash(script: bytes) -> str:
    return f"sha256-{b64encode(hashlib.sha256(script).digest()).decode()}"
