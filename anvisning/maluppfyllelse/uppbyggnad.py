"""From the years' shares and figures to the country as it stands."""

from collections import Counter
from collections.abc import Mapping

from anvisning.maluppfyllelse.konton import Arsdata, rakna_konton
from anvisning.maluppfyllelse.underlag import Del, Kommun, Omfordelning, Underlag


def bygg(aren: Mapping[int, Arsdata], ar: int) -> Underlag:
    """Give the country in the year `ar`, with the figures of `aren` (that year and earlier ones).

    Its municipalities are those that ever had a share or got a child. A year without shares adds nothing
    to the earlier targets. ValueError when the figures cannot stand together (a municipality below zero).
    """
    konton = rakna_konton(data for _, data in sorted(aren.items()))
    i_kommunen: Counter[str] = Counter()
    tidigare_mal: Counter[str] = Counter()
    for ett, data in aren.items():
        barn = _barn(data)
        i_kommunen.update(barn)
        if ett < ar:
            landets = max(barn.total(), 0)
            tidigare_mal.update({kod: andel * landets for kod, andel in _gallande(data).items()})
    nu = aren[ar]
    omfordelningar = tuple(
        Omfordelning(
            givare=givare,
            mottagare=mottagare,
            andel=andel,
            behallna=konton.delar[Del(givare, givare)],
            lamnade=konton.delar[Del(givare, mottagare)],
        )
        for givare, (mottagare, andel) in sorted(nu.overlatelser.items())
    )
    return Underlag(
        kommuner=tuple(
            Kommun(
                kod=kod,
                ordinarie=nu.ordinarie.get(kod, 0),
                pa_kontot=konton.antal[kod],
                i_kommunen=i_kommunen[kod],
                tidigare_mal=tidigare_mal[kod],
            )
            for kod in sorted({kod for data in aren.values() for kod in data.ordinarie} | set(+i_kommunen))
        ),
        omfordelningar=omfordelningar,
        # corrections can make the year's sum smaller than what its parts got
        i_ar=max(_barn(nu).total(), sum(o.behallna + o.lamnade for o in omfordelningar), 0),
    )


def _barn(data: Arsdata) -> Counter[str]:
    barn = Counter(data.utjamnande)
    barn.update(data.ovriga)
    return barn


def _gallande(data: Arsdata) -> dict[str, int]:
    andelar = dict(data.ordinarie)
    for givare, (mottagare, andel) in data.overlatelser.items():
        andelar[givare] = andelar.get(givare, 0) - andel
        andelar[mottagare] = andelar.get(mottagare, 0) + andel
    return andelar
