"""The county's letters to both sides: what was decided, in figures and words, also on paper."""

from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest

from anvisning.models import Epostmeddelande, Organslag
from omfordelning import brev
from omfordelning.dokument import framstall
from omfordelning.handlaggning import anstand, granskning, redovisning
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.models import Brev, Omstandighet
from omfordelning.process import Sida, Villkor
from tests import fabrik
from tests.omfordelning.brevunderlag.lasning import pdftext, underlag

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]


def bygg() -> fabrik.Lansscen:
    return fabrik.bygg_lan(fabrik.bygg_riket(prognos_huvud=1000))


def test_both_sides_get_the_figures_that_were_decided(lanet: fabrik.Lansscen) -> None:
    boden = lanet.overens("Boden", "Luleå", "0.60", villkor=Villkor.PROPORTION)
    lanet.overens("Älvsbyn", "Luleå", None)
    lanet.beslutat()
    for sida, namn in ((Sida.GIVARE, "Bodens kommun"), (Sida.MOTTAGARE, "Luleå kommun")):
        (b,) = underlag(boden, "besked", sida)
        assert b.mottagare == brev.Mottagare(
            namn=namn, organ="Kommunstyrelsen", epost=f"registrator.{boden.kommunkod(sida)}@example.org"
        )
        assert b.medtagen
        assert b.givare == brev.Andelsrad(
            kod="2582", namn="Bodens kommun", fore=D("2.57"), andring=D("-0.60"), efter=D("1.97")
        )
        assert b.mottagande == brev.Andelsrad(
            kod="2580", namn="Luleå kommun", fore=D("7.30"), andring=D("0.60"), efter=D("7.90")
        )
        assert (b.promille, b.hela_andelen, b.villkor) == (D("0.60"), False, Villkor.PROPORTION)
        assert b.samlat == brev.SamlatMottagande(antal_givare=2, efter=D("8.90"))
        assert b.andelar_kalla == "Migrationsverkets preliminära andelar för 2027, version 1, den 20 augusti 2026"
        assert b.beslut == brev.Lansbeslut(
            datum=date(2026, 11, 10),
            dnr="851-2026-25",
            beslutande="Beslutsfattare 25, beslutsfattare",
            foredragande="Örjan Påhittad, handläggare",
        )
        assert {r.myndighet: r.beteckning for r in b.referenser} == {
            "Länsstyrelsen i Norrbottens län": "851-2026-25",
            "Bodens kommun": "KS 2026/2582",
            "Luleå kommun": "KS 2026/2580",
        }
        assert b.sandlista == ("Bodens kommun, Kommunstyrelsen", "Luleå kommun, Kommunstyrelsen")
        assert b.vantas == date(2026, 12, 21)
        assert (b.version, b.ersatter, b.skal, b.overklagande, b.flaggor) == (1, None, (), "", ())


def test_on_paper(lanet: fabrik.Lansscen, brevbibliotek: None, tmp_path: Path) -> None:
    boden = lanet.overens("Boden", "Luleå", "0.60")
    lanet.beslutat()
    rad = Brev.objects.get(forslag=boden, sida=Sida.GIVARE)
    framstall(rad.dokument_id, nu=fabrik.BESLUTAT)
    rad.dokument.refresh_from_db()
    text = pdftext(rad.dokument, tmp_path)
    for fras in (
        "Länsstyrelsen föreslår omfördelningen",
        "Den gäller först när Migrationsverket har beslutat.",
        "Bodens kommun 2,57 −0,60 1,97",
        "Luleå kommun 7,30 +0,60 7,90",
        "om prognosen är 1 000 barn ger 0,60 ‰ en rörlig del på 5 670 kr",
        "7 § andra stycket och tredje stycket",
    ):
        assert fras.replace("\u00a0", " ") in text.replace("\u00a0", " ")
    assert rad.dokument.versioner["weasyprint"]
    assert brev.rendera(brev.las_underlag(rad.dokument.underlag)).sha256 == rad.dokument.sha256


def test_not_taken_along_says_why_and_nothing_of_money(lanet: fabrik.Lansscen) -> None:
    f = lanet.overens("Boden", "Luleå", "0.60")
    lanet.beslutat(nej={f.pk: "Kommunerna har ångrat sig.\nDe bad om det den 9 november."})
    (b,) = underlag(f, "besked")
    assert not b.medtagen
    assert b.skal == ("Kommunerna har ångrat sig.", "De bad om det den 9 november.")
    assert (b.givare.andring, b.mottagande.andring, b.ersattning, b.samlat, b.vantas) == (0, 0, None, None, None)


def test_example_of_money_only_with_a_forecast(lanet: fabrik.Lansscen) -> None:
    lanet.ar.prognos_huvud = None
    lanet.ar.save()
    f = lanet.overens("Boden", "Luleå", "0.60")
    lanet.beslutat()
    ersattning = underlag(f, "besked")[0].ersattning
    assert (ersattning.fast_del_kr, ersattning.rorlig_del_kr, ersattning.exempel) == (D(500000), D(9450), None)


