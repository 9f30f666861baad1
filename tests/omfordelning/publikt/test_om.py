"""Pages about the service itself, and pages before anything is published."""

import re
from datetime import timedelta

from django.test import Client

from omfordelning.views.publikt import om
from tests import fabrik
from tests.maskin import ROT
from tests.omfordelning.publikt.scener import OPPNA


def text(client: Client, adress: str) -> str:
    svar = client.get(adress)
    assert svar.status_code == 200, adress
    return svar.content.decode()


def test_tomma_sidor_sager_vad_som_kommer(db: None) -> None:
    fabrik.referensdata()
    for adress in ("/", "/andelar/", "/omfordelningar/", "/lan/25/"):
        assert "Inga andelar är publicerade än" in text(Client(), adress)
    assert "Inga andelar är publicerade för kommunen än." in text(Client(), "/kommuner/2560/")
    assert "Inga kontaktuppgifter än" in text(Client(), "/om/kontakt/")
    assert Client().get("/andelar/2027/").status_code == 404


class TestOmTjansten:
    DELAR = {
        "aktören": "Länsstyrelserna står bakom",
        "tjänstens namn": "Omfördelning av anvisningsandelar",
        "följsamhet": "delvis förenlig",
        "innehåll som inte är tillgängligt": "Innehåll som inte är tillgängligt",
        "skäl": "Skäl: ",
        "bedömningens dag": "Bedömningen gjordes den",
        "uppdaterad": "Redogörelsen uppdaterades",
        "metod": "självskattning",
        "meddelandefunktion": 'href="/om/tillganglighet/anmal/"',
        "Diggs anmälan": 'href="https://www.digg.se/tdosanmalan"',
        "oskäligt betungande": "Oskäligt betungande anpassning",
        "omfattas inte": "Innehåll som inte omfattas av lagen",
    }

    def test_redogorelsen_har_alla_delar(self, client: Client, db: None) -> None:
        innehall = text(client, "/om/tillganglighet/")
        assert [namn for namn, del_ in self.DELAR.items() if del_ not in innehall] == []

    def test_en_gammal_bedomning_sags_vara_det(self, client: Client, db: None, monkeypatch) -> None:
        mening = "Bedömningen är mer än ett år gammal"
        assert mening not in text(client, "/om/tillganglighet/")
        monkeypatch.setattr(om, "BEDOMD", om.BEDOMD - timedelta(days=800))
        assert mening in text(client, "/om/tillganglighet/")

    def test_lanken_star_pa_varje_sida(self, client: Client, db: None) -> None:
        fabrik.bygg_riket()
        for adress in [*(a for a in OPPNA if "." not in a), "/konto/login/", "/finns-inte/", "/kommuner/9999/"]:
            assert '"/om/tillganglighet/"' in client.get(adress).content.decode(), adress

    def test_handboken(self, client: Client, db: None) -> None:
        innehall = text(client, "/om/handbok/")
        handbok = innehall[innehall.index('<div class="brodtext">') :]
        assert "style=" not in innehall
        assert len(re.findall(r"<h1", innehall)) == 1
        assert not re.search(r"<h[23](?![^>]*ds-heading)", handbok)
        assert not re.search(r"<(ul|ol)>", handbok)
        tabeller = re.findall(r"<table[^>]*>", handbok)
        assert tabeller
        assert set(tabeller) == {'<table class="ds-table">'}
        assert handbok.count('class="tabellyta" role="region"') == len(tabeller)
        assert not re.search(r"<th>", handbok)
        for id_ in re.findall(r'href="#([^"]+)"', handbok):
            assert f'id="{id_}"' in innehall

    def test_handboken_foljer_med_i_avbilden(self) -> None:
        assert "COPY docs/handbok.md docs/" in (ROT / "Dockerfile").read_text()
        assert "!docs/handbok.md" in (ROT / ".dockerignore").read_text().splitlines()
        assert (ROT / "docs/handbok.md").is_file()

    def test_handbokens_ord_star_pa_sidorna(self) -> None:
        """What the handbook names in bold or in quotes is what pages, buttons and flags are called."""
        kallor = [fil for mapp in ("templates", "anvisning", "omfordelning") for fil in (ROT / mapp).rglob("*.*")]
        ord_pa_sidorna = " ".join(
            " ".join(fil.read_text(encoding="utf-8").split()).lower()
            for fil in kallor
            if fil.suffix in (".html", ".py", ".txt")
        )
        handbok = " ".join((ROT / "docs/handbok.md").read_text(encoding="utf-8").split())
        namn = re.findall(r"\*\*([^*]+)\*\*", handbok) + re.findall(r"”([^”]+)”", handbok)
        assert len(namn) > 40
        assert [n for n in namn if n.rstrip(".").lower() not in ord_pa_sidorna] == []
