"""The last minute before the deadline: 300 people on two cores, each with a proposal to send, and 25 who are late.

Real gunicorn, worker and clock with the production settings, real PostgreSQL and Redis, all of our own and on
loopback. Each person opens the list of tasks, the case and the form in the minute before the last, then the check
page, and sends; the sends are spread evenly over the last 60 s and the 5 s after it. The deadline is an instant of
the run instead of a midnight; all else is the application's own. Every verdict is held against the server's own
stamp, which the answers carry here. The hello view (`/livez`) is asked in the same run. `--quick`: 60 people in 30 s.
"""

import asyncio
import json
import os
import re
import statistics
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.matning import Matning
from tests.fel.klient import TOKEN, VARD, dolt_falt
from tests.fel.stapel import Stapel, uppe

ANTAL, SEKUNDER, SENA, SENA_SEKUNDER = 300, 60.0, 25, 5.0
ANTAL_SNABB, SEKUNDER_SNABB, SENA_SNABB = 60, 30.0, 10
LASTID = 5.0
"""Seconds more than the last minute that people begin to read before they send."""
ARBETSTRADAR = 8
MAL_MS = 300
NEKAT = "Ring länsstyrelsen: de kan ge anstånd eller tillåta sen inlämning."
STAMPEL = "X-Mottagen"


def build_application() -> Any:
    """The application with the deadline in the file SISTA_STUND, and each answer stamped with when it was asked for.

    Until the file is there, midnight is the deadline.
    """
    from anvisning.config.wsgi import application  # loads the settings: the rest comes after it

    from anvisning import mellanlager, tid  # isort: skip

    fil = Path(os.environ["SISTA_STUND"])
    midnatt, svara = tid.slut_pa_dagen, mellanlager.Mottagen.__call__

    def slut_pa_dagen(dag: date) -> datetime:
        slut = datetime.fromisoformat(fil.read_text()) if fil.exists() else None
        return slut if slut and dag == tid.svensk_dag(slut) else midnatt(dag)

    tid.slut_pa_dagen = slut_pa_dagen

    def stampla(mellan: mellanlager.Mottagen, request: Any) -> Any:
        response = svara(mellan, request)
        response.headers[STAMPEL] = request.mottagen.isoformat()
        return response

    mellanlager.Mottagen.__call__ = stampla  # type: ignore[method-assign]
    return application


def bygg(antal: int) -> list[tuple[str, str]]:
    """Build the country with a draft for each of `antal` people. Gives each one's session key and the draft's id.

    Every municipality gives to its neighbour in the county; those beyond that many invite.
    """
    from django.utils import timezone

    from anvisning import tid
    from anvisning.models import Lan, Roll, Tidplan
    from omfordelning.handlaggning.utkast import skapa_utkast
    from tests import fabrik
    from tests.fel.scen import sessioner

    nu = timezone.now()
    idag = tid.svensk_dag(nu)
    dagar = {"preliminar_dag": idag - timedelta(days=60), "redovisas_dag": idag + timedelta(days=10)}
    riket = fabrik.bygg_riket(
        nu=nu - timedelta(days=50), ar=idag.year + 1, faststalls_dag=idag + timedelta(days=40), **dagar
    )
    Tidplan.objects.update(sista_dag=idag, bade_ge_och_ta=True)
    utkast = []
    for lan in Lan.objects.order_by("kod"):
        if not lan.kan_omfordela:
            continue
        scen = fabrik.bygg_lan(riket, lan.kod)
        namn = sorted(scen.kommuner)
        for inbjudan in (False, True):
            for en, annan in zip(namn, [*namn[1:], namn[0]], strict=True):
                givare, mottagare = (annan, en) if inbjudan else (en, annan)
                utkast.append((inbjudan, scen, en, givare, mottagare))
    svar, inloggade = [], sessioner()
    for _, scen, vem, givare, mottagare in sorted(utkast, key=lambda rad: rad[0])[:antal]:
        konto = scen.konto(Roll.KOMMUN_FORETRADARE, vem)
        koder = {"givare": scen.kommuner[givare].kod, "mottagare": scen.kommuner[mottagare].kod}
        rad = skapa_utkast(riket.ar.pk, innehall=fabrik.innehall("0.10"), av=konto, nu=nu, **koder)
        svar.append((inloggade[konto.epost], str(rad.publikt_id)))
    return svar


