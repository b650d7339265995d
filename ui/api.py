"""Hearth's five jobs for other programs, over HTTP on this computer: the shapes of the command line, described by OpenAPI.

Stateless: nothing of a person's space can be reached, and no talk is kept. The guard stands before it (api_server.py). It serves
/openapi.json and no page: FastAPI's own would fetch scripts from elsewhere.
"""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any, Literal, TypeVar

from anyio import CancelScope, CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from coach import __version__
from coach.errors import CoachError, InputError
from coach.failures import USAGE, report
from coach.inputs import MAX_READ, clean
from coach.messages import (
    TONES,
    AskReply,
    Done,
    Event,
    Message,
    Notice,
    PlanReply,
    RewriteKind,
    RewriteReply,
    Sources,
    Text,
    Tone,
    as_json,
)
from coach.shapes import ScreenReply, SearchReply, finished, screened, searched
from coach.turn import Coach
from knowledge.errors import KnowledgeError
from knowledge.schema import Audience

MOST_JOBS = 32
"""How many answers, rewrites and plans are worked on or wait at a time; whoever comes then is told to come back."""
_SEARCHES = 8  # at a time; the others wait
_MOST_SAID = 40
_FULL = "Too many others are waiting. Try again in a moment."
T = TypeVar("T")
_QUIET = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}


class _Given(BaseModel):
    """What every job is given."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(description="What the person wrote.")
    id: str = Field(default="", max_length=200, description="Given back as it is.")


class Said(BaseModel):
    """One utterance of a talk."""

    role: Literal["user", "assistant"]
    content: str = Field(max_length=MAX_READ)


def _bounded(history: list[Said]) -> list[Said]:
    if sum(len(one.content) for one in history) > MAX_READ:
        raise PydanticCustomError("too_long", f"should have at most {MAX_READ} characters in all")
    return history


class AskGiven(_Given):
    """A question, and the talk before it."""

    role: Audience | None = Field(default=None, description="Who is asking; answers fit it.")
    history: Annotated[list[Said], AfterValidator(_bounded)] = Field(
        default=[], max_length=_MOST_SAID, description="What was said before, oldest first."
    )
    stream: bool = Field(default=False, description="Send the answer as it is written, as server-sent events.")


class RewriteGiven(_Given):
    """A message that is about to be sent."""

    tone: Literal["gentle", "direct", "brief", "all"] = "gentle"
    kind: RewriteKind = Field(default="i-statement", description="What the message is meant to be.")


class PlanGiven(_Given):
    """Where the two stand."""

    role: Audience | None = None


class SearchGiven(_Given):
    """What to look for."""

    top_k: int = Field(default=5, ge=1, le=100)


_FIELDS = {name for one in (AskGiven, RewriteGiven, PlanGiven, SearchGiven) for name in one.model_fields}


class ErrorReply(BaseModel):
    """Why there is no answer, in one line."""

    error: str


def build(coach: Coach) -> FastAPI:
    """Return the application; every job goes through `coach`, and so through the safety screen first."""
    api = FastAPI(
        title="Hearth",
        version=__version__,
        description="Ask, rewrite, plan, screen and search, on this computer.",
        docs_url=None,
        redoc_url=None,
        telemetry=_QUIET,  # type: ignore[arg-type]
        responses={status: {"model": ErrorReply} for status in (400, 401, 403, 413, 422, 429, 500)},
    )
    _answer_errors(api)
    jobs, searches = _Jobs(MOST_JOBS), CapacityLimiter(_SEARCHES)

    @api.post(
        "/ask",
        response_model=AskReply,
        responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    )
    async def ask(given: AskGiven, request: Request) -> Any:
        """Answer a question from the guides, with sources. With `stream`: events text, sources, notice and done."""

        def events(cancel: threading.Event) -> Generator[Event, None, None]:
            yield from coach.ask(given.text, _talk(given.history), id=given.id, role=given.role, cancel=cancel)

        if given.stream:
            return _Streamed(jobs, request, events)
        return await jobs.done(request, lambda cancel: finished(events(cancel)))

    @api.post("/rewrite", response_model=RewriteReply)
    async def rewrite(given: RewriteGiven, request: Request) -> Any:
        """Turn a message full of blame into one that one would really send."""
        tones: tuple[Tone, ...] = TONES if given.tone == "all" else (given.tone,)
        return await jobs.done(
            request,
            lambda cancel: finished(coach.rewrite(given.text, tones, given.kind, id=given.id, cancel=cancel)),
        )

    @api.post("/plan", response_model=PlanReply)
    async def plan(given: PlanGiven, request: Request) -> Any:
        """Pick a few small practices for this week."""
        return await jobs.done(
            request, lambda cancel: finished(coach.plan(given.text, id=given.id, role=given.role, cancel=cancel))
        )

    @api.post("/screen", response_model=ScreenReply)
    async def screen(given: _Given) -> Any:
        """Say whether someone in a text may be in danger, and who can help."""
        return _json(await run_sync(screened, coach, given.text, given.id))

    @api.post("/search", response_model=SearchReply)
    async def search(given: SearchGiven) -> Any:
        """Find passages in the guides and in the person's own documents."""
        return _json(await run_sync(searched, coach, given.text, given.top_k, given.id, limiter=searches))

    return api


