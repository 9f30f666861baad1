"""The whole way once, as people walk it: from preliminary shares to final ones and the letters, in Norrbotten."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from anvisning import tid
from anvisning.models import Dokument, Handelse, Kommun, Lan, Organisation, Roll
from anvisning.visning import datum
from omfordelning.models import Forslag, Redovisning
from omfordelning.process import Status
from tests import fabrik
from tests.floden.person import Person, folk
from tests.floden.server import webbserver
from tests.helhet import krav_helhet
from tests.omfordelning.pdfkontroll import read_pages

pytestmark = [pytest.mark.webblasare, pytest.mark.langsam]

MOTTAGARE = "Luleå"
GIVARE = ("Älvsbyn", "Boden", "Haparanda")
KODER = {"Luleå": "2580", "Älvsbyn": "2560", "Boden": "2582", "Haparanda": "2583", "Umeå": "2480"}
FORE = {"Luleå": "7,30", "Älvsbyn": "1,00", "Boden": "2,57", "Haparanda": "1,00"}
"""The preliminary shares (promille) as the pages write them."""
BODENS_SLUTLIGA = "2.97"
"""Boden's final share. Of 2,57 Boden gives 0,80 and wants to give the same part of the final: 0,80 × 2,97 / 2,57."""
BODEN_GER = "0,92"
UTDRAG = "protokollsutdrag-lulea.pdf"


@dataclass(frozen=True)
class Scen:
    """The people, the days of the round and the way to a browser."""

    kom: Any
    idag: date

    @property
    def ar(self) -> int:
        return self.idag.year + 1

    def dag(self, om: int) -> date:
        return self.idag + timedelta(days=om)


@pytest.fixture
def adress(ny_databas: Any) -> Iterator[str]:
    """Norrbotten and Migrationsverket have accounts, and so has Umeå in another county. Haparanda has none."""
    with ny_databas(), webbserver() as adress:
        fabrik.referensdata()
        migrationsverket = Organisation.objects.get(slag=Organisation.Slag.NATIONELL)
        lanen = [Lan.objects.get(pk=kod).organisation for kod in ("25", "24")]
        kommuner = {k.namn: k.organisation for k in Kommun.objects.filter(pk__in=KODER.values())}
        for organisation in (migrationsverket, *lanen, *kommuner.values()):
            fabrik.skapa_organ(organisation)
            fabrik.skapa_kontakt(organisation)
        fabrik.skapa_konto(migrationsverket, Roll.ADMINISTRATOR, namn="Inger Inläsare")
        fabrik.skapa_konto(migrationsverket, Roll.ADMINISTRATOR, namn="Petra Publicist", epost="petra@example.org")
        for lan in lanen:
            fabrik.skapa_konto(lan, Roll.LAN_HANDLAGGARE)
            fabrik.skapa_konto(lan, Roll.LAN_BESLUTSFATTARE, namn=f"Bodil Beslutsfattare {lan.lan_id}")
        for namn in ("Luleå", "Älvsbyn", "Boden", "Umeå"):
            fabrik.skapa_konto(kommuner[namn], Roll.KOMMUN_FORETRADARE)
        fabrik.skapa_konto(kommuner["Älvsbyn"], Roll.KOMMUN_HANDLAGGARE)
        yield adress


def som_csv(**andrade: str) -> bytes:
    """Give the table of shares as Migrationsverket's file, some of them changed: `som_csv(k2582="2.97")`."""
    andelar = fabrik.preliminara() | {kod[1:]: Decimal(text) for kod, text in andrade.items()}
    return fabrik.som_csv(andelar)


def test_hela_vagen(browser: Browser, adress: str, axe_js: str, brevbibliotek: None, tmp_path: Path) -> None:
    with folk(browser, adress, axe_js) as kom:
        hela_vagen(Scen(kom, tid.svensk_dag(timezone.now())), tmp_path)
    krav_helhet()


