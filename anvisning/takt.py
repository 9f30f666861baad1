"""How often something open to everybody may be done from one address."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def for_ofta(request: HttpRequest, vad: str, *, hogst: int, sekunder: int) -> bool:
    """Count one more time from the request's address; tell whether it is more than `hogst` within `sekunder`.

    Counted in windows: the first time starts one. The address is the client's, also behind the operator's proxy.
    """
    nyckel = f"takt:{vad}:{get_adapter().get_client_ip(request)}"
    if cache.add(nyckel, 1, sekunder):
        return False
    try:
        return cache.incr(nyckel) > hogst
    except ValueError:  # the window ended between the two
        return False
