"""A real return from a backup: what went out is not sent again, and what is done afterwards is told of."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction

from anvisning import handelser, leverans, notiser, utkorg
from anvisning.models import Epostmeddelande, Handelse, Konto, Leveransfel, Notisval, Utkorgsrad
from anvisning.sakerhetskopia import aterkomst, kopia, program
from omfordelning import klocka, paminnelser
from tests import fabrik
from tests.drift.mejl import NU, bestall, skicka_allt
from tests.floden import databaser

pytestmark = pytest.mark.langsam


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


@pytest.mark.usefixtures("tjansten")
def test_en_verklig_aterlasning_skickar_inget_igen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two mails wait at the backup; one of them goes out, and one about a later act. Then the disk is lost."""
    sant, vantar = bestall("sant-efter-kopian", "vantar-fortfarande")
    fil = tmp_path / "natt.dump"
    call_command("sakerhetskopia", str(fil))
    hogst = Epostmeddelande.objects.latest("pk").pk
    utkorg.utfor(Utkorgsrad.objects.get(uppgift="epost", objekt=sant.pk).pk, nu=NU)
    (borta,) = bestall("om-det-som-gick-forlorat")
    utkorg.utfor(Utkorgsrad.objects.get(uppgift="epost", objekt=borta.pk).pk, nu=NU)
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
        assert not Utkorgsrad.objects.filter(uppgift="epost", klar=None).exists()
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
        assert not Utkorgsrad.objects.filter(uppgift="epost", klar=None).exists()
        assert pamin(13) == {"protokollsutdrag", "Ärenden att avgöra"}


@pytest.mark.usefixtures("tjansten")
def test_ett_uppgivet_mejl_som_gick_efter_kopian_ar_ingens_uppgift_efter_den() -> None:
    """At the backup it was given up, and somebody's task; then it was tried again, and went out."""
    (mejl,) = bestall("uppgivet")
    Utkorgsrad.objects.filter(uppgift="epost", objekt=mejl.pk).update(uppgiven=NU)
    leverans.notera(mejl, Leveransfel.Slag.UPPGIVET, "ServernSvararInte", nu=NU)
    resultat = aterkomst.anteckna({mejl.message_id}, kopians=NU, nu=NU + timedelta(hours=9))
    assert resultat.redan_sanda == 1
    assert not Leveransfel.objects.filter(hanterat=None).exists()


@pytest.mark.usefixtures("tjansten")
def test_det_forsta_av_sitt_slag_efter_kopian_delar_inte_nummer_med_nasta() -> None:
    """No mail had failed by the backup. The first one that did is gone, but was sent again: `igen:1` is taken."""
    aterkomst.anteckna(set(), kopians=NU, nu=NU)
    (mejl,) = bestall("nytt")
    leverans.notera(mejl, Leveransfel.Slag.STUDS, "5.1.1", nu=NU)
    assert Leveransfel.objects.get().pk > aterkomst.HOPP


@pytest.mark.usefixtures("tjansten")
def test_ett_mejl_som_inte_behovdes_langre_stoppar_ingen_aterkomst() -> None:
    """It went out, its worker died before saying so, and the next one found that it was not needed."""
    (mejl,) = bestall("upphavt")
    Epostmeddelande.objects.update(upphavd=NU)
    Utkorgsrad.objects.update(klar=NU)
    resultat = aterkomst.anteckna({mejl.message_id}, kopians=NU, nu=NU + timedelta(hours=9))
    assert (resultat.redan_sanda, resultat.okanda) == (0, [])


def skriv(text: str, nu: datetime) -> Epostmeddelande:
    """Do an act, and send the mail about it."""
    with transaction.atomic():
        handelse = handelser.skriv("prov", text, ar=2027, lanskod="25", av=None, nu=nu)
    (mejl,) = bestall(f"notis-{handelse.pk}", nu=nu)
    skicka_allt(nu)
    return mejl


@pytest.mark.usefixtures("tjansten")
def test_samma_kopia_aterlast_tva_ganger_tiger_inte_om_det_som_gors_sedan(tmp_path: Path) -> None:
    """What was done after the first return has numbers that nothing has after the second: its mails are others."""
    fil, logg = tmp_path / "natt.dump", tmp_path / "worker.log"
    kopia.take(fil, nu=NU)
    with aterlast(fil):
        nu = NU + timedelta(hours=6)
        aterkomst.anteckna(set(), kopians=NU, nu=nu)
        forsta = [skriv(f"Gjort efter den första, {n}.", nu).message_id for n in range(3)]
    logg.write_text("\n".join(forsta))
    mail.outbox.clear()
    with aterlast(fil):
        nu += timedelta(minutes=20)
        aterkomst.anteckna(aterkomst.read_logs([logg]), kopians=NU, nu=nu)
        andra = [skriv(f"Gjort efter den andra, {n}.", nu).message_id for n in range(3)]
    assert not set(forsta) & set(andra)
    assert len(mail.outbox) == 3
