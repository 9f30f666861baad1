"""What the two who read in and post are shown of a file before it counts: values, columns, sums, and what is stale."""

from datetime import date

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from anvisning import anvisningar, ifragasattanden
from anvisning.hinder import Hinder
from anvisning.models import Anvisningsbokning, Anvisningsunderlag, Faktorvarde, Ifragasattande, Kommun, Konto
from tests.fabrik import FASTSTALLT, SKICKAT
from tests.inloggning import ge_losenord
from tests.omfordelning.riket.sidor import DOLT, Scen, text

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
JULI, AUGUSTI = date(2026, 7, 31), date(2026, 8, 31)
PROCENT = "Kommun;Måluppfyllelse\nLuleå;{}\nBoden;{}\n"


@pytest.fixture
def tva(tva: Client, scen: Scen) -> Client:
    ge_losenord(tva, scen.riket.publicist)
    return tva


def las_in(
    scen: Scen, innehall: str, slag: str = "perioder", till: date = JULI, fran: date | None = None
) -> Anvisningsunderlag:
    u = anvisningar.Filuppgifter("Migrationsverket", till, fran)
    return anvisningar.las_in(slag, "fil.csv", innehall.encode(), u, av=scen.riket.importor, nu=FASTSTALLT)


def bokfor(scen: Scen, underlag: Anvisningsunderlag) -> Anvisningsbokning:
    sedda = anvisningar.varningar(underlag)
    return anvisningar.bokfor(
        underlag.pk, kand_version=underlag.version, bekraftade=sedda, av=scen.riket.publicist, nu=FASTSTALLT
    )


def anvisade(scen: Scen, antal: int, till: date = JULI) -> Anvisningsunderlag:
    return las_in(scen, f"Kommun;Utjämnande\nLuleå;{antal}\n", till=till, fran=till)


def sidan(klient: Client, underlag: Anvisningsunderlag) -> str:
    return text(klient.get(reverse("anvisningsunderlag", args=[underlag.publikt_id])))


def kontroll(klient: Client, underlag: Anvisningsunderlag) -> tuple[str, HttpResponse]:
    """Tick every warning; give the posting page as text and the check page."""
    adress = reverse("anvisningar_bokfor", args=[underlag.publikt_id])
    svar = klient.get(adress)
    kryss = {f"varning-{n}": "on" for n, _ in enumerate(anvisningar.varningar(underlag), 1)}
    return text(svar), klient.post(adress, dict(DOLT.findall(svar.content.decode())) | kryss)


def test_the_second_person_sees_each_published_value_beside_the_one_that_holds(
    scen: Scen, en: Client, tva: Client
) -> None:
    bokfor(scen, las_in(scen, PROCENT.format("98,5", "101"), "maluppfyllelse"))
    underlag = las_in(scen, PROCENT.format("120", "101,5"), "maluppfyllelse", AUGUSTI)
    bokningssida, kontrollsida = kontroll(tva, underlag)
    for sida in (sidan(en, underlag), bokningssida):
        assert "2 kommuner, 2 värden." in sida
        assert "Luleå 2580 Måluppfyllelse 98,5 % 31 juli 2026 120 %" in sida
        assert "288 kommuner saknar värde i filen (måluppfyllelse) och ändras inte: Ale," in sida
    ord_ = text(kontrollsida)
    assert "2 kommuner, 2 värden" in ord_
    assert "Boden: från 101 % (31 juli 2026) till 101,5 %" in ord_
    assert "Luleå: från 98,5 % (31 juli 2026) till 120 %" in ord_
    assert "Anvisade barn" not in ord_


