"""My share: this year and last, what it means, what is going on, dates and contact."""

from datetime import date
from decimal import Decimal

import pytest

from anvisning import anvisningar
from anvisning.models import Roll
from anvisning.visning import promille
from tests import fabrik
from tests.fabrik import AR, FASTSTALLT, GRANSKAT, SVARAT, Lansscen
from tests.omfordelning.kommun.conftest import Besoker
from tests.omfordelning.lan.besok import text

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
ADRESS = "/min-andel/"


def tal(svar: object) -> list[tuple[str, str]]:
    """Give the large numbers as (label, value)."""
    return [(ruta["etikett"], ruta["varde"]) for ruta in svar.context["nyckeltal"]]


def test_a_preliminary_share_is_labelled_and_what_is_agreed_is_counted(lan: Lansscen, besok: Besoker) -> None:
    andel = fabrik.preliminara()["2580"]
    lan.overens("Älvsbyn", "Luleå", "0.50")
    lan.skickat("Jokkmokk", "Luleå", "0.40")
    svar = besok("Luleå", nu=SVARAT).get(ADRESS)
    assert tal(svar) == [
        ("Er andel 2027", promille(andel)),
        ("Med det ni är överens om", promille(andel + Decimal("0.50"))),
    ]
    sagt = text(svar)
    for ord_ in (
        "preliminär, version 1, 20 augusti 2026",
        "Prognosen för 2027 är 1 000 barn.",
        "Det är en beräkning, inget löfte.",
        "måndag 21 december 2026",
        "010-000 00 01",
        "Älvsbyn till Luleå",
    ):
        assert ord_ in sagt
    assert [rad["parter"] for rad in svar.context["inkomna"]] == ["Älvsbyn till Luleå", "Jokkmokk till Luleå"]
    assert svar.context["egna"] == []
    assert svar.context["far_foresla"]


def test_a_final_share_after_redistribution_and_last_years(lan: Lansscen, besok: Besoker) -> None:
    lan.overens("Älvsbyn", "Luleå")
    lan.redovisat()
    lan.riket.publicera(slag="faststalld", nu=FASTSTALLT)
    svar = besok("Älvsbyn", nu=FASTSTALLT).get(ADRESS)
    assert tal(svar) == [("Er andel 2027", promille(Decimal(0)))]
    assert "En kommun med 0 ‰ kan ändå få ett barn anvisat" in text(svar)
    assert not svar.context["far_foresla"]
    nu = fabrik.klockan(fabrik.tid.forslagen_kalender(AR + 1)["preliminar"])
    fabrik.bygg_riket(ar=AR + 1, nu=None).publicera(nu=nu)
    nasta = besok("Älvsbyn", nu=nu).get(ADRESS)
    andel = fabrik.preliminara()["2560"]
    assert tal(nasta) == [("Er andel 2028", promille(andel)), ("Er andel 2027", promille(Decimal(0)))]


def test_only_the_municipality_reads_it_and_a_reader_too(lan: Lansscen, besok: Besoker) -> None:
    svar = besok("Luleå", Roll.KOMMUN_LASARE, nu=GRANSKAT).get(ADRESS)
    assert (svar.status_code, svar.context["far_foresla"]) == (200, False)
    for konto in (lan.handlaggare, lan.riket.importor):
        assert besok(konto).get(ADRESS).status_code == 403


def test_the_factors_are_shown_where_they_are_imported(lan: Lansscen, besok: Besoker) -> None:
    assert "Faktorerna bakom andelen" not in text(besok("Luleå").get(ADRESS))
    for tabell in ("Kommun;Folkmängd;Nyanlända\nLuleå;78 000;12\n", "Kommun;Folkmängd\nLuleå;79 000\n"):
        uppgifter = anvisningar.Filuppgifter("Migrationsverkets underlag", date(2026, 8, 1))
        underlag = anvisningar.las_in(
            "faktorer", "f.csv", tabell.encode(), uppgifter, av=lan.riket.importor, nu=fabrik.START
        )
        sedda = anvisningar.varningar(underlag)
        anvisningar.bokfor(underlag.pk, kand_version=1, bekraftade=sedda, av=lan.riket.publicist, nu=fabrik.START)
    sagt = text(besok("Luleå").get(ADRESS))
    assert "Folkmängd 79 000 Migrationsverkets underlag, 1 augusti 2026 Mottagna nyanlända 12 Migrationsverkets" in sagt
    assert "78 000" not in sagt
    assert "79 000" not in text(besok("Boden").get(ADRESS))
