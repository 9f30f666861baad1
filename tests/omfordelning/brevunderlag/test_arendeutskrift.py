"""The whole case in one document."""

from decimal import Decimal as D

import pytest

from anvisning.models import Handelse, Tabellslag
from omfordelning import brevunderlag
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.process import Villkor
from tests import fabrik
from tests.omfordelning.brevunderlag.lasning import uppgifter

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]


def test_the_whole_case(lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
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


def test_a_no_and_a_case_that_moves_nothing(lanet: fabrik.Lansscen) -> None:
    f = lanet.skickat("Boden", "Luleå", "0.60")
    kommandon.avboj(f.pk, skal="Vi saknar platser.", av=lanet.foretradare("Luleå"), nu=fabrik.SVARAT, kand_version=1)
    utskrift = brevunderlag.arendeutskrift(f, fabrik.RATTAT)
    assert (utskrift.godkannanden[-1].svar, utskrift.godkannanden[-1].beslut) == ("Säger nej", "Vi saknar platser.")
    assert uppgifter(utskrift)["Andelar före och efter", "Förs över"] == "0,00\u00a0‰"