def _json(reply: Any) -> JSONResponse:
    return JSONResponse(as_json(reply))


def _talk(history: list[Said]) -> list[Message]:
    """Return what was said, made clean as the question is; an utterance without words says nothing."""
    talk = []
    for one in history:
        with suppress(InputError):
            talk.append(Message(one.role, clean(one.content)))
    return talk


class _Jobs:
    """Lets in as many jobs as it has threads for, each until it is over: who waits in line holds a thread all the while.

    The threads are its own, so that a crowd of jobs keeps no screening waiting, nor the one job that the others wait for.
    """

    def __init__(self, most: int) -> None:
        self._room = threading.BoundedSemaphore(most)
        self._threads = CapacityLimiter(most)

    @asynccontextmanager
    async def begun(self, request: Request) -> AsyncIterator[threading.Event]:
        """Let a job in and give what tells it to stop; raises HTTPException while there is no room."""
        if not self._room.acquire(blocking=False):
            raise HTTPException(429, _FULL)
        try:
            async with _while_there(request) as cancel:
                yield cancel
        finally:
            self._room.release()

    async def step(self, work: Callable[..., T], *given: Any) -> T:
        """Do a job, or a part of one, in a thread."""
        return await run_sync(work, *given, limiter=self._threads)

    async def done(self, request: Request, work: Callable[[threading.Event], Any]) -> JSONResponse:
        """Do a whole job and answer with its reply."""
        async with self.begun(request) as cancel:
            return _json(await self.step(work, cancel))


class _Streamed(Response):
    """A turn, sent as it comes. What is wrong with the text shows at its first event, and is answered as any error."""

    def __init__(
        self, jobs: _Jobs, request: Request, events: Callable[[threading.Event], Generator[Event, None, None]]
    ) -> None:
        super().__init__()
        self._jobs, self._request, self._events = jobs, request, events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._jobs.begun(self._request) as cancel:
            turn = self._events(cancel)
            try:
                first = await self._jobs.step(next, turn, None)
                await StreamingResponse(self._lines(turn, first), media_type="text/event-stream")(scope, receive, send)
            finally:
                # who left may have left in the middle of an event: until its turn is closed, nobody else gets the model
                with CancelScope(shield=True):
                    await self._jobs.step(turn.close)

    async def _lines(self, turn: Iterator[Event], event: Event | None) -> AsyncIterator[bytes]:
        try:
            while event is not None:
                if sent := _as_sent(event):
                    yield sent
                event = await self._jobs.step(next, turn, None)
        except Exception as error:  # the answer has begun: the status can say nothing any more
            yield _sent("error", {"error": report(error, "api: ask").line})


def _as_sent(event: Event) -> bytes:
    if isinstance(event, Text):
        return _sent("text", {"delta": event.delta})
    if isinstance(event, Sources):
        return _sent("sources", as_json(event))
    if isinstance(event, Notice):
        return _sent("notice", {"text": event.text})
    return _sent("done", as_json(event.reply)) if isinstance(event, Done) else b""


def _sent(name: str, data: dict[str, Any]) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False))


@asynccontextmanager
async def _while_there(request: Request) -> AsyncIterator[threading.Event]:
    """Give a signal that is set once whoever asked has gone: the model stops then."""
    cancel = threading.Event()

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        cancel.set()

    watching = asyncio.create_task(watch())
    try:
        yield cancel
    finally:
        cancel.set()
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


def _answer_errors(api: FastAPI) -> None:
    """Let every error be one JSON object with one line, that quotes nothing of what was sent."""

    def failed(request: Request, error: Exception) -> JSONResponse:
        failure = report(error, "api: a request")
        return JSONResponse({"error": failure.line}, 400 if failure.code == USAGE else 500)

    def wrong(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        where = ".".join(str(one) for one in first["loc"] if one != "body" and isinstance(one, str))
        # a field that there is none of is called what the caller called it
        known = where if where.partition(".")[0] in _FIELDS else "a field" if where else "the body"
        return JSONResponse({"error": f"{known}: {' '.join(first['msg'].split())[:200].lower()}"}, 422)

    def http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        return JSONResponse({"error": str(error.detail)}, error.status_code, error.headers)

    for known in (CoachError, KnowledgeError, Exception):
        api.add_exception_handler(known, failed)
    api.add_exception_handler(RequestValidationError, wrong)
    api.add_exception_handler(HTTPException, http)
