"""Colleagues and administrators act on the same disputed number at once: exactly one act holds."""

from datetime import date

import pytest

from anvisning import anvisningar, ifragasattanden
from anvisning.models import Epostmeddelande, Handelse, Ifragasattande, Roll
from tests import fabrik
from tests.fabrik import START, Lansscen
from tests.omfordelning.samtidigt import samtidigt, slag

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.langsam]
JULI = date(2026, 7, 1)


@pytest.fixture
def lan() -> Lansscen:
    riket = fabrik.bygg_riket(nu=None)
    uppgifter = anvisningar.Filuppgifter("Migrationsverket", date(2026, 7, 31), JULI)
    fil = "Kommun;Utjämnande\nLuleå;3\n".encode()
    underlag = anvisningar.las_in("perioder", "juli.csv", fil, uppgifter, av=riket.importor, nu=START)
    anvisningar.bokfor(underlag.pk, kand_version=1, av=riket.publicist, nu=START)
    return fabrik.bygg_lan(riket, kommuner=["Luleå"])


def test_two_colleagues_dispute_the_same_month(lan: Lansscen) -> None:
    kollegor = [lan.konto(roll, "Luleå") for roll in (Roll.KOMMUN_HANDLAGGARE, Roll.KOMMUN_FORETRADARE)]
    svar = samtidigt(
        [
            lambda av=av, antal=antal: ifragasattanden.ifragasatt(JULI, "utjamnande", antal=antal, av=av, nu=START)
            for antal, av in enumerate([*kollegor, *kollegor], 4)
        ]
    )
    assert slag(svar) == {"Ifragasattande": 1, "Redan": 3}
    assert (Ifragasattande.objects.count(), Handelse.objects.filter(slag="uppgift_ifragasatt").count()) == (1, 1)
    assert Epostmeddelande.objects.count() == 2  # one to each administrator


def test_an_answer_and_a_withdrawal(lan: Lansscen) -> None:
    foretradare, (en, tva) = lan.foretradare("Luleå"), (lan.riket.importor, lan.riket.publicist)
    for antal in range(4, 9):
        rad = ifragasattanden.ifragasatt(JULI, "utjamnande", antal=antal, av=foretradare, nu=START)
        svar = samtidigt(
            [
                lambda pk=rad.pk: ifragasattanden.besvara(pk, skal="upphavd", av=en, nu=START),
                lambda pk=rad.pk: ifragasattanden.aterta(pk, av=foretradare, nu=START),
                lambda pk=rad.pk: ifragasattanden.besvara(pk, skal="stammer", av=tva, nu=START),
            ]
        )
        assert slag(svar) == {"Ifragasattande": 1, "Redan": 2}
        rad.refresh_from_db()
        assert (rad.besvarat is None) != (rad.atertaget is None)
    avslut = Handelse.objects.filter(slag__in=("ifragasattande_besvarat", "ifragasattande_atertaget"))
    assert sorted(avslut.values_list("arende", flat=True)) == sorted(r.referens for r in Ifragasattande.objects.all())