def hela_vagen(scen: Scen, tmp_path: Path) -> None:
    inger = scen.kom("Inger Inläsare", "administrator.riket@example.org")
    petra = scen.kom("Petra Publicist", "petra@example.org")
    lagg_upp_aret(scen, inger)
    publicera_preliminara(scen, inger, petra)

    alvsbyn = scen.kom("Älvsbyn", "foretradare.2560@example.org")
    boden = scen.kom("Boden", "foretradare.2582@example.org")
    lulea = scen.kom("Luleå", "foretradare.2580@example.org")
    lan = scen.kom("Länets handläggare", "handlaggare.25@example.org")
    alvsbyn_ger_hela(scen, alvsbyn)
    boden_ger_en_del(scen, boden)
    haparanda_mejlar(scen, lan)
    boden_far_anstand(scen, boden, lan)
    lulea_godkanner_alla_med_ett_beslut(scen, lulea)

    bodil = scen.kom("Bodil Beslutsfattare", "beslutsfattare.25@example.org")
    kontrollera_arendena(lan)
    besluta_redovisningen(scen, bodil)
    oversand(lan)
    ta_emot(inger)

    publicera_faststallda(scen, inger, petra)
    fabrik.arbeta(nu=timezone.now())
    bekraftelser_hamtas(scen, {"Älvsbyn": alvsbyn, "Boden": boden, "Luleå": lulea}, tmp_path)
    allmanheten_ser(scen)
    framlingar_ser_ingenting(scen)
    allt_ar_antecknat(scen)


def lagg_upp_aret(scen: Scen, inger: Person) -> None:
    """Inger begins the year with dates around today."""
    inger.meny("Länsöversikt")
    inger.lank("Lägg upp")
    inger.skriv("Preliminära andelar kommer", scen.dag(0).isoformat())
    inger.skriv("Länens sista dag för kommunerna", scen.dag(10).isoformat())
    inger.skriv("Länsstyrelserna redovisar senast", scen.dag(20).isoformat())
    inger.skriv("Migrationsverket fastställer andelarna", scen.dag(50).isoformat())
    inger.ser(f"Lägg upp {scen.ar}")
    inger.knapp("Lägg upp året")
    inger.ser(f"{scen.ar} är upplagt.", datum(scen.dag(20)))


def las_in(scen: Scen, inger: Person, sort: str, fil: str, innehall: bytes) -> None:
    """Inger reads a file in, and says what the table is."""
    inger.meny("Länsöversikt")
    inger.lank(f"Tabeller med andelar {scen.ar}")
    inger.lank(f"Läs in {sort} andelar")
    inger.bifoga("Fil med andelar", fil, innehall, "text/csv")
    inger.knapp("Läs in filen")
    inger.ser("Inget är publicerat än.", "Kommuner", "290")
    inger.markera("Före omfördelning")
    inger.skriv("Källa", "Migrationsverket")
    inger.skriv("Migrationsverkets beslutsdag", scen.idag.isoformat())
    inger.skriv("Migrationsverkets beteckning", f"MV-{scen.ar}-{fil}")
    inger.knapp("Spara uppgifterna")
    inger.ser("Uppgifterna är sparade.", "En annan person ska publicera den.")


def publicera(petra: Person, uppgift: str, sort: str, *varningar: str) -> None:
    """Petra finds the table among her tasks, ticks each warning, checks and publishes."""
    petra.meny("Mina uppgifter")
    petra.lank(uppgift)
    petra.lank("Granska och publicera")
    for varning in varningar:
        petra.markera(varning)
    petra.knapp("Fortsätt och kontrollera")
    petra.ser("När du har publicerat går det inte att ångra.", f"Bekräftade varningar {len(varningar)}")
    petra.knapp(f"Publicera de {sort} andelarna")
    petra.ser_rubrik(f"De {sort} andelarna är publicerade")


def publicera_preliminara(scen: Scen, inger: Person, petra: Person) -> None:
    """Arjeplog's share lies under the floor in the file: a warning that the second person must tick."""
    las_in(scen, inger, "preliminära", "preliminara.csv", som_csv(k2506="0.90"))
    inger.ser("Arjeplog")
    petra.meny("Mina uppgifter")
    petra.lank(f"Preliminära andelar för {scen.ar}")
    petra.lank("Granska och publicera")
    petra.knapp("Fortsätt och kontrollera")
    petra.ser("Bekräfta varningen, eller avbryt")
    publicera(petra, f"Preliminära andelar för {scen.ar}", "preliminära", "Arjeplog")
    for kommun, andel in FORE.items():
        petra.gar_till(reverse("andelar_ar", args=[scen.ar]))
        petra.ser_rad("Anvisningsandelar", kommun, andel)


