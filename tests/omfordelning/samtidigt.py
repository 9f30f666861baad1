"""Many at once: real threads with a connection each, and what they came to."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence

from django.db import connection, connections


def samtidigt(handlingar: Sequence[Callable[[], object]]) -> list[object]:
    """Run all at once, each on its own connection; give each one's result or exception."""
    svar: list[object] = [None] * len(handlingar)
    grind = threading.Barrier(len(handlingar))

    def kor(i: int) -> None:
        grind.wait()
        try:
            svar[i] = handlingar[i]()
        except Exception as fel:
            svar[i] = fel
        finally:
            connections.close_all()

    tradar = [threading.Thread(target=kor, args=(i,)) for i in range(len(handlingar))]
    for trad in tradar:
        trad.start()
    for trad in tradar:
        trad.join(timeout=60)
    assert not any(trad.is_alive() for trad in tradar)
    return svar


def vantar_pa_las() -> int:
    """Give how many sessions wait for a lock in this database."""
    with connection.cursor() as fraga:
        fraga.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(fraga.fetchone()[0])


def vanta_tills_last() -> None:
    """Wait until somebody waits for a lock. Errors: AssertionError after 30 s."""
    for _ in range(600):
        if vantar_pa_las():
            return
        time.sleep(0.05)
    raise AssertionError("nobody waits for the lock")


def slag(svar: Sequence[object]) -> Counter[str]:
    """Count results and exceptions by their class."""
    return Counter(type(s).__name__ for s in svar)
