"""A form that is sent once: its key makes a double click, a reload or a resend give the first answer again."""

import hashlib
import uuid
from collections.abc import Callable

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest

from anvisning.hinder import UPPTAGET, Hinder, Redan, ar_upptaget
from anvisning.models import Inskick

OVERHOPPADE = {"csrfmiddlewaretoken", "nyckel"}


def avtryck(request: HttpRequest) -> str:
    """Give the SHA-256 of what the form says, with its files."""
    falt = sorted((namn, tuple(varden)) for namn, varden in request.POST.lists() if namn not in OVERHOPPADE)
    filer = sorted((namn, fil.name, _hash(fil)) for namn, varden in request.FILES.lists() for fil in varden)
    return hashlib.sha256(repr((request.path, falt, filer)).encode()).hexdigest()


def _hash(fil: UploadedFile) -> str:
    """Give an upload's SHA-256, and leave it to be read from its beginning."""
    fil.seek(0)
    summa = hashlib.sha256()
    for bit in fil.chunks():
        summa.update(bit)
    fil.seek(0)
    return summa.hexdigest()


def en_gang(request: HttpRequest, utfor: Callable[[], str]) -> str:
    """Do the act once per form key and give the address of its receipt, the first time and every time after it.

    Two at once: the second waits for the first. The same key with other content is refused (Redan). If the act is
    refused, the key is free again; so it is when the database gave up waiting for others (Hinder).
    """
    try:
        nyckel = uuid.UUID(request.POST.get("nyckel", ""))
    except ValueError as fel:
        raise Redan("Sidan är för gammal. Öppna den på nytt och skicka igen.") from fel
    try:
        return _en_gang(request, nyckel, utfor)
    except OperationalError as fel:
        if ar_upptaget(fel):
            raise Hinder(UPPTAGET) from fel
        raise


@transaction.atomic
def _en_gang(request: HttpRequest, nyckel: uuid.UUID, utfor: Callable[[], str]) -> str:
    rad = Inskick(
        nyckel=nyckel,
        konto_id=request.user.pk,
        sida=request.path[:300],
        avtryck=avtryck(request),
        svar="",
        skapad=request.mottagen,  # type: ignore[attr-defined]  # stamped by the outermost middleware
    )
    try:
        with transaction.atomic():
            rad.save(force_insert=True)
    except IntegrityError:
        tidigare = Inskick.objects.get(pk=nyckel)
        if (tidigare.konto_id, tidigare.avtryck) != (rad.konto_id, rad.avtryck):
            raise Redan("Det här formuläret är redan skickat. Öppna sidan på nytt om du vill skicka igen.") from None
        return tidigare.svar
    rad.svar = utfor()
    rad.save(update_fields=["svar"])
    return rad.svar
