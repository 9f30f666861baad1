"""Ways round the rules that somebody may try, each refused by the command itself."""

from datetime import timedelta

import pytest

from anvisning.bindande import fil_id, las_fil_id
from anvisning.hinder import Hinder
from anvisning.models import Handelse, Roll, Tidplan
from omfordelning.forms.kommun_beslut import Beslutsfalt
from omfordelning.forms.lan_registrera_svar import GodkannForm
from omfordelning.handlaggning import anstand, beslut, redovisning
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.handlaggning.utkast import skapa_utkast
from omfordelning.models import Forslag, Godkannande, Redovisningsrad
from omfordelning.process import Sida, Status
from tests import fabrik
from tests.fabrik import BESLUTAT, GRANSKAT, KVITTERAT, OVERSANT, SKICKAT, SVARAT, Lansscen, andrade, innehall

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
EN_TIMME = timedelta(hours=1)


def bygg() -> Lansscen:
    return fabrik.bygg_lan(fabrik.bygg_riket(), "25", ["Boden", "Luleå", "Kiruna", "Piteå"])


def andra(lanet: Lansscen, forslag: Forslag, kommun: str, **mer: object) -> Forslag:
    return kommandon.andra(
        forslag.pk,
        innehall=innehall("0.50"),
        av=lanet.foretradare(kommun),
        nu=SVARAT + EN_TIMME,
        kand_version=forslag.version,
        **mer,
    )


class TestEfterOverenskommelse:
    """What both have agreed is undone with a decision only, whatever the order of the acts."""

    @pytest.mark.parametrize("kommun", ["Boden", "Luleå"])
    def test_another_figure_needs_a_decision(self, lanet: Lansscen, kommun: str) -> None:
        forslag = lanet.overens("Boden", "Luleå", "0.60")
        with pytest.raises(Hinder, match="Ange det beslut som ändringen bygger på"):
            andra(lanet, forslag, kommun)
        with pytest.raises(Hinder, match="Ange det beslut som ändringen bygger på"):
            andra(lanet, forslag, kommun, beslut=lanet.uppgifter(kommun, tillstand="planerat"))
        forslag.refresh_from_db()
        assert (forslag.status, forslag.version) == (Status.OVERENS, 1)
        assert andra(lanet, forslag, kommun, beslut=lanet.uppgifter(kommun)).status == Status.VANTAR_SVAR

    def test_a_new_figure_is_no_way_to_withdraw_freely(self, lanet: Lansscen) -> None:
        forslag = andra(lanet, lanet.overens("Boden", "Luleå", "0.60"), "Boden", beslut=lanet.uppgifter("Boden"))
        boden = lanet.foretradare("Boden")
        with pytest.raises(Hinder, match="Ange det beslut som återkallelsen bygger på"):
            kommandon.aterkalla(forslag.pk, av=boden, nu=SVARAT + 2 * EN_TIMME)
        svar = kommandon.aterkalla(
            forslag.pk, av=boden, nu=SVARAT + 2 * EN_TIMME, beslut=lanet.uppgifter("Boden", paragraf="113")
        )
        assert svar.status == Status.ATERKALLAD

    def test_before_any_agreement_a_new_figure_is_withdrawn_freely(self, lanet: Lansscen) -> None:
        forslag = andra(lanet, lanet.skickat("Boden", "Luleå", "0.60"), "Luleå")
        svar = kommandon.aterkalla(forslag.pk, av=lanet.foretradare("Luleå"), nu=SVARAT + 2 * EN_TIMME)
        assert svar.status == Status.ATERKALLAD

    def test_a_taken_decision_is_not_made_planned_again_after_the_countys_decision(self, lanet: Lansscen) -> None:
        forslag = lanet.overens("Boden", "Luleå", "0.60")
        lanet.beslutat()
        handlaggare = lanet.konto(Roll.KOMMUN_HANDLAGGARE, "Boden")
        planerat = lanet.uppgifter("Boden", tillstand="planerat")
        with pytest.raises(Hinder, match="Anmäl en ändrad omständighet"):
            beslut.meddela_beslut(forslag.pk, beslut=planerat, av=handlaggare, nu=KVITTERAT)
        givarens = Godkannande.objects.get(version__forslag=forslag, sida=Sida.GIVARE)
        assert givarens.kommunbeslut.ar_fattat