def alvsbyn_ger_hela(scen: Scen, alvsbyn: Person) -> None:
    """A colleague has prepared the draft; the företrädare sends it with the municipality's decision."""
    kollega = scen.kom("Älvsbyns handläggare", "handlaggare.2560@example.org")
    kollega.meny("Min andel")
    kollega.ser(FORE["Älvsbyn"])
    kollega.lank("Föreslå en omfördelning")
    kollega.valj("Vilken kommun ska ta emot?", MOTTAGARE)
    kollega.markera("Hela andelen")
    kollega.ser("0,00")
    kollega.knapp("Spara utkast")
    kollega.ser("Utkastet är sparat.")

    alvsbyn.meny("Mina uppgifter")
    alvsbyn.lank("Förslag till Luleå")
    alvsbyn.lank("Skicka förslaget till Luleå")
    fyll_i_beslut(alvsbyn, scen.dag(-3), "41", "KS 2026/17")
    alvsbyn.knapp("Fortsätt och kontrollera")
    alvsbyn.ser(
        "Det du skickar blir allmän handling", "kan ändå få ett barn anvisat", "Kommunstyrelsen", FORE["Älvsbyn"]
    )
    alvsbyn.knapp("Skicka förslaget till Luleå")
    alvsbyn.ser_rubrik("Förslaget är skickat")
    alvsbyn.ser(referens(scen, 1))


def boden_ger_en_del(scen: Scen, boden: Person) -> None:
    """A part, with the clause that the same part of the final share is handed over."""
    boden.meny("Min andel")
    boden.lank("Föreslå en omfördelning")
    boden.valj("Vilken kommun ska ta emot?", MOTTAGARE)
    boden.markera("En del av andelen")
    boden.skriv("Hur många promille?", "0,80")
    boden.markera("Samma del av andelen förs över")
    boden.skriv("Meddelande till den andra kommunen", "Som vi kom överens om den 3 september.")
    boden.ser("1,77", "8,10")
    boden.knapp("Spara och gå vidare till att skicka")
    fyll_i_beslut(boden, scen.dag(-2), "88", "KS 2026/204")
    boden.knapp("Fortsätt och kontrollera")
    boden.ser("0,80 ‰", "Samma del av andelen förs över", "1,77", "8,10")
    boden.knapp("Ändra uppgifterna")
    boden.skriv("Paragraf", "89")
    boden.knapp("Fortsätt och kontrollera")
    boden.knapp("Skicka förslaget till Luleå")
    boden.ser_rubrik("Förslaget är skickat")
    boden.ser(referens(scen, 2))


def fyll_i_beslut(person: Person, dag: date, paragraf: str, diarienummer: str) -> None:
    """Report the kommunstyrelse's decision."""
    person.markera("Beslutet finns")
    person.valj("Vem har beslutat?", "Kommunstyrelsen")
    person.markera("Fattat och justerat", "Hur långt har beslutet kommit?")
    person.skriv("Beslutets datum", dag.isoformat())
    person.skriv("Paragraf", paragraf)
    person.skriv("Kommunens diarienummer", diarienummer)


def haparanda_mejlar(scen: Scen, lan: Person) -> None:
    """Haparanda has no account: the county registers the mail that came yesterday at 15.47."""
    lan.meny("Mina uppgifter")
    lan.lank("Registrera ett förslag som kom med post")
    lan.valj("Vilken kommun kommer handlingen från?", "Haparanda")
    lan.markera("Lämna över sin andel")
    lan.knapp("Fortsätt")
    lan.valj("Vilken kommun ska ta emot?", MOTTAGARE)
    lan.markera("En del av andelen")
    lan.skriv("Hur många promille?", "0,50")
    lan.markera("Beslutet framgår av handlingen")
    lan.valj("Vem har beslutat?", "Kommunstyrelsen")
    lan.markera("Fattat och justerat", "Hur långt har beslutet kommit?")
    lan.skriv("Beslutets datum", scen.dag(-4).isoformat())
    lan.skriv("Paragraf", "12")
    lan.markera("Handlingen är eller innehåller protokollsutdraget")
    lan.bifoga("Handlingen som PDF", "mejl-haparanda.pdf", fabrik.PDF)
    lan.skriv("Dag då handlingen kom in", scen.dag(-1).isoformat())
    lan.skriv("Klockslag", "15.47")
    lan.knapp("Fortsätt och kontrollera")
    lan.ser("mejl-haparanda.pdf", "kl. 15.47", "0,50 ‰")
    lan.knapp("Registrera förslaget från Haparanda")
    lan.ser(referens(scen, 3))
    lan.gar_till(arende(scen, 3))
    lan.ser("registrerat av länsstyrelsen", f"Kom in till länsstyrelsen {datum(scen.dag(-1))} kl. 15.47")