def test_the_second_person_sees_each_factor_and_what_an_undoing_leaves(scen: Scen, tva: Client) -> None:
    forra = date(2025, 12, 31)
    bokfor(scen, las_in(scen, "Kommun;Folkmängd\nLuleå;78000\n", "faktorer", forra))
    bokning = bokfor(scen, las_in(scen, "Kommun;Folkmängd\nLuleå;79000\n", "faktorer"))
    assert "Luleå 2580 Folkmängd 79 000" in text(tva.get(reverse("anvisningsbokning", args=[bokning.publikt_id])))
    motpost = anvisningar.forbered_motpost(bokning.pk, skal="Fel fil.", av=scen.riket.importor, nu=FASTSTALLT)
    bokningssida, kontrollsida = kontroll(tva, motpost)
    assert "Luleå 2580 Folkmängd 79 000 2026 78 000" in bokningssida
    assert "Luleå, folkmängd: från 79 000 (2026) till 78 000" in text(kontrollsida)
    bokfor(scen, motpost)
    gammal = las_in(scen, "Kommun;Folkmängd\nLuleå;1\n", "faktorer", date(2024, 12, 31))
    assert "1 kommun har nyare värden än filens. De fortsätter att gälla." in anvisningar.varningar(gammal)
    bokningssida, kontrollsida = kontroll(tva, gammal)
    assert "Luleå 2580 Folkmängd 78 000 2025 78 000" in bokningssida
    assert "Luleå, folkmängd: 78 000 (2025) står kvar" in text(kontrollsida)