def test_a_new_decision_gives_a_new_letter_only_where_something_differs(
    lanet: fabrik.Lansscen, riket: fabrik.Riket
) -> None:
    boden = lanet.overens("Boden", "Luleå", "0.60")
    alvsbyn = lanet.overens("Älvsbyn", "Luleå", "0.40")
    kalix = lanet.overens("Kalix", "Piteå", "0.30")
    forsta = lanet.redovisat()
    rad = forsta.rader.get(forslag=alvsbyn)
    redovisning.aterlamna(
        forsta.pk,
        skal="",
        rader={rad.pk: "Älvsbyns beslut är upphävt."},
        av=riket.importor,
        nu=fabrik.KVITTERAT,
    )
    lanet.beslutat(nej={alvsbyn.pk: "Beslutet är upphävt."}, nu=fabrik.klockan(date(2026, 11, 13)), kontrollera=False)
    ettan, tvaan = underlag(alvsbyn, "besked")
    assert (ettan.medtagen, tvaan.medtagen) == (True, False)
    assert tvaan.version == 2
    assert tvaan.ersatter == brev.ErsattHandling(
        beteckning=ettan.beteckning,
        datum=date(2026, 11, 10),
        skal="Länsstyrelsen har beslutat version 2 av sin redovisning. Migrationsverket lämnade tillbaka den "
        "förra. Älvsbyns beslut är upphävt.",
    )
    assert [b.samlat for b in underlag(boden, "besked")] == [
        brev.SamlatMottagande(antal_givare=2, efter=D("8.30")),
        None,
    ]
    assert len(underlag(kalix, "besked")) == 1  # nothing in it is another than it was


def test_goes_to_the_organ_that_decided_or_its_successor(lanet: fabrik.Lansscen) -> None:
    kommun = lanet.kommuner["Boden"].organisation
    ny = fabrik.skapa_organ(
        kommun,
        namn="Socialnämnden",
        slag=Organslag.NAMND,
        funktionsbrevlada="ny@example.org",
        galler_fran=date(2026, 10, 1),
    )
    gammal = fabrik.skapa_organ(
        kommun, namn="Omsorgsnämnden", slag=Organslag.NAMND, funktionsbrevlada="gammal@example.org",
        galler_till=date(2026, 9, 30), eftertradare=ny,
    )  # fmt: skip
    f = lanet.overens("Boden", "Luleå", "0.60", beslut=lanet.uppgifter("Boden", organ=gammal, organnamn=gammal.namn))
    lanet.beslutat()
    (b,) = underlag(f, "besked")
    assert (b.mottagare.organ, b.mottagare.epost) == ("Socialnämnden", "ny@example.org")
    assert b.kommunbeslut[0].organ == "Omsorgsnämnden"
    assert Epostmeddelande.objects.filter(till="ny@example.org", amne=f"Besked, {f.referens}").count() == 1


def test_flags_say_what_the_reader_must_know(lanet: fabrik.Lansscen) -> None:
    f = lanet.skickat("Boden", "Luleå", "0.60")
    begaran = anstand.begar_anstand(
        f.pk, sammantrade=date(2026, 11, 9), av=lanet.foretradare("Luleå"), nu=fabrik.SVARAT
    )
    anstand.besluta_anstand(begaran.pk, beviljat_till=date(2026, 11, 10), av=lanet.handlaggare, nu=fabrik.SVARAT)
    kommandon.godkann(
        f.pk,
        av=lanet.handlaggare,
        nu=fabrik.klockan(date(2026, 11, 9), 16),
        kand_version=1,
        beslut=lanet.uppgifter("Luleå"),
        registrering=lanet.registrering(Sida.MOTTAGARE, fabrik.klockan(date(2026, 11, 9), 9, 5)),
    )
    granskning.anmal_omstandighet(
        f.pk,
        sida=Sida.GIVARE,
        slag=Omstandighet.Slag.OVERKLAGAT,
        dag=date(2026, 11, 8),
        domstol="Förvaltningsrätten i Luleå",
        malnummer="1234-26",
        av=lanet.foretradare("Boden"),
        nu=fabrik.GRANSKAT,
    )
    lanet.beslutat()
    assert {flagga.rubrik: flagga.text for flagga in underlag(f, "besked")[0].flaggor} == {
        "Anstånd": "Länsstyrelsen gav Luleå kommun anstånd till och med den 10 november 2026. "
        "Sammanträdet var den 9 november 2026.",
        "Registrerat av länsstyrelsen": "Godkännandet från Luleå kommun kom till länsstyrelsen den "
        "9 november 2026 kl. 09.05.",
        "Ändrad omständighet": "Bodens kommun: beslutet är överklagat (8 november 2026, Förvaltningsrätten i "
        "Luleå, mål 1234-26).",
    }


def test_late_lane_is_printed_with_its_reason(lanet: fabrik.Lansscen) -> None:
    i_tid = lanet.overens("Kalix", "Luleå", "0.30")
    for givare in ("2582", "2514"):
        anstand.tillat_sen_inlamning(
            2027, givare=givare, till=date(2026, 11, 12), skal="Valet blev klart sent.", av=lanet.handlaggare,
            nu=fabrik.SVARAT,
        )  # fmt: skip
    sent = lanet.skickat("Boden", "Luleå", "0.60", nu=fabrik.FOR_SENT)
    lanet.godkant(sent, nu=fabrik.FOR_SENT)
    lanet.beslutat()
    assert [f.text for f in underlag(sent, "besked")[0].flaggor] == [
        "Länsstyrelsen tillät Bodens kommun att skicka förslaget efter den 6 november 2026, till och med den "
        "12 november 2026. Skäl: Valet blev klart sent."
    ]
    assert underlag(i_tid, "besked")[0].flaggor == ()
