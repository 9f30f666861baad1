"""How allauth logs in: by e-mail and password, no sign-up (accounts are by invitation)."""

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from anvisning import kalenderlankar, utskick
from anvisning.kontoformular import FELTEXTER
from anvisning.models import Konto


class Kontoadapter(DefaultAccountAdapter):
    """Closes sign-up, and sends allauth's mails through the outbox like every other mail."""

    error_messages = DefaultAccountAdapter.error_messages | FELTEXTER

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Order one of allauth's mails (password reset and its notices) as an outbox mail to one recipient."""
        nu = timezone.now()
        mall = "konto_" + template_prefix.rpartition("/")[2]
        ord_ = context | {"bas_url": settings.BAS_URL}
        mejl = utskick.Mejl(mall=mall, till=email, nyckel=f"{mall}:{nu.isoformat()}", sammanhang=ord_)
        utskick.bestall([mejl], nu=nu)

    @transaction.atomic
    def set_password(self, user: Konto, password: str) -> None:
        """Set a new password, and end the calendar links: whoever knew the old one may have made them."""
        super().set_password(user, password)
        kalenderlankar.slang_alla(user)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Give the link of the mail: to the service's own address, whatever host the request was made to."""
        vag = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BAS_URL + vag.replace("UID-KEY", quote(key))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failed log-ins per account and address, so that a stranger's attempts do not lock the owner out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"

    def clean_email(self, email: str) -> str:
        return super().clean_email(email).lower()
