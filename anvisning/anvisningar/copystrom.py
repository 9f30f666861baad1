"""What a COPY gives, as a stream of bytes: the database writes into a pipe from a thread, whoever iterates reads."""

import contextlib
import fcntl
import io
import os
import select
import threading
import time
from collections.abc import Callable, Iterator

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

Forarbete = Callable[[CursorWrapper], None]
"""What is done over the stream's connection before anything else."""
LANGST = 300
"""Seconds that a stream may take in all, with a reader who is slow."""
VILA = 60
"""Seconds that a reader may rest."""
BIT = 1 << 18
"""Bytes handed on at a time."""


class Copystrom:
    """Iterates the bytes of `COPY … TO STDOUT`, over a connection of its own that is closed whatever happens.

    Takes the statement (with its values in it), what stands before the first row, and what is to be done first over
    the same connection (`forst_av_allt`), as to take a lock that ends with it. The statement has begun when this
    returns: what is wrong with it is raised here, what goes wrong later while iterating. Call `close` in the end.
    """

    def __init__(self, sats: str, forst: bytes = b"", forst_av_allt: Forarbete | None = None) -> None:
        self._fel: BaseException | None = None
        self._koppling: BaseDatabaseWrapper | None = None
        self._sist = time.monotonic() + LANGST
        self._las, self._skriv = os.pipe()
        os.set_blocking(self._skriv, False)
        with contextlib.suppress(OSError):  # a larger pipe is faster, not needed
            fcntl.fcntl(self._skriv, fcntl.F_SETPIPE_SZ, 4 * BIT)
        arbete = (sats, forst, forst_av_allt)
        self._trad = threading.Thread(target=self._kor, args=arbete, name="copystrom", daemon=True)
        try:
            self._trad.start()
        except RuntimeError:  # the process may have no more threads
            os.close(self._las)
            os.close(self._skriv)
            raise
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

    def _kor(self, sats: str, forst: bytes, forst_av_allt: Forarbete | None) -> None:
        """Run the statement (in the thread), and let the reader see the end, whatever happens."""
        try:
            with contextlib.closing(connections.create_connection(DEFAULT_DB_ALIAS)) as koppling:
                self._kopiera(koppling, sats, forst, forst_av_allt)
        except BaseException as fel:
            self._fel = fel
        finally:
            os.close(self._skriv)

    def _kopiera(self, koppling: BaseDatabaseWrapper, sats: str, forst: bytes, forst_av_allt: Forarbete | None) -> None:
        with io.BufferedWriter(_Ror(self._skriv, self._sist), BIT) as ut, koppling.cursor() as fraga:
            fraga.execute("SELECT set_config('statement_timeout', %s, false)", [f"{LANGST}s"])
            if forst_av_allt is not None:
                forst_av_allt(fraga)
            self._koppling = koppling
            try:
                ut.write(forst)
                with koppling.wrap_database_errors:
                    fraga.copy_expert(sats, ut)
            finally:
                self._koppling = None


class _Ror(io.RawIOBase):
    """The pipe's end for writing: gives up when the reader has rested too long, or the time is out."""

    def __init__(self, fd: int, sist: float) -> None:
        self._fd, self._sist = fd, sist
        self._plats = select.poll()  # select takes no number above 1023
        self._plats.register(fd, select.POLLOUT)

    def writable(self) -> bool:
        return True

    def write(self, data: memoryview) -> int:
        kvar = max(0, min(VILA, self._sist - time.monotonic()))
        if not self._plats.poll(kvar * 1000):
            self._sist = 0.0  # closing writes what is left, and is not to wait once more
            raise TimeoutError("The reader of the export is too slow.")
        return os.write(self._fd, data)
