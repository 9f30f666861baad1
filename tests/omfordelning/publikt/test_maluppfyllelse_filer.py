"""The files of goal fulfilment and the months as they were known; and what neither pages nor files ever say."""

import csv
import io
import json
import re
from decimal import Decimal
from typing import Any

import pytest
import python_calamine
from django.db import connection
from django.test import Client

from anvisning.models import Ar
from omfordelning import uppfyllelse
from tests.anvisning.berakningar.scen import AR, BODEN, HAPARANDA, LULEA
from tests.fabrik import preliminara
from tests.omfordelning.publikt.manader import FILER, MANADEN, SIDOR, Manader
from tests.omfordelning.publikt.sidtext import hamta, ord_i, rader

pytestmark = [pytest.mark.usefixtures("i_augusti"), pytest.mark.langsam]


class TestFilerna:
    def test_sager_detsamma_som_sidan(self, publicerade: Manader) -> None:
        svar = Client().get(MANADEN)
        pa_sidan = {rad["kod"]: rad for rad in svar.context["rader"]}
        for rad in rader("/maluppfyllelse/2026-07.json"):
            visad = pa_sidan[rad["Kommunkod"]]
            assert rad["Anmärkning"] == ("" if visad["visas"] else uppfyllelse.SKYDD)
            for kolumn, falt in (
                ("Antal barn", "antal"),
                ("Mål", "mal"),
                ("Beräknad måluppfyllelse (procent)", "procent"),
                ("Mot målet (barn)", "avstand"),
                ("Mot landets medel (procentenheter)", "fran_medel"),
                ("Mot målet när året började (barn)", "ingaende"),
                ("Barn till i landet före (ungefär)", "plats"),
            ):
                assert tal_ur(rad[kolumn]) == tal_ur(visad[falt]), (rad["Kommun"], kolumn)
        assert len(pa_sidan) == 290

    def test_alla_format_har_samma_rader(self, publicerade: Manader) -> None:
        for vad in ("2026-07", "2026-07/lan"):
            som_json = [list(rad.values()) for rad in rader(f"/maluppfyllelse/{vad}.json")]
            maskin = list(csv.reader(io.StringIO(hamta(f"/maluppfyllelse/{vad}.maskin.csv").decode())))
            svensk = list(
                csv.reader(io.StringIO(hamta(f"/maluppfyllelse/{vad}.csv").decode("utf-8-sig")), delimiter=";")
            )
            bok = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(hamta(f"/maluppfyllelse/{vad}.xlsx")))
            ark = bok.get_sheet_by_index(0).to_python()[-len(som_json) :]
            for a, b, c, d in zip(som_json, maskin[1:], svensk[-len(som_json) :], ark, strict=True):
                assert [lika(v) for v in a] == [lika(v) for v in b[:-1]] == [lika(v) for v in c]
                assert [lika(v) for v in a] == [lika(v) for v in d[: len(a)]]

    def test_migrationsverkets_siffra_skrivs_utan_nollor_som_inget_sager(self, publicerade: Manader) -> None:
        egna = {
            rad["Kommunkod"]: rad["Migrationsverkets måluppfyllelse (procent)"]
            for rad in rader("/maluppfyllelse/2026-07.json")
        }
        assert egna[BODEN] == "98.25"

    def test_ar_markta(self, publicerade: Manader) -> None:
        Ar.objects.filter(pk=AR).update(exempeldata=True)
        for vad in ("2026-07", "2026-07/lan"):
            data = json.loads(hamta(f"/maluppfyllelse/{vad}.json"))
            assert (data["exempeldata"], data["preliminar"]) == (True, False)
            assert "publicerad den 5 augusti 2026" in data["not"]
            assert "till och med 31 juli 2026" in data["rubrik"]
            assert "Exempeldata: siffrorna är påhittade." in hamta(f"/maluppfyllelse/{vad}.csv").decode()
        svar = Client().get("/maluppfyllelse/2026-07.xlsx")
        assert svar.headers["Content-Disposition"] == 'attachment; filename="maluppfyllelse-2026-07.xlsx"'

    def test_okant_format_finns_inte(self, publicerade: Manader) -> None:
        for vag in ("/maluppfyllelse.exe", "/maluppfyllelse/2026-07.exe", "/maluppfyllelse/2026-07/lan.exe"):
            assert Client().get(vag, follow=True).status_code == 404


