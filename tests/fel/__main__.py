"""Random mixes of faults while twenty people act: `python -m tests.fel --scheman N --fro S`.

The service stays up between schedules; the clock's intervals are 60 times shorter. After each schedule, when all is
still, every invariant holds, what was answered exists, and nothing came twice. The first schedule that breaks
something ends the run (exit code 1); the same seed plays the same people and faults, not the same instants.
"""

import argparse
import os
import random
import sys
import threading
import time
from collections.abc import Callable

from tests.fel.handelseforlopp import Forlopp
from tests.fel.stapel import Stapel, uppe

KORTARE = 60
STILLA = 600.0
"""Seconds that the work left by a schedule may take."""


def spela(stapel: Stapel, schema: int, fro: int, forlopp: Forlopp) -> list[str]:
    """Play one schedule; gives the names of its faults."""
    from anvisning.models import Kommun, Roll
    from tests.fel.aktorer import Kommunaktor, Myndighetsaktor
    from tests.fel.scen import LAN, sessioner
    from tests.fel.storningar import STORNINGAR

    slump = random.Random(f"{fro}:{schema}")
    koder = sorted(Kommun.objects.filter(lan=LAN).values_list("kod", flat=True))
    inloggade = sessioner()
    folk: list[Callable[[], None]] = []
    for roll, kommuner in (("foretradare", koder), ("handlaggare", slump.sample(koder, 2))):
        for kod in kommuner:
            klient = stapel.klient(inloggade[f"{roll}.{kod}@example.org"])
            folk.append(Kommunaktor(klient, kod, koder, random.Random(slump.random()), forlopp).spela)
    for roll_ in (Roll.LAN_HANDLAGGARE, Roll.LAN_HANDLAGGARE, Roll.LAN_BESLUTSFATTARE, Roll.ADMINISTRATOR):
        folk.append(Myndighetsaktor(roll_, random.Random(slump.random()), forlopp).spela)
    tradar = [threading.Thread(target=_utan_tystnad, args=(spelar, forlopp)) for spelar in folk]
    for trad in tradar:
        trad.start()
    namn = slump.sample(sorted(STORNINGAR), slump.randint(1, 3))
    for storning in namn:
        time.sleep(slump.random())
        STORNINGAR[storning](stapel, slump, forlopp)
    for trad in tradar:
        trad.join(120)
    if any(trad.is_alive() for trad in tradar):
        forlopp.fel.append("Någon fick inget svar på två minuter")
    return namn


def _utan_tystnad(spelar: Callable[[], None], forlopp: Forlopp) -> None:
    try:
        spelar()
    except Exception as fel:  # what an actor stumbles on is a fault of the schedule, not of the thread
        forlopp.fel.append(f"{type(fel).__name__}: {fel}")


def brister(stapel: Stapel, forlopp: Forlopp) -> list[str]:
    """Wait until all is still, and give what does not hold."""
    from django.db import connections

    from omfordelning.invarianter import kontrollera

    connections.close_all()
    stapel.vanta("the outbox is empty", lambda: stapel.kvar() == 0, STILLA)
    brutna = [f"{utfall.regel.nummer}: {rad}" for utfall in kontrollera() for rad in utfall.brott]
    return brutna + forlopp.brister(stapel)


def main() -> int:
    """Play the schedules that the command line asks for."""
    ord_ = argparse.ArgumentParser(prog="tests.fel", description=__doc__)
    ord_.add_argument("--scheman", type=int, default=50)
    ord_.add_argument("--fro", type=int, default=random.SystemRandom().randrange(10**6))
    val = ord_.parse_args()
    print(f"--scheman {val.scheman} --fro {val.fro}", flush=True)  # noqa: T201
    with uppe(kortare=KORTARE) as stapel:
        os.environ.update(stapel.env)
        import django

        django.setup()
        from tests.fel.scen import bygg

        bygg()
        forlopp = Forlopp()
        for schema in range(val.scheman):
            borjan = time.monotonic()
            namn = spela(stapel, schema, val.fro, forlopp)
            if fel := brister(stapel, forlopp):
                print(f"Schema {schema} ({', '.join(namn)}), --fro {val.fro}:", *fel, sep="\n  ")  # noqa: T201
                print(stapel.loggar())  # noqa: T201
                return 1
            tal = ", ".join(f"{antal} {vad}" for vad, antal in sorted(forlopp.utfall.items()))
            print(f"{schema:5} {time.monotonic() - borjan:5.1f} s  {tal}  {' '.join(namn)}", flush=True)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