class TestTvaPersoner:
    """Where the county asks for two persons, nobody answers alone, and the county may still register."""

    @pytest.fixture
    def lanet(self, lanet: Lansscen) -> Lansscen:
        Tidplan.objects.filter(pk=lanet.tidplan.pk).update(tva_personer=True)
        return lanet

    @pytest.fixture
    def skickat(self, lanet: Lansscen) -> Forslag:
        handlaggare = lanet.konto(Roll.KOMMUN_HANDLAGGARE, "Boden")
        utkast = skapa_utkast(
            lanet.ar.pk,
            givare=lanet.kommuner["Boden"].kod,
            mottagare=lanet.kommuner["Luleå"].kod,
            innehall=innehall("0.60"),
            av=handlaggare,
            nu=SKICKAT,
        )
        return kommandon.skicka(utkast.pk, av=lanet.foretradare("Boden"), nu=SKICKAT)

    def test_an_answer_without_a_prepared_decision(self, lanet: Lansscen, skickat: Forslag) -> None:
        lulea = lanet.foretradare("Luleå")
        with pytest.raises(Hinder, match="en annan än du"):
            kommandon.godkann(skickat.pk, av=lulea, nu=SVARAT, kand_version=1)
        with pytest.raises(Hinder, match="en annan än du"):
            andra(lanet, skickat, "Luleå")
        forberett = beslut.spara_beslut(
            lanet.uppgifter("Luleå"),
            lanet.kommuner["Luleå"].kod,
            lanet.ar.pk,
            av=lanet.konto(Roll.KOMMUN_HANDLAGGARE, "Luleå"),
            nu=SVARAT,
            av_lan=False,
        )
        svar = kommandon.godkann(skickat.pk, av=lulea, nu=SVARAT, kand_version=1, beslut=forberett)
        assert svar.status == Status.OVERENS

    def test_the_county_registers_what_came_by_mail(self, lanet: Lansscen) -> None:
        forslag = kommandon.registrera(
            lanet.ar.pk,
            givare=lanet.kommuner["Kiruna"].kod,
            mottagare=lanet.kommuner["Luleå"].kod,
            innehall=innehall("0.30"),
            av=lanet.handlaggare,
            nu=SVARAT,
            registrering=lanet.registrering(Sida.GIVARE, SVARAT),
            beslut=lanet.uppgifter("Kiruna"),
        )
        assert forslag.status == Status.VANTAR_SVAR


class TestAndrasArenden:
    """A refusal says why, but never which case of others it is about."""

    def test_the_other_sides_other_case_is_not_named(self, lanet: Lansscen) -> None:
        annans = lanet.skickat("Luleå", "Piteå", "0.30")
        utkast = lanet.utkast("Boden", "Luleå", "0.30")
        with pytest.raises(Hinder, match="Den mottagande kommunen lämnar över sin andel till en annan kommun") as fel:
            kommandon.skicka(utkast.pk, av=lanet.foretradare("Boden"), nu=SVARAT)
        assert annans.referens not in " ".join(fel.value.skal)

    def test_an_invitation_the_giver_has_sent_is_not_named(self, lanet: Lansscen) -> None:
        annans = lanet.skickat("Kiruna", "Boden", "0.30", av="Boden")
        utkast = lanet.utkast("Boden", "Luleå", "0.30", av="Luleå")
        with pytest.raises(Hinder, match="Den givande kommunen tar emot en andel från en annan kommun") as fel:
            kommandon.skicka(utkast.pk, av=lanet.foretradare("Luleå"), nu=SVARAT)
        assert annans.referens not in " ".join(fel.value.skal)

    def test_ones_own_other_case_is_named(self, lanet: Lansscen) -> None:
        egen = lanet.skickat("Kiruna", "Boden", "0.30", av="Boden")
        utkast = lanet.utkast("Boden", "Luleå", "0.30")
        with pytest.raises(Hinder, match=egen.referens):
            kommandon.skicka(utkast.pk, av=lanet.foretradare("Boden"), nu=SVARAT)


