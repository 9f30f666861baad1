"""Two who publish at once, on real connections: one table, and the other is told why not."""

import pytest

from anvisning import andelar
from anvisning.hinder import Hinder
from anvisning.models import Andelstabell, Konto, Roll, Tabellimport, Tabellslag
from omfordelning.handlaggning.publicering import publicera
from omfordelning.publicering import planera
from tests import fabrik
from tests.fabrik import AR, FASTSTALLT, Riket, som_csv
from tests.helhet import krav_helhet
from tests.omfordelning.samtidigt import samtidigt

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.langsam]


def inlast(riket: Riket, innehall: bytes, av: Konto) -> Tabellimport:
    rad = andelar.importera(AR, Tabellslag.FASTSTALLD, "t.csv", innehall, av=av, nu=FASTSTALLT)
    falt = {"kolumn": "fore", "kalla": "Migrationsverket", "beslutsdag": FASTSTALLT.date()}
    return andelar.komplettera_import(rad.pk, av=av, nu=FASTSTALLT, **falt)


def ut(rad: Tabellimport, av: Konto) -> Andelstabell:
    varningar = [v.id for v in planera(rad).varningar]
    return publicera(rad.pk, godkanda=varningar, av=av, nu=FASTSTALLT)


def test_the_same_table_by_two_at_once_is_published_once() -> None:
    riket = fabrik.bygg_riket()
    tredje = fabrik.skapa_konto(
        riket.importor.organisation, Roll.ADMINISTRATOR, epost="administrator3.riket@example.org", namn="Tredje"
    )
    rad = inlast(riket, som_csv(fabrik.preliminara()), riket.importor)
    svar = samtidigt([lambda: ut(rad, riket.publicist), lambda: ut(rad, tredje)])
    assert sorted(type(s).__name__ for s in svar) == ["Andelstabell", "Hinder"]
    assert Andelstabell.objects.filter(slag=Tabellslag.FASTSTALLD).count() == 1
    krav_helhet()


def test_two_final_tables_at_once_give_one() -> None:
    riket = fabrik.bygg_riket()
    en = inlast(riket, som_csv(fabrik.preliminara()), riket.importor)
    tva = inlast(riket, som_csv(fabrik.andrade(k2580="5.00")), riket.publicist)
    svar = samtidigt([lambda: ut(en, riket.publicist), lambda: ut(tva, riket.importor)])
    assert sorted(type(s).__name__ for s in svar) == ["Andelstabell", "Hinder"]
    hinder = next(s for s in svar if isinstance(s, Hinder))
    assert hinder.skal == ["Andelarna för 2027 är redan fastställda. En ändring görs som rättelse."]
    assert Andelstabell.objects.filter(slag=Tabellslag.FASTSTALLD).count() == 1
    krav_helhet()