def tal_ur(varde: str | int | None) -> Decimal | None:
    """Read a number from a page or a file; None where there is none."""
    if varde in (None, "", "–", "visas inte", "över 3\xa0000"):
        return None
    return Decimal(str(varde).replace("\xa0", "").replace(",", ".").replace("−", "-").removeprefix("+"))


def lika(varde: Any) -> str:
    """Give a cell alike from every format."""
    text = "" if varde is None else str(varde)
    if re.fullmatch(r"-?(0|[1-9]\d*)([.,]\d+)?", text):
        return f"{Decimal(text.replace(',', '.')).normalize():f}"
    return text


class TestDoltSyns:
    """What is withheld is in no page and no file, whatever is asked."""

    @pytest.mark.parametrize("kod", [LULEA, HAPARANDA])
    def test_inte_i_raden_och_inte_i_filen(self, publicerade: Manader, kod: str) -> None:
        sanna = {LULEA: 3, HAPARANDA: 23}
        mal = preliminara()[kod] * 6254 / 1000
        hemliga = {f"{sanna[kod] / mal * 100:.1f}", f"{sanna[kod] - round(mal, 1):.1f}"}
        for rad in rader("/maluppfyllelse/2026-07.json"):
            if rad["Kommunkod"] == kod:
                tomma = {namn for namn, varde in rad.items() if varde is None}
                assert {"Antal barn", "Antal barn i år", "Barn till i landet före (ungefär)", "Kommuner före"} <= tomma
                assert not hemliga & set(map(str, rad.values()))
        for sida in (MANADEN, f"{MANADEN}{kod}/", f"/kommuner/{kod}/", "/lan/25/"):
            svar = Client().get(sida)
            html = svar.content.decode()
            raden = re.search(rf'<tr[^>]*id="k{kod}".*?</tr>', html, re.DOTALL)
            inne = raden[0] if raden else html[html.index("<main") : html.index("</main")]
            for tal in hemliga:
                assert tal.replace(".", ",").replace("-", "−") not in inne, (sida, tal)
            assert not re.search(rf"(?<![\w,]){sanna[kod]}(?![\w,]| 000)", ord_i(inne).replace("med 3.", "")), sida

    def test_en_annan_sanning_ger_samma_sidor(self, publicerade: Manader) -> None:
        """Luleå's 3 and Haparanda's 3 could as well be 4 and 2: every page and file is the same to the last byte."""
        fore = {adress: hamta(adress) for adress in [*SIDOR, *FILER]}
        with connection.cursor() as fraga:
            fraga.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for tabell in ("publiceringsrad", "berakningsrad"):
                fraga.execute(f"ALTER TABLE anvisning_{tabell} DISABLE TRIGGER USER")
            for kod, nytt in ((LULEA, 4), (HAPARANDA, 22)):
                fraga.execute(
                    "UPDATE anvisning_publiceringsrad SET antal = %s WHERE kommun_id = %s AND publicering_id = %s",
                    [nytt, kod, publicerade.juli.pk],
                )
                fraga.execute(
                    "UPDATE anvisning_berakningsrad SET pa_kontot = %s, i_kommunen = %s WHERE kommun_id = %s",
                    [nytt, nytt, kod],
                )
        assert [adress for adress, innehall in fore.items() if hamta(adress) != innehall] == []

    def test_inget_om_vem_eller_varfor(self, publicerade: Manader) -> None:
        """A correction's reason may name a number, and who published is nobody's business."""
        for adress in [*SIDOR, *FILER]:
            innehall = hamta(adress).decode("utf-8", "replace")
            assert "Prov." not in innehall
            assert publicerade.juli.publicerad_av.namn not in innehall
            assert publicerade.juli.berakning.fingeravtryck["anvisningar"] not in innehall