class TestLanet:
    def test_nothing_came_in_later_than_now(self, lanet: Lansscen) -> None:
        forslag = lanet.skickat("Boden", "Luleå", "0.60")
        with pytest.raises(Hinder, match="senare än nu"):
            anstand.begar_anstand(
                forslag.pk,
                sammantrade=SVARAT.date() + timedelta(days=30),
                av=lanet.handlaggare,
                nu=SVARAT,
                registrering=lanet.registrering(Sida.GIVARE, SVARAT + timedelta(days=20)),
            )

    @pytest.mark.parametrize("namn", ["Beslutsfattare  25", " beslutsfattare\u00a025 ", "BESLUTSFATTARE 25"])
    def test_who_decides_is_not_foredragande_however_it_is_written(self, lanet: Lansscen, namn: str) -> None:
        forslag = lanet.overens("Boden", "Luleå", "0.60")
        lanet.kontrollerat(forslag)
        with pytest.raises(Hinder, match="inte själv vara föredragande"):
            redovisning.besluta(
                lanet.ar.pk,
                "25",
                val={forslag.pk: redovisning.Val(tas_med=True)},
                diarienummer="851-2026",
                beslutsdag=BESLUTAT.date(),
                foredragande=namn,
                av=lanet.beslutsfattare,
                nu=BESLUTAT,
            )

    def test_a_stand_on_others_cases_is_not_counted(self, lanet: Lansscen) -> None:
        forslag, vantar = lanet.overens("Boden", "Luleå", "0.60"), lanet.skickat("Kiruna", "Luleå", "0.20")
        lanet.kontrollerat(forslag)
        rapport = redovisning.besluta(
            lanet.ar.pk,
            "25",
            val={pk: redovisning.Val(tas_med=True) for pk in (forslag.pk, vantar.pk, 10**6)},
            diarienummer="851-2026",
            beslutsdag=BESLUTAT.date(),
            foredragande="",
            av=lanet.beslutsfattare,
            nu=BESLUTAT,
        )
        assert rapport.rader.count() == 1
        assert Handelse.objects.get(slag="redovisning_beslutad").uppgifter["tas_med"] == 1

    def test_another_reports_row_is_no_reason_to_return_this_one(self, lanet: Lansscen) -> None:
        lanet.overens("Boden", "Luleå", "0.60")
        rapport = lanet.redovisat()
        with pytest.raises(Redovisningsrad.DoesNotExist):
            redovisning.aterlamna(rapport.pk, skal="", rader={10**6: "Fel"}, av=lanet.riket.publicist, nu=KVITTERAT)
        rapport.refresh_from_db()
        assert rapport.status == "oversand"


class TestNyaPreliminaraEfterBeslutet:
    """A decided report whose figures no longer hold is not sent: the county decides anew."""

    @pytest.mark.parametrize("promille", ["2.00", None])
    def test_the_report_is_not_sent_with_other_figures(self, lanet: Lansscen, promille: str | None) -> None:
        forslag = lanet.overens("Boden", "Luleå", promille)
        rapport = lanet.beslutat(nu=GRANSKAT)
        lanet.riket.publicera(andelar=andrade(k2582="1.50"), nu=BESLUTAT)
        with pytest.raises(Hinder, match=f"har ändrats sedan länsstyrelsen beslutade: {forslag.referens}"):
            redovisning.oversand(rapport.pk, av=lanet.handlaggare, nu=OVERSANT)
        forslag.refresh_from_db()
        assert forslag.status == Status.FORESLAGEN

    def test_anew_it_is_sent(self, lanet: Lansscen) -> None:
        lanet.overens("Boden", "Luleå", None)
        lanet.beslutat(nu=GRANSKAT)
        lanet.riket.publicera(andelar=andrade(k2582="1.50"), nu=BESLUTAT)
        ny = lanet.beslutat(nu=OVERSANT)
        redovisning.oversand(ny.pk, av=lanet.handlaggare, nu=OVERSANT)
        assert str(ny.rader.get().promille) == "1.500"

    def test_others_shares_do_not_matter(self, lanet: Lansscen) -> None:
        lanet.overens("Boden", "Luleå", "0.60")
        rapport = lanet.beslutat(nu=GRANSKAT)
        lanet.riket.publicera(andelar=andrade(k2584="1.10"), nu=BESLUTAT)
        assert redovisning.oversand(rapport.pk, av=lanet.handlaggare, nu=OVERSANT).status == "oversand"


