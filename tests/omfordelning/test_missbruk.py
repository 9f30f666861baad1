"""Ways round the rules that somebody may try, each refused by the command itself."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta

import pytest
from pytest_django import DjangoDbBlocker

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
from tests.omfordelning.riket.scen import delad

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
EN_TIMME = timedelta(hours=1)


@pytest.fixture(scope="module")
def delat_lan(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Lansscen]:
    kommuner = ["Boden", "Luleå", "Kiruna", "Piteå"]
    with delad(django_db_blocker, lambda: fabrik.bygg_lan(fabrik.bygg_riket(), "25", kommuner)) as lan:
        yield lan


@pytest.fixture
def lan(delat_lan: Lansscen, db: None) -> Lansscen:
    return deepcopy(delat_lan)


def andra(lan: Lansscen, forslag: Forslag, kommun: str, **mer: object) -> Forslag:
    return kommandon.andra(
        forslag.pk,
        innehall=innehall("0.50"),
        av=lan.foretradare(kommun),
        nu=SVARAT + EN_TIMME,
        kand_version=forslag.version,
        **mer,
    )


class TestEfterOverenskommelse:
    """What both have agreed is undone with a decision only, whatever the order of the acts."""

    @pytest.mark.parametrize("kommun", ["Boden", "Luleå"])
    def test_another_figure_needs_a_decision(self, lan: Lansscen, kommun: str) -> None:
        forslag = lan.overens("Boden", "Luleå", "0.60")
        with pytest.raises(Hinder, match="Ange det beslut som ändringen bygger på"):
            andra(lan, forslag, kommun)
        with pytest.raises(Hinder, match="Ange det beslut som ändringen bygger på"):
            andra(lan, forslag, kommun, beslut=lan.uppgifter(kommun, tillstand="planerat"))
        forslag.refresh_from_db()
        assert (forslag.status, forslag.version) == (Status.OVERENS, 1)
        assert andra(lan, forslag, kommun, beslut=lan.uppgifter(kommun)).status == Status.VANTAR_SVAR

    def test_a_new_figure_is_no_way_to_withdraw_freely(self, lan: Lansscen) -> None:
        forslag = andra(lan, lan.overens("Boden", "Luleå", "0.60"), "Boden", beslut=lan.uppgifter("Boden"))
        boden = lan.foretradare("Boden")
        with pytest.raises(Hinder, match="Ange det beslut som återkallelsen bygger på"):
            kommandon.aterkalla(forslag.pk, av=boden, nu=SVARAT + 2 * EN_TIMME)
        svar = kommandon.aterkalla(
            forslag.pk, av=boden, nu=SVARAT + 2 * EN_TIMME, beslut=lan.uppgifter("Boden", paragraf="113")
        )
        assert svar.status == Status.ATERKALLAD

    def test_before_any_agreement_a_new_figure_is_withdrawn_freely(self, lan: Lansscen) -> None:
        forslag = andra(lan, lan.skickat("Boden", "Luleå", "0.60"), "Luleå")
        svar = kommandon.aterkalla(forslag.pk, av=lan.foretradare("Luleå"), nu=SVARAT + 2 * EN_TIMME)
        assert svar.status == Status.ATERKALLAD

    def test_a_taken_decision_is_not_made_planned_again_after_the_countys_decision(self, lan: Lansscen) -> None:
        forslag = lan.overens("Boden", "Luleå", "0.60")
        lan.beslutat()
        handlaggare = lan.konto(Roll.KOMMUN_HANDLAGGARE, "Boden")
        planerat = lan.uppgifter("Boden", tillstand="planerat")
        with pytest.raises(Hinder, match="Anmäl en ändrad omständighet"):
            beslut.meddela_beslut(forslag.pk, beslut=planerat, av=handlaggare, nu=KVITTERAT)
        givarens = Godkannande.objects.get(version__forslag=forslag, sida=Sida.GIVARE)
        assert givarens.kommunbeslut.ar_fattat


class TestTvaPersoner:
    """Where the county asks for two persons, nobody answers alone, and the county may still register."""

    @pytest.fixture
    def lan(self, lan: Lansscen) -> Lansscen:
        Tidplan.objects.filter(pk=lan.tidplan.pk).update(tva_personer=True)
        return lan

    @pytest.fixture
    def skickat(self, lan: Lansscen) -> Forslag:
        handlaggare = lan.konto(Roll.KOMMUN_HANDLAGGARE, "Boden")
        utkast = skapa_utkast(
            lan.ar.pk,
            givare=lan.kommuner["Boden"].kod,
            mottagare=lan.kommuner["Luleå"].kod,
            innehall=innehall("0.60"),
            av=handlaggare,
            nu=SKICKAT,
        )
        return kommandon.skicka(utkast.pk, av=lan.foretradare("Boden"), nu=SKICKAT)

    def test_an_answer_without_a_prepared_decision(self, lan: Lansscen, skickat: Forslag) -> None:
        lulea = lan.foretradare("Luleå")
        with pytest.raises(Hinder, match="en annan än du"):
            kommandon.godkann(skickat.pk, av=lulea, nu=SVARAT, kand_version=1)
        with pytest.raises(Hinder, match="en annan än du"):
            andra(lan, skickat, "Luleå")
        forberett = beslut.spara_beslut(
            lan.uppgifter("Luleå"),
            lan.kommuner["Luleå"].kod,
            lan.ar.pk,
            av=lan.konto(Roll.KOMMUN_HANDLAGGARE, "Luleå"),
            nu=SVARAT,
            av_lan=False,
        )
        svar = kommandon.godkann(skickat.pk, av=lulea, nu=SVARAT, kand_version=1, beslut=forberett)
        assert svar.status == Status.OVERENS

    def test_the_county_registers_what_came_by_mail(self, lan: Lansscen) -> None:
        forslag = kommandon.registrera(
            lan.ar.pk,
            givare=lan.kommuner["Kiruna"].kod,
            mottagare=lan.kommuner["Luleå"].kod,
            innehall=innehall("0.30"),
            av=lan.handlaggare,
            nu=SVARAT,
            registrering=lan.registrering(Sida.GIVARE, SVARAT),
            beslut=lan.uppgifter("Kiruna"),
        )
        assert forslag.status == Status.VANTAR_SVAR


class TestAndrasArenden:
    """A refusal says why, but never which case of others it is about."""

    def test_the_other_sides_other_case_is_not_named(self, lan: Lansscen) -> None:
        annans = lan.skickat("Luleå", "Piteå", "0.30")
        utkast = lan.utkast("Boden", "Luleå", "0.30")
        with pytest.raises(Hinder, match="Den mottagande kommunen lämnar över sin andel till en annan kommun") as fel:
            kommandon.skicka(utkast.pk, av=lan.foretradare("Boden"), nu=SVARAT)
        assert annans.referens not in " ".join(fel.value.skal)

    def test_an_invitation_the_giver_has_sent_is_not_named(self, lan: Lansscen) -> None:
        annans = lan.skickat("Kiruna", "Boden", "0.30", av="Boden")
        utkast = lan.utkast("Boden", "Luleå", "0.30", av="Luleå")
        with pytest.raises(Hinder, match="Den givande kommunen tar emot en andel från en annan kommun") as fel:
            kommandon.skicka(utkast.pk, av=lan.foretradare("Luleå"), nu=SVARAT)
        assert annans.referens not in " ".join(fel.value.skal)

    def test_ones_own_other_case_is_named(self, lan: Lansscen) -> None:
        egen = lan.skickat("Kiruna", "Boden", "0.30", av="Boden")
        utkast = lan.utkast("Boden", "Luleå", "0.30")
        with pytest.raises(Hinder, match=egen.referens):
            kommandon.skicka(utkast.pk, av=lan.foretradare("Boden"), nu=SVARAT)


class TestLanet:
    def test_nothing_came_in_later_than_now(self, lan: Lansscen) -> None:
        forslag = lan.skickat("Boden", "Luleå", "0.60")
        with pytest.raises(Hinder, match="senare än nu"):
            anstand.begar_anstand(
                forslag.pk,
                sammantrade=SVARAT.date() + timedelta(days=30),
                av=lan.handlaggare,
                nu=SVARAT,
                registrering=lan.registrering(Sida.GIVARE, SVARAT + timedelta(days=20)),
            )

    @pytest.mark.parametrize("namn", ["Beslutsfattare  25", " beslutsfattare\u00a025 ", "BESLUTSFATTARE 25"])
    def test_who_decides_is_not_foredragande_however_it_is_written(self, lan: Lansscen, namn: str) -> None:
        forslag = lan.overens("Boden", "Luleå", "0.60")
        lan.kontrollerat(forslag)
        with pytest.raises(Hinder, match="inte själv vara föredragande"):
            redovisning.besluta(
                lan.ar.pk,
                "25",
                val={forslag.pk: redovisning.Val(tas_med=True)},
                diarienummer="851-2026",
                beslutsdag=BESLUTAT.date(),
                foredragande=namn,
                av=lan.beslutsfattare,
                nu=BESLUTAT,
            )

    def test_a_stand_on_others_cases_is_not_counted(self, lan: Lansscen) -> None:
        forslag, vantar = lan.overens("Boden", "Luleå", "0.60"), lan.skickat("Kiruna", "Luleå", "0.20")
        lan.kontrollerat(forslag)
        rapport = redovisning.besluta(
            lan.ar.pk,
            "25",
            val={pk: redovisning.Val(tas_med=True) for pk in (forslag.pk, vantar.pk, 10**6)},
            diarienummer="851-2026",
            beslutsdag=BESLUTAT.date(),
            foredragande="",
            av=lan.beslutsfattare,
            nu=BESLUTAT,
        )
        assert rapport.rader.count() == 1
        assert Handelse.objects.get(slag="redovisning_beslutad").uppgifter["tas_med"] == 1

    def test_another_reports_row_is_no_reason_to_return_this_one(self, lan: Lansscen) -> None:
        lan.overens("Boden", "Luleå", "0.60")
        rapport = lan.redovisat()
        with pytest.raises(Redovisningsrad.DoesNotExist):
            redovisning.aterlamna(rapport.pk, skal="", rader={10**6: "Fel"}, av=lan.riket.publicist, nu=KVITTERAT)
        rapport.refresh_from_db()
        assert rapport.status == "oversand"


class TestNyaPreliminaraEfterBeslutet:
    """A decided report whose figures no longer hold is not sent: the county decides anew."""

    @pytest.mark.parametrize("promille", ["2.00", None])
    def test_the_report_is_not_sent_with_other_figures(self, lan: Lansscen, promille: str | None) -> None:
        forslag = lan.overens("Boden", "Luleå", promille)
        rapport = lan.beslutat(nu=GRANSKAT)
        lan.riket.publicera(andelar=andrade(k2582="1.50"), nu=BESLUTAT)
        with pytest.raises(Hinder, match=f"har ändrats sedan länsstyrelsen beslutade: {forslag.referens}"):
            redovisning.oversand(rapport.pk, av=lan.handlaggare, nu=OVERSANT)
        forslag.refresh_from_db()
        assert forslag.status == Status.FORESLAGEN

    def test_anew_it_is_sent(self, lan: Lansscen) -> None:
        lan.overens("Boden", "Luleå", None)
        lan.beslutat(nu=GRANSKAT)
        lan.riket.publicera(andelar=andrade(k2582="1.50"), nu=BESLUTAT)
        ny = lan.beslutat(nu=OVERSANT)
        redovisning.oversand(ny.pk, av=lan.handlaggare, nu=OVERSANT)
        assert str(ny.rader.get().promille) == "1.500"

    def test_others_shares_do_not_matter(self, lan: Lansscen) -> None:
        lan.overens("Boden", "Luleå", "0.60")
        rapport = lan.beslutat(nu=GRANSKAT)
        lan.riket.publicera(andelar=andrade(k2584="1.10"), nu=BESLUTAT)
        assert redovisning.oversand(rapport.pk, av=lan.handlaggare, nu=OVERSANT).status == "oversand"


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

    def test_another_accounts_id_is_worth_nothing(self, lan: Lansscen, sida: dict[str, str]) -> None:
        fil = fabrik.handling("hemligt.pdf", nu=SKICKAT)
        boden, kiruna = lan.foretradare("Boden"), lan.foretradare("Kiruna")
        nyckel = fil_id(fil, boden)
        for konto, vantat in ((boden, fil), (kiruna, None)):
            form = Beslutsfalt(
                sida | {"fil_id": nyckel}, konto=konto, kommunkod=konto.kommunkod, ar=lan.ar.pk, nu=SVARAT
            )
            assert form.is_valid() is (vantat is not None)
            assert form.cleaned_data.get("dokument") == vantat
        assert form.errors["fil"] == ["Filen finns inte kvar. Bifoga den igen."]
        assert las_fil_id(nyckel, boden) == fil
        assert las_fil_id("1:skräp", boden) is None


def test_a_decision_that_is_only_prepared_is_the_municipalitys_own(lan: Lansscen) -> None:
    """The county that registers what came by mail chooses among decisions it knows, not among the prepared ones."""
    forslag = lan.skickat("Kiruna", "Luleå", "0.30")
    lulea = lan.kommuner["Luleå"].kod
    forberett = beslut.spara_beslut(
        lan.uppgifter("Luleå", organnamn="Hemliga nämnden"),
        lulea,
        lan.ar.pk,
        av=lan.konto(Roll.KOMMUN_HANDLAGGARE, "Luleå"),
        nu=SVARAT,
        av_lan=False,
    )

    def erbjuds() -> list[str]:
        form = GodkannForm(konto=lan.handlaggare, kommunkod=lulea, ar=lan.ar.pk, nu=SVARAT)
        return [val for val, _ in form.fields["beslut_val"].choices]

    assert erbjuds() == ["nytt", "inget"]
    kommandon.godkann(forslag.pk, av=lan.foretradare("Luleå"), nu=SVARAT, kand_version=1, beslut=forberett)
    assert erbjuds() == [str(forberett.publikt_id), "nytt", "inget"]
    Tidplan.objects.filter(pk=lan.tidplan.pk).update(bade_ge_och_ta=True)
    kommandon.registrera(
        lan.ar.pk,
        givare=lulea,
        mottagare=lan.kommuner["Piteå"].kod,
        innehall=innehall("0.20"),
        av=lan.handlaggare,
        nu=SVARAT,
        registrering=lan.registrering(Sida.GIVARE, SVARAT),
        beslut=lan.uppgifter("Luleå", paragraf="200"),
    )
    assert len(erbjuds()) == 4