@dataclass
class Matt:
    """What was measured: seconds per kind of request, and every send's stamp and verdict."""

    tider: dict[str, list[float]] = field(default_factory=dict)
    fel: list[str] = field(default_factory=list)
    domar: list[tuple[datetime, bool]] = field(default_factory=list)

    def p95(self, slag: str) -> float:
        """Give the 95th percentile in milliseconds."""
        return statistics.quantiles(self.tider[slag], n=20)[-1] * 1000


@dataclass(frozen=True)
class Svar:
    """What came back."""

    status: int
    huvuden: dict[str, str]
    text: str

    @property
    def stampel(self) -> datetime:
        """When the server says that the request arrived."""
        return datetime.fromisoformat(self.huvuden[STAMPEL])


async def fraga(port: int, vag: str, session: str = "", falt: dict[str, str] | None = None) -> Svar:
    """Ask once, on a connection of its own, as the proxy does."""
    kropp = urlencode({"csrfmiddlewaretoken": TOKEN} | falt).encode() if falt is not None else b""
    rader = [
        f"{'GET' if falt is None else 'POST'} {vag} HTTP/1.1",
        f"Host: {VARD}",
        "X-Forwarded-Proto: https",
        "Connection: close",
        f"Referer: https://{VARD}/",
        f"Cookie: __Host-session={session}; __Host-csrf={TOKEN}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(kropp)}",
    ]
    lasare, skrivare = await asyncio.open_connection("127.0.0.1", port)
    try:
        skrivare.write("\r\n".join([*rader, "", ""]).encode() + kropp)
        svar = await asyncio.wait_for(lasare.read(), 60)
    finally:
        skrivare.close()
    huvud, _, text = svar.decode().partition("\r\n\r\n")
    forsta, *resten = huvud.split("\r\n")
    return Svar(int(forsta.split()[1]), dict(rad.split(": ", 1) for rad in resten), text)


async def tagen(matt: Matt, slag: str, *vad: Any) -> Svar:
    """Ask and note how long it took."""
    borjan = time.perf_counter()
    svar = await fraga(*vad)
    matt.tider.setdefault(slag, []).append(time.perf_counter() - borjan)
    return svar


async def person(matt: Matt, port: int, vem: tuple[str, str], laser: float, sander: float) -> None:
    """Read one's way to the form from one instant (Unix time), check it just before the other, and send."""
    session, utkast = vem
    vag = f"/arenden/{utkast}/skicka/"
    await till(laser)
    for sida in ("/uppgifter/", f"/arenden/{utkast}/", vag):
        svar = await tagen(matt, "sida", port, sida, session)
        if svar.status == 409 and NEKAT in svar.text:
            return matt.domar.append((svar.stampel, False))
        if svar.status != 200:
            return matt.fel.append(f"{sida}: {svar.status}")
    falt = {"beslut_val": "inget", "sett": dolt_falt(svar.text, "sett"), "nyckel": str(uuid.uuid4())}
    await till(sander - 3)
    kontroll = await tagen(matt, "kontroll", port, vag, session, falt)
    await till(sander)
    svar = await tagen(matt, "skicka", port, vag, session, falt | {"steg": "skicka"})
    if kontroll.status not in (200, 409) or svar.status not in (302, 409):
        return matt.fel.append(f"{vag}: {kontroll.status}, {svar.status} {re.sub('<[^>]*>', ' ', svar.text)[-300:]}")
    if svar.status == 409 and NEKAT not in svar.text:
        return matt.fel.append(f"{vag}: 409 utan skäl")
    matt.domar.append((svar.stampel, svar.status == 302))


async def till(stund: float) -> None:
    """Wait until an instant (Unix time)."""
    await asyncio.sleep(max(0.0, stund - time.time()))


async def hej(matt: Matt, port: int, till: float) -> None:
    """Ask the hello view four times a second."""
    while time.time() < till:
        await tagen(matt, "hej", port, "/livez")
        await asyncio.sleep(0.25)