class TestBifogadFil:
    """An uploaded file is carried to the check page by a signed id: it is the uploader's own."""

    @pytest.fixture
    def sida(self) -> dict[str, str]:
        return {
            "beslut_val": "nytt",
            "organ": "annat",
            "organslag": "namnd",
            "organnamn": "Socialnämnden",
            "tillstand": "justerat",
            "dag": "2026-09-08",
        }

    def test_another_accounts_id_is_worth_nothing(self, lanet: Lansscen, sida: dict[str, str]) -> None:
        fil = fabrik.handling("hemligt.pdf", nu=SKICKAT)
        boden, kiruna = lanet.foretradare("Boden"), lanet.foretradare("Kiruna")
        nyckel = fil_id(fil, boden)
        for konto, vantat in ((boden, fil), (kiruna, None)):
            form = Beslutsfalt(
                sida | {"fil_id": nyckel}, konto=konto, kommunkod=konto.kommunkod, ar=lanet.ar.pk, nu=SVARAT
            )
            assert form.is_valid() is (vantat is not None)
            assert form.cleaned_data.get("dokument") == vantat
        assert form.errors["fil"] == ["Filen finns inte kvar. Bifoga den igen."]
        assert las_fil_id(nyckel, boden) == fil
        assert las_fil_id("1:skräp", boden) is None


def test_a_decision_that_is_only_prepared_is_the_municipalitys_own(lanet: Lansscen) -> None:
    """The county that registers what came by mail chooses among decisions it knows, not among the prepared ones."""
    forslag = lanet.skickat("Kiruna", "Luleå", "0.30")
    lulea = lanet.kommuner["Luleå"].kod
    forberett = beslut.spara_beslut(
        lanet.uppgifter("Luleå", organnamn="Hemliga nämnden"),
        lulea,
        lanet.ar.pk,
        av=lanet.konto(Roll.KOMMUN_HANDLAGGARE, "Luleå"),
        nu=SVARAT,
        av_lan=False,
    )

    def erbjuds() -> list[str]:
        form = GodkannForm(konto=lanet.handlaggare, kommunkod=lulea, ar=lanet.ar.pk, nu=SVARAT)
        return [val for val, _ in form.fields["beslut_val"].choices]

    assert erbjuds() == ["nytt", "inget"]
    kommandon.godkann(forslag.pk, av=lanet.foretradare("Luleå"), nu=SVARAT, kand_version=1, beslut=forberett)
    assert erbjuds() == [str(forberett.publikt_id), "nytt", "inget"]
    Tidplan.objects.filter(pk=lanet.tidplan.pk).update(bade_ge_och_ta=True)
    kommandon.registrera(
        lanet.ar.pk,
        givare=lulea,
        mottagare=lanet.kommuner["Piteå"].kod,
        innehall=innehall("0.20"),
        av=lanet.handlaggare,
        nu=SVARAT,
        registrering=lanet.registrering(Sida.GIVARE, SVARAT),
        beslut=lanet.uppgifter("Luleå", paragraf="200"),
    )
    assert len(erbjuds()) == 4
