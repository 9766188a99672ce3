"""Tokens: made, ended, and read from a request. `Authorization: Bearer kt_...`"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from . import audit
from .models import Token, User

PREFIX = "kt_"
HINT_LETTERS = 8
LONGEST_DAYS = 366


def digest_of(text: str) -> str:
    """Return what is kept of a token. It holds 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def make_token(*, user: User, name: str, days: int) -> tuple[Token, str]:
    """Make a token for a person; return it with its text, which cannot be read again."""
    text = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=user,
        name=name,
        digest=digest_of(text),
        hint=text[:HINT_LETTERS],
        expires_at=timezone.now() + timedelta(days=min(max(days, 1), LONGEST_DAYS)),
    )
    audit.record(by=user, action="accounts.make_token", subject=f"token:{token.pk}", days=days)
    return token, text


@transaction.atomic
def end_token(*, token: Token, by: User) -> Token:
    """End a token from now on; ending one that is over already changes nothing."""
    token = Token.objects.select_for_update().get(pk=token.pk)
    if token.ended_at is None:
        token.ended_at = timezone.now()
        token.save(update_fields=["ended_at"])
        audit.record(by=by, action="accounts.end_token", subject=f"token:{token.pk}")
    return token


def in_force() -> QuerySet[Token]:
    return Token.objects.filter(ended_at=None, expires_at__gt=timezone.now(), user__is_active=True)


class TokenAuthentication(BaseAuthentication):
    """Answers who sends a token; a wrong one is refused, never taken for nobody."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        kind, _space, text = get_authorization_header(request).decode("latin-1").partition(" ")
        if kind.lower() != "bearer":
            return None
        token = in_force().select_related("user").filter(digest=digest_of(text.strip())).first()
        if token is None:
            raise exceptions.AuthenticationFailed
        today = timezone.localdate()
        if token.used_on != today:
            Token.objects.filter(pk=token.pk).update(used_on=today)
        return token.user, token

    def authenticate_header(self, request: Any) -> str:
        return 'Bearer realm="geoportal"'
