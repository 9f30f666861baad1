"""The words of Vad händer om where three accounts meet: no database."""

from decimal import Decimal

import pytest

from anvisning.berakningar.kommunbild import kommunens_lage
from anvisning.maluppfyllelse.insyn import Insyn
from anvisning.maluppfyllelse.underlag import Metod
from anvisning.maluppfyllelse.vad_om import Antaganden, jamfor
from anvisning.models import Ar, Kommun
from anvisning.prognos import TreScenarier
from omfordelning.vad_om_ord import DOLT, Orden
from tests.anvisning.maluppfyllelse.test_insyn import INOM, KODER, land

pytestmark = pytest.mark.langsam

NOLL = Decimal(0)
ANTAGANDEN = Antaganden(
    metod=Metod.ORDINARIE_ANDEL,
    prognos=TreScenarier(lag=NOLL, huvud=NOLL, hog=NOLL),
    fast_del=NOLL,
    rorlig_del=NOLL,
    inom=INOM,
)


@pytest.mark.parametrize("nu", [{"B": 9}, {}])
def test_a_place_on_a_third_account_is_told_where_my_goal_fulfilment_tells_it(nu: dict[str, int]) -> None:
    """A, which has taken over a part from B, asks what it would be to hand over to C."""
    underlag, insyn = land(50, 9, 30, 11), Insyn(kod="A", senast={"B": 9, "C": 30}, nu=nu)
    lage = kommunens_lage(underlag, Metod.ORDINARIE_ANDEL, insyn, INOM)
    assert lage is not None
    _, delen = lage.delar
    i_kon = insyn.landet(underlag, Metod.ORDINARIE_ANDEL)
    andel = Decimal(20)
    jamforelse = jamfor(
        underlag, givare="A", mottagare="C", andel=andel, lan=KODER, antaganden=ANTAGANDEN, i_kon_som=i_kon
    )
    orden = Orden(
        jamforelse=jamforelse,
        ar=Ar(ar=2027, metod=Metod.ORDINARIE_ANDEL, decimaler=2),
        andel=andel,
        hela=False,
        givare=Kommun(kod="A", namn="Arboga"),
        mottagare=Kommun(kod="C", namn="Köping"),
        namn={"A": "Arboga", "B": "Kungsör", "C": "Köping"},
        insyn=insyn,
        antaganden=None,
    )
    (rad,) = [rad for rad in orden.parter()[0].rader if rad.namn == "Plats i turordningen, delen från Kungsör"]
    if delen.plats is None:
        assert (delen.dold, rad.fore) == (True, DOLT)
    else:
        assert rad.fore.endswith(f"ungefär {delen.plats.barn_fore} barn till")
    assert delen.dold is not bool(nu)