def test_many_values_are_said_by_the_largest_changes_and_cost_no_more_queries(
    scen: Scen, en: Client, tva: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    namn = list(Kommun.objects.values_list("namn", flat=True))
    rubrik = "Kommun;Folkmängd;Nyanlända\n"
    en_rad = las_in(scen, f"{rubrik}Luleå;1;1\n", "faktorer")
    sidan(en, en_rad)
    with CaptureQueriesContext(connection) as for_en_rad:
        sidan(en, en_rad)
    fragor = len(for_en_rad)
    alla = rubrik + "".join(f"{ett};1000;10\n" for ett in namn)
    bokfor(scen, las_in(scen, alla, "faktorer"))
    assert Faktorvarde.objects.count() == 580
    nya = las_in(scen, alla.replace("Övertorneå;1000", "Övertorneå;9000"), "faktorer", AUGUSTI)
    assert anvisningar.varningar(nya) == []
    _, kontrollsida = kontroll(tva, nya)
    assert "290 kommuner, 580 värden Det här ändras Övertorneå, folkmängd: från 1 000 (2026) till 9 000" in text(
        kontrollsida
    )
    assert "… och 570 till. Alla står på förra sidan." in text(kontrollsida)
    with django_assert_num_queries(fragor):
        sidan(en, nya)


def test_a_column_that_is_not_read_but_has_numbers_is_confirmed(scen: Scen, en: Client, tva: Client) -> None:
    fil = "Kommun;Utjämnande;Lika för alla;Not;Summa\nLuleå;2;1;x;2\nDelsumma;2;;;\n"
    underlag = las_in(scen, fil, fran=JULI)
    mening = "Kolumnen C, ”Lika för alla”, läses inte in men har tal."
    assert anvisningar.varningar(underlag) == [mening]
    html = en.get(reverse("anvisningsunderlag", args=[underlag.publikt_id])).content.decode()
    fore, _, _ = html.partition("<details")
    assert "Så lästes kolumnerna" in fore
    assert mening in kontroll(tva, underlag)[0]


def test_a_sum_below_zero_is_refused_where_the_change_is_shown(scen: Scen, en: Client, tva: Client) -> None:
    bokfor(scen, anvisade(scen, 92))
    underlag = anvisade(scen, -150, AUGUSTI)
    mening = "Det skulle bli färre än noll anvisade barn i Luleå. Kontrollera underlaget."
    for klient in (en, tva):
        assert mening in sidan(klient, underlag)
        assert "Granska och bokför" not in sidan(klient, underlag)
    assert mening in text(tva.get(reverse("anvisningar_bokfor", args=[underlag.publikt_id])))
    assert "Luleå 2580 −150 – – 92 −58" in sidan(en, underlag)


def test_a_stale_cumulative_table_goes_back_to_who_prepared_it(scen: Scen, en: Client, tva: Client) -> None:
    underlag = las_in(scen, "Kommun;Utjämnande\nLuleå;5\n", "sammanlagt", AUGUSTI)
    granska, las_om = (f"{underlag.get_slag_display()}: {vad}" for vad in ("granska och bokför", "läs om tabellen"))
    assert granska in text(tva.get(reverse("uppgifter")))
    bokfor(scen, anvisade(scen, 2))
    assert granska not in text(tva.get(reverse("uppgifter")))
    assert las_om not in text(tva.get(reverse("uppgifter")))
    assert las_om in text(en.get(reverse("uppgifter")))
    adress = reverse("anvisningsunderlag", args=[underlag.publikt_id])
    html = en.get(adress).content.decode()
    assert "behöver läsa om tabellen" in html
    assert '<form class="formular" method="post" id="las-om"' in " ".join(html.split())
    assert 'form="las-om">Läs om tabellen' in html
    assert 'form="las-om"' not in tva.get(adress).content.decode()
    data = {**dict(DOLT.findall(html)), "kalla": "Migrationsverket", "till_och_med": AUGUSTI.isoformat()}
    assert en.post(adress, data | {"kolumn-A": "kommun", "kolumn-B": "antal:utjamnande"}).status_code == 302
    assert granska in text(tva.get(reverse("uppgifter")))
    assert "behöver läsa om" not in sidan(en, underlag)


def test_a_stale_cumulative_table_shows_no_figures(scen: Scen, en: Client, tva: Client) -> None:
    """The old difference upon what is posted now would be neither what the table says nor what stands."""
    underlag = las_in(scen, "Kommun;Utjämnande\nLuleå;5\n", "sammanlagt", AUGUSTI)
    assert "Luleå 2580 5 – – 0 5" in sidan(en, underlag)
    bokfor(scen, anvisade(scen, 2))
    bokforing = tva.get(reverse("anvisningar_bokfor", args=[underlag.publikt_id]))
    for sida in (sidan(en, underlag), sidan(tva, underlag), text(bokforing)):
        assert "behöver läsa om tabellen" in sida
        assert "Luleå 2580" not in sida
        assert "Det här ändras" not in sida


def test_a_cumulative_table_older_than_what_is_posted_is_thrown_away(scen: Scen, en: Client, tva: Client) -> None:
    """To read it anew would be refused: neither the task nor the page asks for that."""
    underlag = las_in(scen, "Kommun;Utjämnande\nLuleå;5\n", "sammanlagt", JULI)
    bokfor(scen, anvisade(scen, 2, AUGUSTI))
    uppgift = f"{underlag.get_slag_display()}: kassera underlaget"
    assert uppgift in text(en.get(reverse("uppgifter")))
    assert uppgift not in text(tva.get(reverse("uppgifter")))
    mening = "till och med 31 augusti 2026. En sammanlagd tabell ska vara nyare. Kassera underlaget."
    for sida in (sidan(en, underlag), sidan(tva, underlag)):
        assert mening in sida
        assert "äs om tabellen" not in sida
        assert "Luleå 2580" not in sida
    with pytest.raises(Hinder, match="Kassera underlaget"):
        bokfor(scen, underlag)


def test_a_stale_cumulative_table_of_a_closed_account_reaches_the_others(scen: Scen, tva: Client) -> None:
    underlag = las_in(scen, "Kommun;Utjämnande\nLuleå;5\n", "sammanlagt", AUGUSTI)
    bokfor(scen, anvisade(scen, 2))
    uppgift = f"{underlag.get_slag_display()}: kassera underlaget"
    assert uppgift not in text(tva.get(reverse("uppgifter")))
    Konto.objects.filter(pk=scen.riket.importor.pk).update(is_active=False)
    assert uppgift in text(tva.get(reverse("uppgifter")))
    mening = f"{scen.riket.importor.namn} förberedde tabellen, och kontot är avstängt. Kassera underlaget och läs in"
    assert mening in sidan(tva, underlag)


def test_a_correction_from_a_disputed_number_is_filled_in(scen: Scen, en: Client, tva: Client) -> None:
    bokfor(scen, las_in(scen, "Kommunkod;Datum;Typ;Antal\n2580;2026-07-08;Utjämnande;3\n"))
    foretradare = scen.lan.foretradare("Luleå")
    rad = ifragasattanden.ifragasatt(antal=2, manad=JULI.replace(day=1), typ="utjamnande", av=foretradare, nu=SKICKAT)
    html = en.get(reverse("riket_ifragasattande", args=[rad.publikt_id])).content.decode()
    adress = f"{reverse('anvisningar_rattelse')}?ifragasatt={rad.publikt_id}"
    assert adress in html
    html = " ".join(en.get(adress).content.decode().split())
    for varde in ('value="Luleå"', 'value="2026-07-31"', 'value="utjamnande" selected', 'value="-1"'):
        assert varde in html
    assert f"Ifrågasatt uppgift {rad.referens}." in html
    assert "(frivilligt)" not in html
    assert en.get(f"{reverse('anvisningar_rattelse')}?ifragasatt=x").status_code == 200
    falt = {"kalla": "Brev", "skal": "Fel.", **dict(DOLT.findall(html))}
    svar = en.post(adress, falt | {"kommun-2": "Hobo", "dag-2": "i går"})
    assert "Rad 2: Skriv kommunens namn eller kod" in text(svar)
    assert "Rad 2: Skriv datumet som år, månad och dag" in text(svar)
    falt |= {"kommun-1": "Luleå", "dag-1": "2026-07-31", "typ-1": "utjamnande", "antal-1": "-1"}
    assert en.post(adress, falt).status_code == 302
    underlag = Anvisningsunderlag.objects.get(slag="rattelse")
    rattelserad = "Luleå 31 juli 2026 Utjämnande anvisning −1"
    assert rattelserad in sidan(en, underlag)
    assert rattelserad in text(tva.get(reverse("anvisningar_bokfor", args=[underlag.publikt_id])))


class TestTvaRattelserAvSammaSiffra:
    """Luleå says 2 in July where 1 is posted; two administrators correct it, neither knowing of the other."""

    @pytest.fixture
    def rad(self, scen: Scen) -> Ifragasattande:
        bokfor(scen, las_in(scen, "Kommunkod;Datum;Typ;Antal\n2580;2026-07-08;Utjämnande;1\n"))
        foretradare = scen.lan.foretradare("Luleå")
        return ifragasattanden.ifragasatt(JULI.replace(day=1), "utjamnande", antal=2, av=foretradare, nu=SKICKAT)

    @staticmethod
    def skriv(klient: Client, rad: Ifragasattande, antal: str = "1") -> Anvisningsunderlag:
        adress = f"{reverse('anvisningar_rattelse')}?ifragasatt={rad.publikt_id}"
        falt = {"kommun-1": "Luleå", "dag-1": "2026-07-31", "typ-1": "utjamnande", "antal-1": antal}
        falt |= {"kalla": "Brev", "skal": "Ett barn saknades."} | dict(
            DOLT.findall(klient.get(adress).content.decode())
        )
        assert klient.post(adress, falt).status_code == 302
        return Anvisningsunderlag.objects.filter(slag="rattelse").latest("pk")

    def test_the_prefilled_form_says_what_it_answers(self, rad: Ifragasattande, en: Client) -> None:
        svar = en.get(f"{reverse('anvisningar_rattelse')}?ifragasatt={rad.publikt_id}")
        sagt = text(svar)
        for fakta in (f"Referens {rad.referens}", "Kommunens antal 2", "Antal i tjänsten nu 1", "Väntar på svar"):
            assert fakta in sagt
        assert svar.content.decode().count(reverse("riket_ifragasattande", args=[rad.publikt_id])) == 3
        assert "väntar på att bokföras" not in sagt

    def test_no_number_is_filled_in_for_a_question_that_is_answered(
        self, scen: Scen, rad: Ifragasattande, en: Client
    ) -> None:
        adress = f"{reverse('anvisningar_rattelse')}?ifragasatt={rad.publikt_id}"
        assert 'value="1"' in en.get(adress).content.decode()
        ifragasattanden.besvara(rad.pk, skal="upphavd", av=scen.riket.importor, nu=FASTSTALLT)
        svar = en.get(adress)
        assert "Läge Förklarad" in text(svar)
        assert 'value="1"' not in svar.content.decode()

    def test_a_correction_that_waits_is_seen_and_reckoned_with(
        self, rad: Ifragasattande, en: Client, tva: Client
    ) -> None:
        forsta = self.skriv(en, rad)
        fragan = reverse("riket_ifragasattande", args=[rad.publikt_id])
        for adress in (fragan, f"{reverse('anvisningar_rattelse')}?ifragasatt={rad.publikt_id}"):
            svar = tva.get(adress)
            assert "+1 barn , förberedd" in text(svar)
            assert f'href="{reverse("anvisningsunderlag", args=[forsta.publikt_id])}"' in svar.content.decode()
        assert 'id="id_antal-1"' in svar.content.decode()
        assert 'value="1"' not in svar.content.decode()

    def test_the_disputed_number_is_not_corrected_twice_unseen(
        self, scen: Scen, rad: Ifragasattande, en: Client, tva: Client
    ) -> None:
        forsta, andra = self.skriv(en, rad), self.skriv(tva, rad)
        ihop = "Bokförs båda räknas båda."
        for underlag in (forsta, andra):
            (varning,) = anvisningar.varningar(underlag)
            assert ihop in varning
            assert varning in sidan(en, underlag)
        with pytest.raises(Hinder, match="Bekräfta varje varning"):
            anvisningar.bokfor(forsta.pk, kand_version=1, av=scen.riket.publicist, nu=FASTSTALLT)
        sedda = anvisningar.varningar(andra)
        bokfor(scen, forsta)
        assert anvisningar.varningar(andra) == [
            f"Luleå har 2 barn enligt {rad.referens}: utjämnande anvisning, juli 2026. Antalet i tjänsten är 2 nu och "
            "blir 3 med rättelsen.",
            "En rättelse med samma antal är redan bokförd den 21 december 2026: Luleå, utjämnande anvisning, "
            "juli 2026, +1 barn. Kontrollera att den inte räknas två gånger.",
        ]
        with pytest.raises(Hinder, match="Bekräfta varje varning"):
            anvisningar.bokfor(andra.pk, kand_version=1, bekraftade=sedda, av=scen.riket.importor, nu=FASTSTALLT)

    def test_what_is_undone_thrown_away_or_of_another_number_warns_of_nothing(
        self, scen: Scen, rad: Ifragasattande, en: Client
    ) -> None:
        forsta = self.skriv(en, rad)
        anvisningar.kassera(forsta.pk, av=scen.riket.importor, nu=FASTSTALLT)
        bokford = bokfor(scen, self.skriv(en, rad))
        motpost = anvisningar.forbered_motpost(bokford.pk, skal="Fel.", av=scen.riket.importor, nu=FASTSTALLT)
        bokfor(scen, motpost)
        for dag, typ, kommun in (
            (date(2026, 6, 30), "utjamnande", "2580"),
            (JULI, "anknytning", "2580"),
            (JULI, "utjamnande", "2582"),
        ):
            andring = anvisningar.Andring(kommun, dag, typ, 1)
            annan = anvisningar.forbered_rattelse(
                [andring], kalla="Brev", skal="Nytt.", av=scen.riket.importor, nu=FASTSTALLT
            )
            assert anvisningar.varningar(annan) == []
        assert anvisningar.varningar(self.skriv(en, rad)) == []