class TestPerDatum:
    @pytest.mark.parametrize(
        ("per", "manad"), [("2026-08-05", "2026-07"), ("2026-08-04", "2025-12"), ("2026-01-08", "2025-12")]
    )
    def test_leder_till_det_som_var_kant(self, publicerade: Manader, per: str, manad: str) -> None:
        svar = Client().get("/maluppfyllelse/", {"per": per})
        assert (svar.status_code, svar.headers["Location"]) == (302, f"/maluppfyllelse/{manad}/")
        filen = Client().get("/maluppfyllelse.json", {"per": per})
        assert filen.content == hamta(f"/maluppfyllelse/{manad}.json")
        assert filen.headers["Content-Disposition"] == f'attachment; filename="maluppfyllelse-{manad}.json"'

    @pytest.mark.parametrize("fil", ["2026-07", "2026-07/lan"])
    def test_en_fil_med_manaden_i_adressen_vagrar_en_dag(self, publicerade: Manader, fil: str) -> None:
        svar = Client().get(f"/maluppfyllelse/{fil}.json", {"per": "2026-01-08"})
        mening = "Månaden står redan i adressen. Ta bort ”per”, eller hämta /maluppfyllelse.json med ”per” i stället."
        assert (svar.status_code, svar.json()) == (400, {"fel": mening})

    def test_visa_per_datum_leder_till_dagens_manad(self, publicerade: Manader) -> None:
        lank = "Måluppfyllelsen som var publicerad den dagen"
        visad, forut = (ord_i(hamta(f"/per-datum/?per={dag}").decode()) for dag in ("2026-08-10", "2026-01-07"))
        assert lank in visad
        assert lank not in forut

    def test_utan_dag_den_senaste(self, publicerade: Manader) -> None:
        assert Client().get("/maluppfyllelse/").headers["Location"] == MANADEN
        assert hamta("/maluppfyllelse.csv") == hamta("/maluppfyllelse/2026-07.csv")

    def test_vad_som_fragas_foljer_med(self, publicerade: Manader) -> None:
        for per in ("", "&per=2026-08-10"):
            svar = Client().get(f"/maluppfyllelse/?q=boden&sortera=-antal{per}")
            assert svar.headers["Location"] == f"{MANADEN}?q=boden&sortera=-antal"

    @pytest.mark.parametrize(
        ("per", "status", "mening"),
        [
            ("2010-01-01", 404, "Den 1 januari 2010 var ingen månad publicerad."),
            ("", 400, "Skriv"),
            ("x", 400, "Skriv datumet som år, månad och dag"),
            ("2026-13-01", 400, "Skriv datumet som år, månad och dag"),
            ("2026-02-30", 400, "Skriv datumet som år, månad och dag"),
            ("\x00", 400, ""),
            ("9" * 5000, 400, "Skriv datumet som år, månad och dag"),
            ("2026-08-21", 400, "Den 21 augusti 2026 har inte varit än."),
            ("2026-01-07", 404, "Den 7 januari 2026 var ingen månad publicerad. Den första publicerades den 8 januari"),
        ],
    )
    def test_fel_dag_sags(self, publicerade: Manader, per: str, status: int, mening: str) -> None:
        sidan = Client().get("/maluppfyllelse/", {"per": per})
        assert sidan.status_code == status
        assert mening in ord_i(sidan.content.decode())
        assert "<title>Fel: " in sidan.content.decode()
        som_text = Client().get("/maluppfyllelse.csv", {"per": per})
        assert (som_text.status_code, som_text.headers["Content-Type"]) == (status, "text/plain; charset=utf-8")
        assert mening in som_text.content.decode()
        som_json = Client().get("/maluppfyllelse.json", {"per": per})
        assert som_json.status_code == status
        assert mening in json.loads(som_json.content)["fel"]

    @pytest.mark.parametrize("vag", ["2026-13", "2026-00", "0000-01", "2026-7", "2026-06", "9999-12", "2026-07-31"])
    def test_manad_som_inte_finns(self, publicerade: Manader, vag: str) -> None:
        for adress in (f"/maluppfyllelse/{vag}/", f"/maluppfyllelse/{vag}.csv", f"/maluppfyllelse/{vag}/{BODEN}/"):
            assert Client().get(adress).status_code == 404, adress