async def spela(port: int, folk: list[tuple[str, str]], antal: int, slut: datetime, sekunder: float) -> Matt:
    """Let everybody do what they do, and give what was measured."""
    matt, t = Matt(), slut.timestamp()
    sena = len(folk) - antal
    stunder = [t - sekunder + sekunder * n / antal for n in range(antal)]
    stunder += [t + SENA_SEKUNDER * (n + 1) / sena for n in range(sena)]
    alla = [person(matt, port, vem, stund - sekunder - LASTID, stund) for vem, stund in zip(folk, stunder, strict=True)]
    await asyncio.gather(hej(matt, port, t + SENA_SEKUNDER), *alla)
    return matt


def fel_domar(matt: Matt, slut: datetime) -> list[str]:
    """Give every verdict that is not what the server's own stamp says."""
    return [f"{nar}: {'godtogs' if ja else 'nekades'}" for nar, ja in matt.domar if ja != (nar < slut)]


def kor_en_gang(stapel: Stapel, antal: int, sena: int, sekunder: float) -> tuple[Matt, datetime]:
    """Start the service with the people in it and play the last minute."""
    stapel.starta_databasen()
    stapel.databas.create_database("anvisning")
    stapel.starta_redis()
    stapel.starta_mejl()
    stapel.manage("forbered")
    stapel.manage("collectstatic", "--noinput")
    skript = (
        "import django, json; django.setup(); from benchmarks.sista_timmen import bygg; print(json.dumps(bygg({})))"
    )
    folk = json.loads(stapel.python("-c", skript.format(antal + sena)).splitlines()[-1])
    stund = stapel.mapp / "stund"
    stapel.env["SISTA_STUND"] = str(stund)
    stapel.wsgi = "benchmarks.sista_timmen:build_application()"
    stapel.starta_webben()
    stapel.starta_arbetaren()
    stapel.starta_klockan()
    for session, _ in folk[: 4 * ARBETSTRADAR]:
        stapel.klient(session).hamta("/uppgifter/")
    stapel.vanta("the outbox is empty", lambda: stapel.kvar() == 0, 600)
    slut = datetime.now(UTC) + timedelta(seconds=2 * sekunder + LASTID + 1)
    stund.with_suffix(".ny").write_text(slut.isoformat())
    stund.with_suffix(".ny").rename(stund)
    return asyncio.run(spela(stapel.webbport, folk, antal, slut, sekunder)), slut


def kor(quick: bool) -> list[Matning]:
    """Measure: the share of right answers (every one must be), and the time to send beside the hello view's."""
    antal, sena, sekunder = (ANTAL_SNABB, SENA_SNABB, SEKUNDER_SNABB) if quick else (ANTAL, SENA, SEKUNDER)
    with uppe(installningar="anvisning.config.settings", starta=False) as stapel:
        matt, slut = kor_en_gang(stapel, antal, sena, sekunder)
        godtagna = stapel.ett("SELECT count(*) FROM omfordelning_forslag WHERE nummer IS NOT NULL")
        forsenade = stapel.ett("SELECT count(*) FROM omfordelning_godkannande WHERE mottaget >= %s", slut)
        stapel.kontrollera()
    fel = [*matt.fel, *fel_domar(matt, slut)]
    if godtagna != sum(ja for _, ja in matt.domar) or forsenade:
        fel.append(f"{godtagna} godtagna i databasen, {forsenade} av dem för sent")
    for rad in fel[:20]:
        print(f"    {rad}", flush=True)
    ratt = 1 - len(fel) / (antal + sena)
    nekade = sum(not ja for _, ja in matt.domar)
    note = f"{godtagna} accepted before, {nekade} refused after, {len(fel)} errors"
    alla_ratt = not fel and godtagna > 0 and nekade > 0
    svaren = Matning("sista_timmen: right answers", ratt, ratt, ratt, ">= 1", alla_ratt, note)
    if not godtagna:
        return [svaren]
    p95 = {slag: matt.p95(slag) for slag in matt.tider}
    kvot = p95["skicka"] / p95["hej"]
    text = ", ".join(f"{slag} {ms:.0f} ms" for slag, ms in sorted(p95.items()))
    i_tid = None if quick else p95["skicka"] <= MAL_MS
    mal = f"send <= {MAL_MS} ms"
    return [svaren, Matning("sista_timmen: send / hello, p95", kvot, kvot, kvot, mal, i_tid, f"p95: {text}")]
