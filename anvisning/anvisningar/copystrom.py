"""What a COPY gives, as a stream of bytes: the database writes into a pipe from a thread, whoever iterates reads."""

import contextlib
import fcntl
import io
import os
import select
import threading
import time
from collections.abc import Iterator

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

LANGST = 300
"""Seconds that a stream may take in all, with a reader who is slow or has stopped reading."""
BIT = 1 << 18
"""Bytes handed on at a time."""


class Copystrom:
    """Iterates the bytes of `COPY … TO STDOUT`, over a connection of its own that is closed whatever happens.

    Takes the statement (with its values in it) and what stands before the first row. The statement has begun when this
    returns: what is wrong with it is raised here, what goes wrong later while iterating. Call `close` in the end.
    """

    def __init__(self, sats: str, forst: bytes = b"") -> None:
        self._fel: BaseException | None = None
        self._koppling: BaseDatabaseWrapper | None = None
        self._sist = time.monotonic() + LANGST
        self._las, self._skriv = os.pipe()
        os.set_blocking(self._skriv, False)
        with contextlib.suppress(OSError):  # a larger pipe is faster, not needed
            fcntl.fcntl(self._skriv, fcntl.F_SETPIPE_SZ, 4 * BIT)
        self._trad = threading.Thread(target=self._kor, args=(sats, forst), name="copystrom", daemon=True)
        self._trad.start()
        try:
            self._forsta = self._bit()
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        bit, self._forsta = self._forsta or self._bit(), b""
        if not bit:
            raise StopIteration
        return bit

    def close(self) -> None:
        """Stop what is still running, and wait until the connection is closed."""
        if self._las < 0:
            return
        os.close(self._las)
        self._las = -1
        koppling = self._koppling
        if koppling is not None and self._trad.is_alive():
            with contextlib.suppress(Exception):  # it may have ended by itself meanwhile
                koppling.connection.cancel()
        self._trad.join()
        self._forsta = b""

    def _bit(self) -> bytes:
        """Read on. Raises what stopped the statement, so that half a file never ends as if it were whole."""
        bit = os.read(self._las, BIT) if self._las >= 0 else b""
        if not bit:
            self._trad.join()
            if self._fel is not None:
                raise self._fel
        return bit

    def _kor(self, sats: str, forst: bytes) -> None:
        """Run the statement (in the thread)."""
        koppling = connections.create_connection(DEFAULT_DB_ALIAS)
        try:
            with io.BufferedWriter(_Ror(self._skriv, self._sist), BIT) as ut, koppling.cursor() as fraga:
                fraga.execute("SELECT set_config('statement_timeout', %s, false)", [f"{LANGST}s"])
                self._koppling = koppling
                ut.write(forst)
                with koppling.wrap_database_errors:
                    fraga.copy_expert(sats, ut)
        except BaseException as fel:
            self._fel = fel
        finally:
            self._koppling = None
            koppling.close()
            os.close(self._skriv)


class _Ror(io.RawIOBase):
    """The pipe's end for writing: gives up when the time is out."""

    def __init__(self, fd: int, sist: float) -> None:
        self._fd, self._sist = fd, sist

    def writable(self) -> bool:
        return True

    def write(self, data: memoryview) -> int:
        if not select.select([], [self._fd], [], max(0, self._sist - time.monotonic()))[1]:
            raise TimeoutError("The reader of the export is too slow.")
        return os.write(self._fd, data)
