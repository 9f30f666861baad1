"""The letters, the register copies and the report, built from rows that the commands have made, and on paper."""

import ast
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest

from anvisning.models import Dokument, Epostmeddelande, Handelse, Lan, Organ, Organslag, Roll, Tabellslag
from omfordelning import brev, brevunderlag
from omfordelning.aktnamn import AKTNAMN
from omfordelning.brevunderlag import delar
from omfordelning.dokument import framstall
from omfordelning.handlaggning import anstand, granskning, redovisning
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.models import Brev, Forslag, Kommunbeslut, Omstandighet
from omfordelning.process import Sida, Villkor
from tests import fabrik
from tests.omfordelning.pdfkontroll import run

pytestmark = pytest.mark.django_db


def bygg() -> fabrik.Lansscen:
    return fabrik.bygg_lan(fabrik.bygg_riket(prognos_huvud=1000))


@pytest.fixture
def riket(lanet: fabrik.Lansscen) -> fabrik.Riket:
    return lanet.riket


def underlag(forslag: Forslag, slag: str, sida: Sida = Sida.GIVARE) -> list:
    """The stored inputs of a side's letters of one kind, in order of version."""
    rader = Brev.objects.filter(forslag=forslag, slag=slag, sida=sida).select_related("dokument").order_by("version")
    return [brev.las_underlag(rad.dokument.underlag) for rad in rader]


def kopior(slag: str) -> dict[str, brev.Registreringskopia]:
    """Whose register → the copy they got of the latest act of a kind."""
    handelse = Handelse.objects.filter(slag=slag).latest("nummer")
    dokument = Dokument.objects.filter(
        pk__in=Epostmeddelande.objects.filter(nyckel__startswith=f"kopia:{handelse.pk}:").values("bilagor")
    )
    alla = [brev.las_underlag(d.underlag) for d in dokument]
    return {kopia.for_myndighet: kopia for kopia in alla if isinstance(kopia, brev.Registreringskopia)}


def uppgifter(kopia: brev.Registreringskopia | brev.Arendeutskrift) -> dict[tuple[str, str], str]:
    avsnitt = kopia.fakta if isinstance(kopia, brev.Arendeutskrift) else kopia.avsnitt
    return {(a.rubrik, u.etikett): u.varde for a in avsnitt for u in a.uppgifter}


def pdftext(dokument: Dokument, tmp_path: Path) -> str:
    fil = tmp_path / "brev.pdf"
    fil.write_bytes(dokument.innehall)
    return " ".join(run("pdftotext", "-raw", str(fil), "-").split())