def boden_far_anstand(scen: Scen, boden: Person, lan: Person) -> None:
    """Boden asks for time until its own meeting, and the county grants it."""
    boden.gar_till(arende(scen, 2))
    boden.lank("Begär anstånd")
    boden.skriv("När är sammanträdet?", scen.dag(14).isoformat())
    boden.skriv("Varför behöver ni mer tid?", "Kommunfullmäktige vill höra nämnden först.")
    boden.knapp("Fortsätt och kontrollera")
    boden.knapp("Skicka begäran om anstånd till länsstyrelsen")
    boden.ser_rubrik("Begäran om anstånd är skickad")
    lan.gar_till(arende(scen, 2))
    lan.lank("Besluta om anstånd")
    lan.ser("Bodens kommun", "Kommunfullmäktige vill höra nämnden först.")
    lan.markera("Ge anstånd", "Vad beslutar länsstyrelsen?")
    lan.knapp("Fortsätt och kontrollera")
    lan.knapp(f"Ge anstånd till och med {datum(scen.dag(14))}")
    boden.gar_till(arende(scen, 2))
    boden.ser(f"anstånd till {datum(scen.dag(14))}")


def lulea_godkanner_alla_med_ett_beslut(scen: Scen, lulea: Person) -> None:
    """The receiver's one decision: reported once with its extract, then chosen again for the two others."""
    lulea.meny("Inkomna förslag")
    lulea.ser_rad("Förslag i den ordning de kom", "Älvsbyn", "1,00", "8,30")
    lulea.ser_rad("Förslag i den ordning de kom", "Boden", "0,80", "9,10")
    lulea.ser_rad("Förslag i den ordning de kom", "Haparanda", "0,50", "9,60")
    lulea.ser_rad("Förslag i den ordning de kom", "Om ni godkänner alla", "2,30", "9,60")
    lulea.lank("Godkänn förslaget från Älvsbyn")
    fyll_i_beslut(lulea, scen.dag(-1), "204", "KS 2026/340")
    lulea.bifoga("Protokollsutdrag (PDF)", UTDRAG, fabrik.PDF)
    godkann(lulea, "Älvsbyn", UTDRAG)
    for kommun in ("Boden", "Haparanda"):
        lulea.meny("Inkomna förslag")
        lulea.lank(f"Godkänn förslaget från {kommun}")
        lulea.markera("§ 204")
        godkann(lulea, kommun, "meddelat tidigare")
    lulea.meny("Inkomna förslag")
    lulea.ser("Inga förslag väntar på ert svar")
    assert Dokument.objects.filter(filnamn=UTDRAG).count() == 1


def godkann(lulea: Person, kommun: str, *texter: str) -> None:
    lulea.knapp("Fortsätt och kontrollera")
    lulea.ser("Det du skickar blir allmän handling", "§ 204" if "tidigare" in texter[0] else "204", *texter)
    lulea.knapp(f"Godkänn förslaget från {kommun}")
    lulea.ser_rubrik("Förslaget är godkänt")


def kontrollera_arendena(lan: Person) -> None:
    """The handläggare checks each agreed case, one after the other from the list of tasks."""
    for nummer in (1, 2, 3):
        lan.meny("Sammanställning")
        lan.lank(f"-25-{nummer:03d}")
        lan.lank("Gör den formella kontrollen")
        lan.markera("Utan anmärkning")
        lan.knapp("Spara kontrollen")
        lan.ser(f"-25-{nummer:03d}")


def besluta_redovisningen(scen: Scen, bodil: Person) -> None:
    """The beslutsfattare takes all three along in one decision; the county's sum is the same before and after."""
    bodil.meny("Redovisning")
    bodil.lank("Besluta om redovisningen")
    for nummer in (1, 2, 3):
        bodil.markera("Tas med", referens(scen, nummer))
    bodil.skriv("Länsstyrelsens diarienummer", f"851-1234-{scen.idag.year}")
    bodil.skriv("Föredragande", "Frida Föredragande, handläggare")
    bodil.knapp("Fortsätt och kontrollera")
    bodil.ser_rad("Tas med", "Älvsbyn", "1,00", "0,00")
    bodil.ser_rad("Tas med", "Boden", "0,80", "1,77")
    bodil.ser_rad("Tas med", "Haparanda", "0,50")
    andelar = fabrik.preliminara() | {"2506": Decimal("0.90")}
    lanets = str(sum(andel for kod, andel in andelar.items() if kod.startswith("25"))).replace(".", ",")
    bodil.ser_rad("Länets kommuner", "Hela länet, oförändrat", lanets)
    assert bodil.page.get_by_role("table", name="Länets kommuner").get_by_role("cell", name=lanets).count() == 2
    bodil.knapp("Besluta om redovisningen")
    bodil.meny("Redovisning")
    bodil.ser("Beslutad", "version 1")


