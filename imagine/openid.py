"""The OpenID provider's word for somebody: code flow with PKCE, state and nonce. Authlib speaks the protocol.

Loading it takes as long as a third of the studio, so only who comes by it loads this module.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from joserfc.errors import JoseError

from imagine.company import Claims, NotLetIn

log = logging.getLogger(__name__)

SCOPE = "openid email profile"
# Seconds for one answer of the provider, and by which its clock may be off ours.
TIMEOUT, LEEWAY = 10, 60
# What a provider's answer can do wrong: the protocol, a signature or claim, the line, the shape.
BAD_ANSWER = (
    AuthlibBaseError,
    JoseError,
    requests.RequestException,
    ValueError,
    KeyError,
    TypeError,
    RuntimeError,
)


@lru_cache(maxsize=4)
def _client(issuer: str, client_id: str, client_secret: str) -> Any:
    """The provider as Authlib knows it; its metadata is read when it is first needed."""
    return OAuth().register(
        "company",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": SCOPE, "code_challenge_method": "S256", "default_timeout": TIMEOUT},
    )


def _provider() -> Any:
    return _client(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)


def begin(request: HttpRequest, redirect_uri: str) -> HttpResponse:
    """Lead to the provider; raises NotLetIn when it does not answer."""
    try:
        response: HttpResponse = _provider().authorize_redirect(request, redirect_uri)
    except BAD_ANSWER as error:
        log.warning("The OpenID provider could not be asked: %s", type(error).__name__)
        raise NotLetIn(f"{_name()} does not answer now. Try again in a moment.") from error
    return response


def claims_in(request: HttpRequest) -> Claims:
    """What the provider says of somebody who comes back from it; raises NotLetIn for anything not proven."""
    issuers = [settings.OIDC_ISSUER, f"{settings.OIDC_ISSUER}/"]
    expected = {
        "iss": {"essential": True, "values": issuers},
        "aud": {"essential": True, "values": [settings.OIDC_CLIENT_ID]},
        "exp": {"essential": True},
        "nonce": {"essential": True},
    }
    try:
        token = _provider().authorize_access_token(request, claims_options=expected, leeway=LEEWAY)
        claims: dict[str, Any] = dict(token["userinfo"])
        if "email" not in claims:
            claims = _more(token, claims)
    except BAD_ANSWER as error:
        log.warning("A sign-in by the OpenID provider was refused: %s", type(error).__name__)
        raise NotLetIn(f"Signing in with {settings.OIDC_NAME} did not work. Try again.") from error
    return claims


def _more(token: Any, claims: dict[str, Any]) -> dict[str, Any]:
    """Some providers tell the address only when asked once more; it must be of the same person."""
    if "userinfo_endpoint" not in _provider().load_server_metadata():
        return claims
    told = dict(_provider().userinfo(token=token))
    return {**told, **claims} if told.get("sub") == claims["sub"] else claims


def _name() -> str:
    return settings.OIDC_NAME[:1].upper() + settings.OIDC_NAME[1:]
