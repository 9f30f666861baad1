"""The register copy of each act: its full content, to each authority's mailbox."""

import ast
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest

from anvisning.models import Dokument, Organ, Roll, Tabellslag
from omfordelning import brev, brevunderlag
from omfordelning.aktnamn import AKTNAMN
from omfordelning.handlaggning import avslut, granskning
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.models import Omstandighet
from omfordelning.process import Sida, Villkor
from tests import fabrik
from tests.omfordelning.brevunderlag.lasning import kopior, pdftext, uppgifter

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]


def test_sent_proposal_in_full_to_each_authority(lanet: fabrik.Lansscen) -> None:
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
        assert kopia.rubrik == ("Förslag från Bodens kommun till Luleå kommun om omfördelning av anvisningsandel 2027")
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


def test_answer_with_another_figure_shows_the_new_version(lanet: fabrik.Lansscen) -> None:
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


def test_registered_by_the_county_carries_both_instants(lanet: fabrik.Lansscen) -> None:
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


def test_circumstance_and_withdrawal_are_told_in_full(lanet: fabrik.Lansscen) -> None:
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


def test_the_clock_and_the_countys_own_check(lanet: fabrik.Lansscen) -> None:
    lamnat = lanet.skickat("Boden", "Luleå", "0.60")
    avslut.forfall(lamnat.pk, nu=fabrik.FOR_SENT)
    assert {k.mottagen for k in kopior("forslag_forfallet").values()} == {True}
    assert {k.avsandare for k in kopior("forslag_forfallet").values()} == {
        "Tjänsten Omfördelning av anvisningsandelar (automatiskt)"
    }
    lanet.kontrollerat(lanet.overens("Kalix", "Piteå", "0.30"))
    assert kopior("kontrollerad") == {}  # neither received nor dispatched


def test_after_the_final_shares(lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
    lanet.overens("Älvsbyn", "Luleå", None)
    lanet.redovisat()
    assert kopior("redovisad")["Luleå kommun, Kommunstyrelsen"].mottagare[0] == "Migrationsverket"
    riket.publicera(Tabellslag.FASTSTALLD, fabrik.andrade(k2560="1.20"), nu=fabrik.FASTSTALLT)
    sagt = uppgifter(kopior("faststalld")["Luleå kommun, Kommunstyrelsen"])
    assert sagt["Förslaget, version 1", "Omfattning"] == "Hela andelen: 1,00\u00a0‰"
    assert sagt["Handlingens innehåll", "Beslutat"] == "1,20\u00a0‰"
    assert sagt["Fastställda andelar före och efter", "Älvsbyns kommun"] == ("1,20\u00a0‰ före, 0,00\u00a0‰ efter")


def test_on_paper(lanet: fabrik.Lansscen, brevbibliotek: None, tmp_path: Path) -> None:
    lanet.skickat("Boden", "Luleå", "0.60", meddelande="Hälsningar från <b>Åsa</b> & Örjan")
    fabrik.arbeta("dokument", nu=fabrik.SKICKAT)
    texter = [pdftext(d, tmp_path) for d in Dokument.objects.filter(underlag__slag="Registreringskopia")]
    assert len(texter) == 3
    assert all("Hälsningar från <b>Åsa</b> & Örjan" in text for text in texter)
    assert sum("Inkommen handling" in text for text in texter) == 2


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
