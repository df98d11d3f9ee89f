"""Worker: transcribes the rows that the run sends, one after the other."""

from __future__ import annotations

import os
import queue
import threading
from multiprocessing.connection import Connection
from typing import TypeAlias

from earmark.batch.row import Row
from earmark.batch.row_audio import Fetched, fetched
from earmark.batch.transcribing import RowTranscriber
from earmark.recognizer import Recognizer

Incoming: TypeAlias = "queue.SimpleQueue[tuple[Row, Fetched | None] | None]"


def work(connection: Connection, recognizer: Recognizer, nbest: int | None, attempts: int) -> None:
    """Answer every row of a connection until it is closed.

    A thread of its own reads the connection and fetches remote audio ahead, so that the run never waits to
    send, and the network works while the processor does.
    """
    transcriber = RowTranscriber(recognizer, nbest, attempts, f"process {os.getpid()}")
    incoming: Incoming = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(connection, incoming), daemon=True).start()
    while (item := incoming.get()) is not None:
        row, fetched = item
        connection.send(transcriber.answer(row, fetched))


def _receive(connection: Connection, incoming: Incoming) -> None:
    try:
        while True:
            row, content = connection.recv()
            incoming.put((row, fetched(row, content)))
    except (EOFError, OSError):
        incoming.put(None)
