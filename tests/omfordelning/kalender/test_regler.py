"""The rules of board meetings and answers, as tables: no database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anvisning import tid
from omfordelning.arsbesked import Svar, Svarslage, svar_av
from omfordelning.forms.sammantraden import Dagarfalt
from omfordelning.motesrisk import ar_risk, mote_att_rakna_med
from omfordelning.sammantradesplan import Frist, Hinner, skrivelsedag
from omfordelning.views.lan.utan_besked import sortera

FRIST = Frist(sista_dag=date(2026, 11, 6), redovisas_dag=date(2026, 11, 16))


@pytest.mark.parametrize(
    ("sammantrade", "fore", "klar"),
    [
        (date(2026, 10, 27), 21, date(2026, 10, 6)),
        (date(2026, 10, 27), 0, date(2026, 10, 27)),
        (date(2026, 10, 25), 0, date(2026, 10, 23)),  # a Sunday
        (date(2026, 10, 31), 21, date(2026, 10, 9)),  # 10 October is a Saturday
        (date(2027, 1, 27), 21, date(2027, 1, 5)),  # 6 January is a holiday
        (date(2027, 1, 21), 21, date(2026, 12, 30)),  # New Year's Eve is no working day
        (date(2026, 7, 10), 21, date(2026, 6, 18)),  # 19 June is Midsummer's Eve
    ],
)
def test_the_text_is_due_on_a_working_day(sammantrade: date, fore: int, klar: date) -> None:
    assert skrivelsedag(sammantrade, fore) == klar


@given(dag=st.dates(date(2025, 1, 1), date(2030, 12, 31)), fore=st.integers(0, 120))
def test_the_text_is_never_due_later_than_the_organ_wants_and_always_on_a_working_day(dag: date, fore: int) -> None:
    klar = skrivelsedag(dag, fore)
    assert tid.ar_arbetsdag(klar)
    borde = dag - timedelta(days=fore)
    assert klar <= borde
    mellan = [klar + timedelta(days=n) for n in range(1, (borde - klar).days + 1)]
    assert not any(map(tid.ar_arbetsdag, mellan))


@pytest.mark.parametrize(
    ("dag", "hinner", "besked"),
    [
        (date(2026, 11, 5), Hinner.I_TID, "Beslutet kommer i tid, 1 dag före länets datum."),
        (date(2026, 11, 6), Hinner.I_TID, "Beslutet kommer i tid, samma dag som länets datum."),
        (date(2026, 11, 7), Hinner.MED_ANSTAND, "Beslutet kommer 1 dag efter länets datum: begär anstånd."),
        (date(2026, 11, 11), Hinner.MED_ANSTAND, "Beslutet kommer 5 dagar efter länets datum: begär anstånd."),
        (date(2026, 11, 16), Hinner.MED_ANSTAND, "Beslutet kommer 10 dagar efter länets datum: begär anstånd."),
        (date(2026, 11, 17), Hinner.FOR_SENT, "För sent: länsstyrelsen redovisar 16 november 2026."),
    ],
)
def test_what_a_meeting_means(dag: date, hinner: Hinner, besked: str) -> None:
    assert (FRIST.hinner(dag), FRIST.besked(dag)) == (hinner, besked)


MOTEN = [date(2026, 10, 13), date(2026, 11, 3), date(2026, 11, 24)]


@pytest.mark.parametrize(
    ("planerat", "moten", "idag", "mote", "risk"),
    [
        (None, MOTEN, date(2026, 10, 1), date(2026, 10, 13), False),
        (None, MOTEN, date(2026, 10, 13), date(2026, 10, 13), False),
        (None, MOTEN, date(2026, 10, 14), date(2026, 11, 3), False),
        (None, MOTEN, date(2026, 11, 4), date(2026, 11, 24), True),
        (None, MOTEN, date(2026, 11, 25), None, True),
        (None, [], date(2026, 10, 1), None, True),
        (date(2026, 11, 24), MOTEN, date(2026, 10, 1), date(2026, 11, 24), True),
        (date(2026, 11, 6), [], date(2026, 10, 1), date(2026, 11, 6), False),
        (date(2026, 11, 6), [], date(2026, 11, 6), date(2026, 11, 6), False),
        (date(2026, 10, 20), [], date(2026, 10, 21), None, True),  # it has been, and nothing is reported
        (date(2026, 10, 20), MOTEN, date(2026, 10, 21), date(2026, 11, 3), False),
        (date(2026, 10, 20), MOTEN, date(2026, 11, 4), date(2026, 11, 24), True),
    ],
)
def test_which_decisions_risk_to_come_too_late(
    planerat: date | None, moten: list[date], idag: date, mote: date | None, risk: bool
) -> None:
    raknat = mote_att_rakna_med(planerat, moten, idag)
    assert (raknat, ar_risk(raknat, FRIST)) == (mote, risk)


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-13\n2026-11-03",
        "2026-11-03, 2026-10-13",
        "13 oktober 2026;3 november 2026",
        "tisdag 13 oktober 2026\r\ntisdagen den 3 november 2026\r\n\r\n",
        "tis 13 okt 2026\ntis 3 nov. 2026",
        "13/10 2026\t3/11 2026",
        "20261013\n20261103\n20261013",
        "20261013\n2026-11-03",
    ],
)
def test_days_are_read_as_people_paste_them(text: str) -> None:
    assert Dagarfalt().clean(text) == [date(2026, 10, 13), date(2026, 11, 3)]


@pytest.mark.parametrize("text", ["", " \n ", "13 oktober", "2026-02-30", "i höst", "2026-10-13\n9" * 50, "٣/11 2026"])
def test_what_is_no_day_is_said(text: str) -> None:
    with pytest.raises(Exception, match="Skriv en dag per rad"):
        Dagarfalt().clean(text)


NU = datetime(2026, 10, 1, tzinfo=UTC)
FORR, SEDAN = NU - timedelta(days=1), NU + timedelta(days=1)


@pytest.mark.parametrize(
    ("senast_nej", "senast_godkant", "pagar", "har_sagt_nej", "svar"),
    [
        (None, None, False, False, Svar.INGET),
        (NU, None, False, False, Svar.INTE_AKTUELLT),
        (NU, FORR, False, False, Svar.INTE_AKTUELLT),
        (NU, None, False, True, Svar.INTE_AKTUELLT),
        (NU, SEDAN, True, False, Svar.FORSLAG),
        (NU, SEDAN, False, False, Svar.FORSLAG),  # sent later and withdrawn: the answer does not come back
        (NU, FORR, True, False, Svar.FORSLAG),  # registered afterwards, inkommen before the answer
        (None, FORR, False, False, Svar.FORSLAG),
        (None, None, False, True, Svar.FORSLAG),
    ],
)
def test_a_proposal_takes_the_answer_back(
    senast_nej: datetime | None, senast_godkant: datetime | None, pagar: bool, har_sagt_nej: bool, svar: Svar
) -> None:
    assert svar_av(senast_nej=senast_nej, senast_godkant=senast_godkant, pagar=pagar, har_sagt_nej=har_sagt_nej) is svar


@pytest.mark.parametrize(
    ("antal", "text"),
    [
        (
            (5, 7, 2),
            "5 av länets 14 kommuner har svarat att omfördelning inte är aktuellt för dem i år. "
            "7 kommuner har inte svarat. 2 kommuner har skickat eller svarat på förslag.",
        ),
        (
            (0, 1, 1),
            "Ingen av länets 2 kommuner har svarat att omfördelning inte är aktuellt för dem i år. "
            "1 kommun har inte svarat. 1 kommun har skickat eller svarat på förslag.",
        ),
        (
            (2, 0, 0),
            "2 av länets 2 kommuner har svarat att omfördelning inte är aktuellt för dem i år. "
            "Ingen kommun är utan svar.",
        ),
    ],
)
def test_the_nollrapport_says_who_has_answered(antal: tuple[int, int, int], text: str) -> None:
    svar = [
        svar for svar, n in zip((Svar.INTE_AKTUELLT, Svar.INGET, Svar.FORSLAG), antal, strict=True) for _ in range(n)
    ]
    lage = Svarslage(namn={str(i): str(i) for i in range(len(svar))}, svar=dict(enumerate(svar)), svarat={})
    assert lage.text == text


def test_an_unknown_order_is_by_name() -> None:
    assert sortera([], "'; drop table") == ("namn", [])
