"""Sessions: ended when the account is closed or gets another role, forgotten when they have run out."""

from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.management import call_command


def avsluta_sessioner(konto_id: int, *, nu: datetime) -> int:
    """End every session of an account, also those that nobody has used since; gives how many there were.

    A session's owner stands inside it, so all that have not expired are read: some hundred, at a rare act.
    """
    egna = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=nu).iterator()
        if session.get_decoded().get(SESSION_KEY) == str(konto_id)
    ]
    Session.objects.filter(pk__in=egna).delete()
    return len(egna)


def glom(*, nu: datetime) -> None:
    """Delete the sessions that have run out (a duty of each night)."""
    call_command("clearsessions")