def oversand(lan: Person) -> None:
    """The handläggare sends the decided report."""
    lan.meny("Redovisning")
    lan.lank("Översänd till Migrationsverket")
    lan.ser("Älvsbyn", "Boden", "Haparanda")
    lan.knapp("Översänd redovisningen till Migrationsverket")
    lan.meny("Redovisning")
    lan.ser("Översänd")


def ta_emot(inger: Person) -> None:
    """Migrationsverket receives the report."""
    inger.meny("Mina uppgifter")
    inger.lank("Ta emot redovisningen från Norrbottens län")
    inger.ser("Älvsbyn", "Boden", "Haparanda", "0,80")
    inger.lank("Ta emot redovisningen")
    inger.skriv("Migrationsverkets beteckning", "1.3.4-2026-99")
    inger.knapp("Fortsätt och kontrollera")
    inger.knapp("Ta emot redovisningen från Norrbottens län")
    inger.ser_rubrik("Redovisningen är mottagen")
    inger.ser("1.3.4-2026-99")


def publicera_faststallda(scen: Scen, inger: Person, petra: Person) -> None:
    """The final table differs in Boden: the clause moves a little more than was reported, and each page says why."""
    las_in(scen, inger, "fastställda", "faststallda.csv", som_csv(k2506="0.90", k2582=BODENS_SLUTLIGA))
    for person in (inger, petra):
        if person is petra:
            petra.meny("Mina uppgifter")
            petra.lank(f"Fastställda andelar för {scen.ar}")
        person.ser_rad("Andelar som skiljer sig", "Boden", "2,57", "1,77", "2,05")
        person.ser_rad("Andelar som skiljer sig", "Luleå", "7,30", "9,60", "9,72")
    publicera(petra, f"Fastställda andelar för {scen.ar}", "fastställda", "Arjeplog")
    petra.lank("Skillnader")
    petra.ser_rad("Andelar som skiljer sig", "Boden", "2,57", "1,77", "2,05", referens(scen, 2))
    petra.ser("Kommunernas villkor är att samma del av andelen förs över.")


def bekraftelser_hamtas(scen: Scen, parter: Mapping[str, Person], tmp_path: Path) -> None:
    """Every party with an account has its letters; the figures are the decided ones."""
    vantat = {
        ("Älvsbyn", 1): ("Älvsbyns kommun", "1,00", "0,00", "7,30"),
        ("Luleå", 1): ("Luleå kommun", "1,00", "0,00", "7,30"),
        ("Boden", 2): ("Bodens kommun", BODEN_GER, "2,05", "2,97"),
        ("Luleå", 2): ("Luleå kommun", BODEN_GER, "2,05", "2,97"),
        ("Luleå", 3): ("Luleå kommun", "0,50", "0,50", "7,30"),
    }
    for (kommun, nummer), texter in vantat.items():
        person = parter[kommun]
        person.gar_till(arende(scen, nummer))
        person.ser("Fastställd")
        for slag in ("Besked", "Bekräftelse"):
            fil = tmp_path / f"{kommun}-{nummer}-{slag}.pdf"
            fil.write_bytes(person.hamtar(f"{slag} (PDF)"))
            assert fil.read_bytes().startswith(b"%PDF-")
            text = " ".join(" ".join(read_pages(fil)).split())
            for ord_ in (referens(scen, nummer), slag, texter[0], *(texter[1:] if slag == "Bekräftelse" else ())):
                assert ord_ in text, (kommun, nummer, slag, ord_, text)


