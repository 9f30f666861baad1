"""What the reader must know beside the outcome: more time, the late lane, what the county registered, changes since."""

from collections.abc import Mapping

from anvisning import tid
from anvisning.models import Tidplan
from anvisning.visning import datum, tidpunkt
from omfordelning import brev
from omfordelning.models import Forslag, Forslagsversion, Omstandighet, SenInlamning
from omfordelning.process import Sida


def build_flaggor(forslag: Forslag, version: Forslagsversion, namn: Mapping[Sida, str]) -> tuple[brev.Flagga, ...]:
    """Build a case's flags; takes the municipalities' names by side."""
    return (
        *_anstand(forslag, namn),
        *_sen_inlamning(forslag, namn),
        *_registrerat(version, namn),
        *(
            brev.Flagga(rubrik="Ändrad omständighet", text=omstandighet_text(rad, namn[Sida(rad.sida)]))
            for rad in forslag.omstandigheter.all()
        ),
    )


def _anstand(forslag: Forslag, namn: Mapping[Sida, str]) -> list[brev.Flagga]:
    return [
        brev.Flagga(
            rubrik="Anstånd",
            text=f"Länsstyrelsen gav {namn[Sida(rad.sida)]} anstånd till och med den {datum(rad.beviljat_till)}. "
            f"Sammanträdet var den {datum(rad.sammantrade)}.",
        )
        for rad in forslag.anstand.all()
        if rad.beviljat_till
    ]


def _sen_inlamning(forslag: Forslag, namn: Mapping[Sida, str]) -> list[brev.Flagga]:
    """The late lane's reason is printed where a proposal was first sent after the county's day."""
    skickat = min((v.skickad for v in forslag.versioner.all() if v.skickad), default=None)
    sen = SenInlamning.objects.filter(ar=forslag.ar_id, givare=forslag.givare_id).order_by("-till").first()
    if sen is None or skickat is None:
        return []
    plan = Tidplan.objects.get(ar=forslag.ar_id, lan=forslag.lan_id)
    lanets = plan.slut_da(skickat)
    if skickat < lanets:
        return []
    return [
        brev.Flagga(
            rubrik="Sen inlämning",
            text=f"Länsstyrelsen tillät {namn[Sida.GIVARE]} att skicka förslaget efter den "
            f"{datum(tid.sista_dagen(lanets))}, till och med den {datum(sen.till)}. Skäl: {sen.skal}",
        )
    ]


def _registrerat(version: Forslagsversion, namn: Mapping[Sida, str]) -> list[brev.Flagga]:
    return [
        brev.Flagga(
            rubrik="Registrerat av länsstyrelsen",
            text=f"Godkännandet från {namn[Sida(g.sida)]} kom till länsstyrelsen den {tidpunkt(g.mottaget)}.",
        )
        for g in version.godkannanden.all()
        if g.registrerat_av_lan
    ]


def omstandighet_text(rad: Omstandighet, kommun: str) -> str:
    """Write a changed circumstance in full."""
    mal = ", ".join(del_ for del_ in (rad.domstol, f"mål {rad.malnummer}" if rad.malnummer else "") if del_)
    text = f"{kommun}: {rad.get_slag_display().lower()} ({datum(rad.dag)}{f', {mal}' if mal else ''})."
    return f"{text} {rad.beskrivning}".strip()
