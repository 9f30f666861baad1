"""How allauth logs in: by e-mail and password, no sign-up (accounts are by invitation)."""

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from anvisning import utskick
from anvisning.kontoformular import FELTEXTER


class Kontoadapter(DefaultAccountAdapter):
    """Closes sign-up, and sends allauth's mails through the outbox like every other mail."""

    error_messages = DefaultAccountAdapter.error_messages | FELTEXTER

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Order one of allauth's mails (password reset and its notices) as an outbox mail to one recipient."""
        nu = timezone.now()
        mall = "konto_" + template_prefix.rpartition("/")[2]
        mejl = utskick.Mejl(mall=mall, till=email, nyckel=f"{mall}:{nu.isoformat()}", sammanhang=context)
        utskick.bestall([mejl], nu=nu)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Give the link of the mail: to the service's own address, whatever host the request was made to."""
        vag = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BAS_URL + vag.replace("UID-KEY", quote(key))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failed log-ins per account and address, so that a stranger's attempts do not lock the owner out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"

    def clean_email(self, email: str) -> str:
        return super().clean_email(email).lower()
