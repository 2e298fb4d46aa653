"""Tells open boards that something changed. Only numbers travel; each board then asks.

What changed at a station is told to the boards of that station, what changed behind a seal to
those of the named officers: the others are not even told that something did.

One Redis channel, one subscription for each web process, one small queue for each open board.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterable
from functools import cache
from typing import Any

import redis
import redis.asyncio
from django.conf import settings
from django.db import transaction

logger = logging.getLogger(__name__)

CHANNEL = "caspp:boards"
#: A board reconnects after this many seconds and is authorised anew.
STREAM_SECONDS = 600
HEARTBEAT_SECONDS = 10
_PATIENCE = 0.5


def of_station(pk: int) -> str:
    """What the boards of a station listen to."""
    return f"station {pk}"


def of_officer(pk: int) -> str:
    """What the boards of one officer listen to."""
    return f"officer {pk}"


def announce_on_commit(topics: Iterable[str]) -> None:
    """Have the boards that listen to these refresh once the present transaction is committed."""
    told = sorted(set(topics))
    if told:
        transaction.on_commit(lambda: announce(told), robust=True)


def announce(topics: list[str]) -> None:
    """Have the boards that listen to these refresh now. They also poll, so failing is no loss."""
    try:
        _publisher().publish(CHANNEL, json.dumps(topics))
    except redis.RedisError as error:
        logger.warning("The boards could not be told (%s); they will ask by themselves.", error)


@cache
def _publisher() -> Any:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=_PATIENCE,
        socket_connect_timeout=_PATIENCE,
        retry=None,
    )


class Hub:
    """Passes what the channel says to the boards open in this process."""

    def __init__(self) -> None:
        self.boards: dict[asyncio.Queue[bool], frozenset[str]] = {}
        self.listener: asyncio.Task[None] | None = None
        self.is_connected = asyncio.Event()

    def join(self, topics: frozenset[str]) -> asyncio.Queue[bool]:
        """A queue that gets True when one of the topics changes, False when the line is lost."""
        board: asyncio.Queue[bool] = asyncio.Queue(maxsize=1)
        self.boards[board] = topics
        if self.listener is None or self.listener.done():
            self.listener = asyncio.create_task(self._listen())
        return board

    def leave(self, board: asyncio.Queue[bool]) -> None:
        self.boards.pop(board, None)

    async def _listen(self) -> None:
        client = redis.asyncio.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=5
        )
        try:
            async with client, client.pubsub() as line:
                await line.subscribe(CHANNEL)
                await self._pass_on(line)
        except (redis.RedisError, OSError, TimeoutError) as error:
            logger.warning("The boards lost their line (%s); they poll until it is back.", error)
        finally:
            self.is_connected.clear()
            for board in self.boards:
                _offer(board, False)

    async def _pass_on(self, line: Any) -> None:
        """Pass messages on; a server that is frozen rather than dead is noticed by its silence."""
        asked = False
        while True:
            message = await line.get_message(timeout=2)
            if message is None:
                if asked:
                    raise TimeoutError("no answer")
                await line.ping()
                asked = True
                continue
            asked = False
            if message["type"] == "subscribe":
                self.is_connected.set()
            if message["type"] == "message":
                self._tell(set(json.loads(message["data"])))

    def _tell(self, topics: set[str]) -> None:
        for board, listened_to in self.boards.items():
            if not listened_to.isdisjoint(topics):
                _offer(board, True)


def _offer(board: asyncio.Queue[bool], news: bool) -> None:
    # A full queue already says that there is something to fetch; only a lost line overrides it.
    if not news and board.full():
        board.get_nowait()
    if not board.full():
        board.put_nowait(news)


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    return _hubs.setdefault(loop, Hub())


async def events(topics: frozenset[str]) -> AsyncIterator[bytes]:
    """Server-sent events for one board, ending when its time is over or the line is lost."""
    board = hub().join(topics)
    ends_at = asyncio.get_running_loop().time() + STREAM_SECONDS
    try:
        yield b"retry: 3000\n\n"
        # 'open' is said only when the line is up: a board must not call itself live without it.
        await asyncio.wait_for(hub().is_connected.wait(), HEARTBEAT_SECONDS)
        yield b"event: open\ndata: {}\n\n"
        while asyncio.get_running_loop().time() < ends_at:
            try:
                connected = await asyncio.wait_for(board.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            if not connected:
                return
            yield b"event: board\ndata: {}\n\n"
    except TimeoutError:
        return
    finally:
        hub().leave(board)