def allmanheten_ser(scen: Scen) -> None:
    """The public sees the redistributions and the shares in force, without logging in."""
    besokare = scen.kom("En besökare")
    besokare.gar_till("/")
    besokare.meny("Omfördelningar")
    besokare.ser_rad("Omfördelningar", "Älvsbyn", MOTTAGARE, "1,00")
    besokare.ser_rad("Omfördelningar", "Boden", MOTTAGARE, BODEN_GER)
    besokare.ser_rad("Omfördelningar", "Haparanda", MOTTAGARE, "0,50")
    besokare.meny("Anvisningsandelar")
    besokare.ser_rad("Anvisningsandelar", "Luleå", "7,30", "9,72")
    besokare.ser_rad("Anvisningsandelar", "Älvsbyn", "1,00", "0,00")
    besokare.skriv("Sök kommun eller län", "boden")
    besokare.ser_rad("Anvisningsandelar", "Boden", "2,97", "2,05")
    rader = csv.reader(io.StringIO(besokare.hamtar("CSV").decode("utf-8-sig")), delimiter=";")
    i_kraft = {
        rad[0]: Decimal(rad[-1].replace(",", ".")) for rad in rader if rad and rad[0].isdigit() and len(rad[0]) == 4
    }
    assert len(i_kraft) == 290
    assert (i_kraft["2580"], i_kraft["2582"], i_kraft["2560"]) == (Decimal("9.72"), Decimal("2.05"), Decimal(0))


def framlingar_ser_ingenting(scen: Scen) -> None:
    """For another county's municipality and county nothing of this exists; a visitor is asked to log in."""
    forslag = list(Forslag.objects.all())
    rapport = Redovisning.objects.get()
    namn = ("arende", "arende_skicka", "arende_svara", "arende_andra", "arende_avboj", "arende_aterkalla")
    namn += ("arende_beslut", "arende_anstand", "arende_omstandighet", "arende_kopiera", "arende_text", "arende_zip")
    arenden = [reverse(ett, args=[f.publikt_id]) for f in forslag for ett in namn]
    arenden += [reverse("utkast", args=[f.publikt_id]) for f in forslag]
    handelser = Handelse.objects.filter(arende__in=[f.arende for f in forslag])
    nycklar = {f.arende: f.publikt_id for f in forslag}
    arenden += [reverse("arende_kvitto", args=[nycklar[h.arende], h.nummer]) for h in handelser]
    filer = [reverse("dokument", args=[d.publikt_id]) for d in Dokument.objects.all()]
    lanets = [
        reverse(ett, args=[f.publikt_id])
        for f in forslag
        for ett in ("lan_kontroll", "lan_avsluta", "lan_kommunicera", "lan_komplettering_begar", "lan_registrera_svar")
    ]
    lanets += [
        reverse(ett, args=[rapport.publikt_id])
        for ett in ("redovisning_version", "redovisning_oversand", "redovisning_kvittens")
    ]
    lanets += [reverse("redovisning_fil", args=[rapport.publikt_id, slag]) for slag in ("pdf", "xlsx", "csv", "json")]
    lanets += [reverse("lan_anstand", args=[Forslag.objects.get(nummer=2).anstand.get().pk])]
    assert len(filer) > 20

    umea = scen.kom("Umeå", "foretradare.2480@example.org")
    vasterbotten = scen.kom("Länsstyrelsen i Västerbotten", "beslutsfattare.24@example.org")
    besokare = scen.kom("En besökare")
    for vag in [*arenden, *filer, *lanets]:
        assert besokare.status(vag) == 302, vag
        assert umea.status(vag) == (403 if vag in lanets else 404), vag
        assert vasterbotten.status(vag) in ({403, 404} if vag in arenden else {404}), vag  # 403: not for its role
    umea.meny("Mina uppgifter")
    umea.ser_inte("OMF-", "Boden", "Älvsbyn")


def allt_ar_antecknat(scen: Scen) -> None:
    """Each act stands once in the county's chain, and the three cases are confirmed."""
    assert set(Forslag.objects.values_list("status", flat=True)) == {Status.FASTSTALLD}
    slag = list(Handelse.objects.filter(lanskod="25").values_list("slag", flat=True))
    assert slag.count("forslag_godkant") == 3
    assert slag.count("anstand_beviljat") == 1
    assert slag.count("redovisning_beslutad") == slag.count("redovisning_oversand") == 1


def referens(scen: Scen, nummer: int) -> str:
    return f"OMF-{scen.ar}-25-{nummer:03d}"


def arende(scen: Scen, nummer: int) -> str:
    return reverse("arende", args=[Forslag.objects.get(ar=scen.ar, nummer=nummer).publikt_id])