class TestBesked:
    def test_both_sides_get_the_figures_that_were_decided(self, lanet: fabrik.Lansscen) -> None:
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

    def test_on_paper(self, lanet: fabrik.Lansscen, brevbibliotek: None, tmp_path: Path) -> None:
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

    def test_not_taken_along_says_why_and_nothing_of_money(self, lanet: fabrik.Lansscen) -> None:
        f = lanet.overens("Boden", "Luleå", "0.60")
        lanet.beslutat(nej={f.pk: "Kommunerna har ångrat sig.\nDe bad om det den 9 november."})
        (b,) = underlag(f, "besked")
        assert not b.medtagen
        assert b.skal == ("Kommunerna har ångrat sig.", "De bad om det den 9 november.")
        assert (b.givare.andring, b.mottagande.andring, b.ersattning, b.samlat, b.vantas) == (0, 0, None, None, None)

    def test_example_of_money_only_with_a_forecast(self, lanet: fabrik.Lansscen) -> None:
        lanet.ar.prognos_huvud = None
        lanet.ar.save()
        f = lanet.overens("Boden", "Luleå", "0.60")
        lanet.beslutat()
        ersattning = underlag(f, "besked")[0].ersattning
        assert (ersattning.fast_del_kr, ersattning.rorlig_del_kr, ersattning.exempel) == (D(500000), D(9450), None)

    def test_a_new_decision_gives_a_new_letter_only_where_something_differs(
        self, lanet: fabrik.Lansscen, riket: fabrik.Riket
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
        lanet.beslutat(
            nej={alvsbyn.pk: "Beslutet är upphävt."}, nu=fabrik.klockan(date(2026, 11, 13)), kontrollera=False
        )
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

    def test_goes_to_the_organ_that_decided_or_its_successor(self, lanet: fabrik.Lansscen) -> None:
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
        f = lanet.overens(
            "Boden", "Luleå", "0.60", beslut=lanet.uppgifter("Boden", organ=gammal, organnamn=gammal.namn)
        )
        lanet.beslutat()
        (b,) = underlag(f, "besked")
        assert (b.mottagare.organ, b.mottagare.epost) == ("Socialnämnden", "ny@example.org")
        assert b.kommunbeslut[0].organ == "Omsorgsnämnden"
        assert Epostmeddelande.objects.filter(till="ny@example.org", amne=f"Besked, {f.referens}").count() == 1

    def test_flags_say_what_the_reader_must_know(self, lanet: fabrik.Lansscen) -> None:
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

    def test_late_lane_is_printed_with_its_reason(self, lanet: fabrik.Lansscen) -> None:
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


class TestBekraftelse:
    def test_decided_figures_and_why_they_differ(self, lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
        boden = lanet.overens("Boden", "Luleå", "0.60", villkor=Villkor.PROPORTION)
        alvsbyn = lanet.overens("Älvsbyn", "Luleå", None)
        lanet.redovisat()
        riket.publicera(Tabellslag.FASTSTALLD, fabrik.andrade(k2582="2.50"), nu=fabrik.FASTSTALLT)
        (b,) = underlag(boden, "bekraftelse")
        assert b.faststalld
        assert (b.givare.fore, b.givare.andring, b.givare.efter) == (D("2.50"), D("-0.58"), D("1.92"))
        assert b.mottagande.efter == D("7.88")
        assert b.avvikelse == brev.Avvikelse(
            foreslaget=D("0.60"),
            beslutat=D("0.58"),
            forklaring="Andelen för Bodens kommun är 2,50\u00a0‰. Den var 2,57\u00a0‰ i den preliminära tabellen. "
            "Kommunerna valde att samma del av andelen ska lämnas.",
        )
        assert b.samlat == brev.SamlatMottagande(antal_givare=2, efter=D("8.88"))
        assert b.mv_beslut == brev.Migrationsverksbeslut(
            datum=date(2026, 12, 21), referens="MV-2027-faststalld", tabell="Fastställda andelar 2027, version 1"
        )
        assert b.beslut.dnr == "851-2026-25"
        (a,) = underlag(alvsbyn, "bekraftelse", Sida.MOTTAGARE)
        assert (a.avvikelse, a.givare.efter, a.samlat.efter) == (None, 0, D("8.88"))

    def test_migrationsverkets_own_figure_wins(self, lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
        f = lanet.overens("Boden", "Luleå", "0.60")
        lanet.redovisat()
        riket.publicera(Tabellslag.FASTSTALLD, nu=fabrik.FASTSTALLT, utfall={f.pk: ("0,50", "Luleå tar emot mindre.")})
        assert underlag(f, "bekraftelse")[0].avvikelse == brev.Avvikelse(
            foreslaget=D("0.60"),
            beslutat=D("0.50"),
            forklaring="Luleå tar emot mindre.",
            enligt_villkoret=D("0.60"),
        )

    def test_lapsed_by_the_clause(self, lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
        f = lanet.overens("Boden", "Luleå", "0.60", villkor=Villkor.FORFALL)
        lanet.redovisat()
        riket.publicera(Tabellslag.FASTSTALLD, fabrik.andrade(k2582="2.50"), nu=fabrik.FASTSTALLT)
        (b,) = underlag(f, "bekraftelse")
        assert not b.faststalld
        assert b.skal == (
            "Kommunernas villkor är att omfördelningen förfaller när den fastställda andelen blir en annan.",
        )
        assert (b.givare.andring, b.avvikelse, b.ersattning, b.samlat) == (0, None, None, None)

    @pytest.fixture
    def rattade(self, lanet: fabrik.Lansscen) -> tuple[Forslag, Forslag]:
        """Boden's redistribution, which a rättelse has changed, and Kalix', which it has not."""
        boden = lanet.overens("Boden", "Luleå", "0.60")
        kalix = lanet.overens("Kalix", "Piteå", "0.30")
        lanet.redovisat()
        lanet.riket.publicera(Tabellslag.FASTSTALLD, nu=fabrik.FASTSTALLT)
        lanet.riket.publicera(
            Tabellslag.RATTELSE,
            fabrik.andrade(k2582="2.20"),
            nu=fabrik.RATTAT,
            skal="Folkmängden var fel.",
            galler_fran=date(2027, 3, 1),
        )
        return boden, kalix

    def test_rattelse_replaces_only_the_letters_it_changes(self, rattade: tuple[Forslag, Forslag]) -> None:
        boden, kalix = rattade
        ettan, tvaan = underlag(boden, "bekraftelse")
        assert (ettan.givare.fore, tvaan.givare.fore) == (D("2.57"), D("2.20"))
        assert tvaan.ersatter == brev.ErsattHandling(
            beteckning=ettan.beteckning,
            datum=date(2026, 12, 21),
            skal="Migrationsverket har rättat andelarna (MV-2027-rattelse). Folkmängden var fel.",
        )
        assert (
            brev.Flagga(
                rubrik="Rättelse", text="De rättade andelarna gäller från den 1 mars 2027. Skäl: Folkmängden var fel."
            )
            in tvaan.flaggor
        )
        assert len(underlag(kalix, "bekraftelse")) == 1

    def test_rattelse_on_paper(self, rattade: tuple[Forslag, Forslag], brevbibliotek: None, tmp_path: Path) -> None:
        boden, _ = rattade
        rad = Brev.objects.get(forslag=boden, slag="bekraftelse", version=2, sida=Sida.MOTTAGARE)
        framstall(rad.dokument_id, nu=fabrik.RATTAT)
        rad.dokument.refresh_from_db()
        text = pdftext(rad.dokument, tmp_path)
        assert "Ersätter Bekräftelse OMF-2027-25-001, version 1" in text
        assert "gäller från den 1 mars 2027 till den 31 december 2027" in " ".join(text.split())

    def test_a_coordinating_county_restates_the_decision(self, lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
        riket.publicist.organisation.samordnande_lan = Lan.objects.get(pk="07")
        riket.publicist.organisation.save()
        f = lanet.overens("Boden", "Luleå", "0.60")
        lanet.redovisat()
        riket.publicera(Tabellslag.FASTSTALLD, nu=fabrik.FASTSTALLT)
        aterger = "Länsstyrelsen i Kronobergs län, som återger Migrationsverkets beslut"
        assert [flagga.text for flagga in underlag(f, "bekraftelse")[0].flaggor] == [
            "Länsstyrelsen i Kronobergs län återger Migrationsverkets beslut den 21 december 2026 "
            "(referens MV-2027-faststalld)."
        ]
        kopia = kopior("faststalld")["Bodens kommun, Kommunstyrelsen"]
        assert kopia.avsandare == aterger
        assert uppgifter(kopia)["Migrationsverkets beslut", "Beslut"] == (
            "Återger Migrationsverkets beslut den 21 december 2026"
        )
        assert uppgifter(kopia)["Migrationsverkets beslut", "Referens"] == "MV-2027-faststalld"


@pytest.mark.parametrize(
    ("falt", "vantat"),
    [
        ({}, ("Protokollet är justerat.", "Protokollsutdraget följer senare.")),
        ({"tillstand": "fattat"}, ("Protokollet är inte justerat än.", "Protokollsutdraget följer senare.")),
        ({"tillstand": "omedelbart", "utdrag_id": 7}, ("Protokollet är omedelbart justerat.", "")),
        ({"utdrag_id": 7, "ram": D("2.10")}, ("Protokollet är justerat.", "Beslutet gäller upp till 2,10\u00a0‰.")),
        (
            {"tillstand": "planerat"},
            ("", "Beslutet är planerat till den 1 september 2026 och är inte fattat."),
        ),
        (
            {"organslag": "delegation", "delegationspunkt": "4.7", "utdrag_id": 7},
            ("Protokollet är justerat.", "Fattat på delegation, punkt 4.7."),
        ),
        (
            {"organslag": "ordforande", "utdrag_id": 7, "registrerat_av_lan": True},
            (
                "Protokollet är justerat.",
                "Fattat av ordföranden i ett brådskande ärende. Registrerat av länsstyrelsen.",
            ),
        ),
    ],
)
def test_a_municipalitys_decision_in_words(falt: dict, vantat: tuple[str, str]) -> None:
    grund = {"organslag": "namnd", "organnamn": "Socialnämnden", "tillstand": "justerat", "dag": date(2026, 9, 1)}
    rad = delar.kommunbeslut("Bodens kommun", Kommunbeslut(**grund | falt))
    assert (rad.justering, rad.anmarkning) == vantat
    assert rad.datum == (None if falt.get("tillstand") == "planerat" else date(2026, 9, 1))


def test_a_missing_decision_is_said() -> None:
    assert delar.kommunbeslut("Bodens kommun", None).anmarkning == "Beslut saknas."


@pytest.mark.parametrize(
    ("en", "annan", "vantat"),
    [
        ("lag (1) 7 § andra stycket", "lag (1) 7 § tredje stycket", "lag (1) 7 § andra stycket och tredje stycket"),
        ("lag (1) 7 §", "lag (1) 7 §", "lag (1) 7 §"),
        ("lag (1)", "beslut 2", "lag (1) och beslut 2"),
        ("lag (1) 7 §", "lag (1)", "lag (1) 7 § och lag (1)"),
    ],
)
def test_two_references_are_joined(en: str, annan: str, vantat: str) -> None:
    assert delar._grund(en, annan) == vantat


class TestRegistreringskopia:
    def test_sent_proposal_in_full_to_each_authority(self, lanet: fabrik.Lansscen) -> None:
        utdrag = fabrik.handling("utdrag åäö.pdf", nu=fabrik.SKICKAT)
        f = lanet.skickat(
            "Boden",
            "Luleå",
            "0.60",
            meddelande="Hej!\nVi hörs.",
            villkor=Villkor.FORFALL,
            beslut=lanet.uppgifter("Boden", utdrag=utdrag, ram=D("0.80")),
        )
        alla = kopior("forslag_skickat")
        assert {namn: kopia.mottagen for namn, kopia in alla.items()} == {
            "Bodens kommun, Kommunstyrelsen": False,
            "Luleå kommun, Kommunstyrelsen": True,
            "Länsstyrelsen i Norrbottens län": True,
        }
        for kopia in alla.values():
            assert kopia.rubrik == (
                "Förslag från Bodens kommun till Luleå kommun om omfördelning av anvisningsandel 2027"
            )
            assert kopia.avsandare == "Bodens kommun"
            assert kopia.mottagare == ("Luleå kommun", "Länsstyrelsen i Norrbottens län")
            assert (kopia.tidpunkt, kopia.registrerad) == (fabrik.SKICKAT, None)
            assert kopia.referens == f.referens
            assert kopia.bilagor == (
                brev.Bilaga(namn="utdrag åäö.pdf", storlek=len(utdrag.innehall), sha256=utdrag.sha256),
            )
            sagt = uppgifter(kopia)
            assert sagt["Förslaget, version 1", "Omfattning"] == "En del av andelen: 0,60\u00a0‰ av 2,57\u00a0‰"
            assert sagt["Förslaget, version 1", "Om andelen ändras"] == "Omfördelningen förfaller"
            assert sagt["Förslaget, version 1", "Meddelande"] == "Hej!\nVi hörs."
            andelar = "Andelar före och efter, om förslaget genomförs"
            assert sagt[andelar, "Bodens kommun"] == "2,57\u00a0‰ före, 1,97\u00a0‰ efter"
            assert sagt[andelar, "Luleå kommun"] == "7,30\u00a0‰ före, 7,90\u00a0‰ efter"
            assert sagt["Bodens kommun: beslut", "Paragraf"] == "112"
            assert sagt["Bodens kommun: beslut", "Övrigt"] == "Beslutet gäller upp till 0,80\u00a0‰."
            assert sagt["Handlingens innehåll", "Utfört av"] == "Företrädare 2582, företrädare, Bodens kommun"

    def test_answer_with_another_figure_shows_the_new_version(self, lanet: fabrik.Lansscen) -> None:
        f = lanet.skickat("Boden", "Luleå", "0.60")
        kommandon.andra(
            f.pk, innehall=fabrik.innehall("0.45"), av=lanet.foretradare("Luleå"), nu=fabrik.SVARAT, kand_version=1,
            beslut=lanet.uppgifter("Luleå"),
        )  # fmt: skip
        kopia = kopior("forslag_andrat")["Bodens kommun, Kommunstyrelsen"]
        assert kopia.rubrik.startswith("Ändrat förslag från Luleå kommun till Bodens kommun")
        sagt = uppgifter(kopia)
        assert sagt["Förslaget, version 2", "Omfattning"] == "En del av andelen: 0,45\u00a0‰ av 2,57\u00a0‰"
        assert {rubrik for rubrik, _ in sagt if rubrik.endswith(": beslut")} == {"Luleå kommun: beslut"}

    def test_registered_by_the_county_carries_both_instants(self, lanet: fabrik.Lansscen) -> None:
        inkommen = fabrik.klockan(date(2026, 11, 6), 15, 20)
        nu = fabrik.GRANSKAT
        kommandon.registrera(
            2027, givare="2582", mottagare="2580", innehall=fabrik.innehall("0.60"), av=lanet.handlaggare, nu=nu,
            registrering=lanet.registrering(Sida.GIVARE, inkommen, "mejl.pdf"), beslut=lanet.uppgifter("Boden"),
        )  # fmt: skip
        alla = kopior("forslag_skickat")
        assert {namn: kopia.mottagen for namn, kopia in alla.items()} == {
            "Bodens kommun, Kommunstyrelsen": False,
            "Luleå kommun, Kommunstyrelsen": True,
            "Länsstyrelsen i Norrbottens län": True,
        }
        kopia = alla["Länsstyrelsen i Norrbottens län"]
        assert (kopia.avsandare, kopia.tidpunkt, kopia.registrerad) == ("Bodens kommun", inkommen, nu)
        assert kopia.registrerad_av == "Handläggare 25, handläggare, Länsstyrelsen i Norrbottens län"
        assert [bilaga.namn for bilaga in kopia.bilagor] == ["mejl.pdf"]

    def test_circumstance_and_withdrawal_are_told_in_full(self, lanet: fabrik.Lansscen) -> None:
        f = lanet.overens("Boden", "Luleå", "0.60")
        granskning.anmal_omstandighet(
            f.pk, sida=Sida.MOTTAGARE, slag=Omstandighet.Slag.INHIBITION, dag=date(2026, 10, 5),
            domstol="Kammarrätten", beskrivning="Gäller tills vidare.", av=lanet.handlaggare, nu=fabrik.SVARAT,
        )  # fmt: skip
        kopia = kopior("omstandighet_anmald")["Luleå kommun, Kommunstyrelsen"]
        assert kopia.avsandare == "Länsstyrelsen i Norrbottens län"
        assert uppgifter(kopia)["Handlingens innehåll", "Omständighet"] == (
            "Luleå kommun: domstolen har beslutat om inhibition (5 oktober 2026, Kammarrätten). Gäller tills vidare."
        )
        kommandon.aterkalla(
            f.pk,
            av=lanet.foretradare("Boden"),
            nu=fabrik.SVARAT,
            skal="Boendet stängs.",
            beslut=lanet.uppgifter("Boden"),
        )
        sagt = uppgifter(kopior("forslag_aterkallat")["Luleå kommun, Kommunstyrelsen"])
        assert sagt["Förslaget, version 1", "Ärendet avslutades för att"] == "Boendet stängs."
        assert sagt["Förslaget, version 1", "Ärendets status"] == "Avslutad – återkallad"

    def test_the_clock_and_the_countys_own_check(self, lanet: fabrik.Lansscen) -> None:
        lamnat = lanet.skickat("Boden", "Luleå", "0.60")
        kommandon.forfall(lamnat.pk, nu=fabrik.FOR_SENT)
        assert {k.mottagen for k in kopior("forslag_forfallet").values()} == {True}
        assert {k.avsandare for k in kopior("forslag_forfallet").values()} == {
            "Tjänsten Omfördelning av anvisningsandelar (automatiskt)"
        }
        lanet.kontrollerat(lanet.overens("Kalix", "Piteå", "0.30"))
        assert kopior("kontrollerad") == {}  # neither received nor dispatched

    def test_after_the_final_shares(self, lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
        lanet.overens("Älvsbyn", "Luleå", None)
        lanet.redovisat()
        assert kopior("redovisad")["Luleå kommun, Kommunstyrelsen"].mottagare[0] == "Migrationsverket"
        riket.publicera(Tabellslag.FASTSTALLD, fabrik.andrade(k2560="1.20"), nu=fabrik.FASTSTALLT)
        sagt = uppgifter(kopior("faststalld")["Luleå kommun, Kommunstyrelsen"])
        assert sagt["Förslaget, version 1", "Omfattning"] == "Hela andelen: 1,00\u00a0‰"
        assert sagt["Handlingens innehåll", "Beslutat"] == "1,20\u00a0‰"
        assert sagt["Fastställda andelar före och efter", "Älvsbyns kommun"] == ("1,20\u00a0‰ före, 0,00\u00a0‰ efter")

    def test_on_paper(self, lanet: fabrik.Lansscen, brevbibliotek: None, tmp_path: Path) -> None:
        lanet.skickat("Boden", "Luleå", "0.60", meddelande="Hälsningar från <b>Åsa</b> & Örjan")
        fabrik.arbeta("dokument", nu=fabrik.SKICKAT)
        texter = [pdftext(d, tmp_path) for d in Dokument.objects.filter(underlag__slag="Registreringskopia")]
        assert len(texter) == 3
        assert all("Hälsningar från <b>Åsa</b> & Örjan" in text for text in texter)
        assert sum("Inkommen handling" in text for text in texter) == 2


class TestRedovisning:
    def test_pairs_sums_and_what_was_left_out(self, lanet: fabrik.Lansscen) -> None:
        lanet.overens("Boden", "Luleå", "0.60", villkor=Villkor.PROPORTION)
        lanet.overens("Älvsbyn", "Luleå", None)
        kalix = lanet.overens("Kalix", "Piteå", "0.30")
        dokument = brevunderlag.redovisningsdokument(lanet.beslutat(nej={kalix.pk: "Beslutet är upphävt."}))
        assert dokument.beteckning == "Redovisning 2027, Norrbottens län, version 1"
        assert [(r.givare.namn, r.promille, r.hela_andelen) for r in dokument.rader] == [
            ("Boden", D("0.60"), False),
            ("Älvsbyn", D("1.00"), True),
        ]
        for rad in dokument.rader:
            assert (rad.mottagare.fore, rad.mottagare.andring, rad.mottagare.efter) == (D("7.30"), D("1.60"), D("8.90"))
        kommuner = {k.namn: k for k in dokument.kommuner}
        assert len(kommuner) == 14
        assert (kommuner["Luleå"].tar_emot, kommuner["Luleå"].efter) == (D("1.60"), D("8.90"))
        assert (kommuner["Kalix"].lamnar, kommuner["Piteå"].tar_emot) == (0, 0)
        assert [(e.referens, e.givare, e.skal) for e in dokument.ej_medtagna] == [
            (kalix.referens, "Kalix", "Beslutet är upphävt.")
        ]
        assert dokument.mottagare.epost == "registrator.riket@example.org"
        assert dokument.kontakt.funktion == "handläggare för anvisningsandelar"

    def test_nollrapport_and_a_version_that_replaces(self, lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
        noll = lanet.redovisat()
        assert brevunderlag.redovisningsdokument(noll).beteckning == "Nollrapport 2027, Norrbottens län, version 1"
        redovisning.aterlamna(noll.pk, skal="Kontrollera Boden.", rader={}, av=riket.importor, nu=fabrik.KVITTERAT)
        ny = brevunderlag.redovisningsdokument(lanet.beslutat(nu=fabrik.klockan(date(2026, 11, 13))))
        assert ny.ersatter == brev.ErsattHandling(
            beteckning="version 1",
            datum=date(2026, 11, 10),
            skal="Migrationsverket lämnade tillbaka version 1. Kontrollera Boden.",
        )

    def test_register_copies_of_sending_and_answer(self, lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
        f = lanet.overens("Boden", "Luleå", "0.60")
        rapport = lanet.redovisat()
        lan, mv = "Länsstyrelsen i Norrbottens län", "Migrationsverket"
        sandningen = kopior("redovisning_oversand")
        assert {namn: kopia.mottagen for namn, kopia in sandningen.items()} == {lan: False, mv: True}
        assert uppgifter(sandningen[mv])[f"{f.referens}: Boden till Luleå", "Luleå"] == (
            "7,30\u00a0‰ före, 7,90\u00a0‰ efter allt som tas emot"
        )
        redovisning.kvittera(
            rapport.pk, kvittens="MV-77", av=lanet.handlaggare, nu=fabrik.KVITTERAT, inkommen=fabrik.OVERSANT
        )
        svaret = kopior("redovisning_mottagen")
        assert {namn: kopia.mottagen for namn, kopia in svaret.items()} == {lan: True, mv: False}
        assert (svaret[lan].avsandare, svaret[lan].tidpunkt) == (mv, fabrik.OVERSANT)
        assert svaret[lan].registrerad == fabrik.KVITTERAT
        assert riket.ar.exempeldata is svaret[lan].exempeldata is False


class TestArendeutskrift:
    def test_the_whole_case(self, lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
        utdrag = fabrik.handling("utdrag.pdf", nu=fabrik.SKICKAT)
        f = lanet.skickat("Boden", "Luleå", "0.60", meddelande="Hej!", beslut=lanet.uppgifter("Boden", utdrag=utdrag))
        kommandon.andra(
            f.pk, innehall=fabrik.innehall("0.50", Villkor.PROPORTION), av=lanet.foretradare("Luleå"), nu=fabrik.SVARAT,
            kand_version=1, beslut=lanet.uppgifter("Luleå"),
        )  # fmt: skip
        kommandon.godkann(
            f.pk, av=lanet.foretradare("Boden"), nu=fabrik.SVARAT, kand_version=2, beslut=lanet.uppgifter("Boden")
        )
        lanet.redovisat()
        riket.publicera(Tabellslag.FASTSTALLD, fabrik.andrade(k2582="2.00"), nu=fabrik.FASTSTALLT)
        utskrift = brevunderlag.arendeutskrift(f, fabrik.RATTAT)
        assert utskrift.status == "Fastställd"
        assert utskrift.rubrik == "Från Bodens kommun till Luleå kommun, 0,39\u00a0‰"
        sagt = uppgifter(utskrift)
        assert sagt["Förslaget", "Omfattning"] == "En del av andelen: 0,50\u00a0‰ av 2,57\u00a0‰"
        assert sagt["Andelar före och efter", "Bodens kommun"] == "2,00\u00a0‰ före, 1,61\u00a0‰ efter"
        assert [(v.nummer, v.promille, v.av) for v in utskrift.versioner] == [
            (1, D("0.60"), "Bodens kommun"),
            (2, D("0.50"), "Luleå kommun"),
        ]
        assert [(g.version, g.kommun) for g in utskrift.godkannanden] == [
            (1, "Bodens kommun"),
            (2, "Bodens kommun"),
            (2, "Luleå kommun"),
        ]
        assert [h.text for h in utskrift.tidslinje] == list(
            Handelse.objects.filter(arende=f.arende).order_by("nummer").values_list("text", flat=True)
        )
        assert "utdrag.pdf" in [bilaga.namn for bilaga in utskrift.bilagor]

    def test_a_no_and_a_case_that_moves_nothing(self, lanet: fabrik.Lansscen) -> None:
        f = lanet.skickat("Boden", "Luleå", "0.60")
        kommandon.avboj(
            f.pk, skal="Vi saknar platser.", av=lanet.foretradare("Luleå"), nu=fabrik.SVARAT, kand_version=1
        )
        utskrift = brevunderlag.arendeutskrift(f, fabrik.RATTAT)
        assert (utskrift.godkannanden[-1].svar, utskrift.godkannanden[-1].beslut) == ("Säger nej", "Vi saknar platser.")
        assert uppgifter(utskrift)["Andelar före och efter", "Förs över"] == "0,00\u00a0‰"


def test_every_act_has_its_words() -> None:
    """What commands pass to `expediera` and `expediera_redovisning` is named in `AKTNAMN`, and nothing else is."""
    mapp = Path(brevunderlag.__file__).parents[1] / "handlaggning"
    slag = set()
    for fil in sorted(mapp.glob("*.py")):
        for nod in ast.walk(ast.parse(fil.read_text(encoding="utf-8"))):
            if isinstance(nod, ast.Call) and getattr(nod.func, "id", "") in {"expediera", "expediera_redovisning"}:
                slag |= {n.value for n in ast.walk(nod.args[1]) if isinstance(n, ast.Constant) and n.value}
    assert slag == set(AKTNAMN)


def test_an_authority_without_mailbox_gets_no_copy(lanet: fabrik.Lansscen) -> None:
    Organ.objects.filter(organisation__kommun="2580").delete()
    f = lanet.skickat("Boden", "Luleå", "0.60", beslut=lanet.uppgifter("Boden"))
    assert set(kopior("forslag_skickat")) == {"Bodens kommun, Kommunstyrelsen", "Länsstyrelsen i Norrbottens län"}
    kommandon.godkann(f.pk, av=lanet.konto(Roll.KOMMUN_FORETRADARE, "Luleå"), nu=fabrik.SVARAT, kand_version=1)
