"""Single sign-on by OpenID Connect: another authority says who somebody is.

The code flow with PKCE, state and nonce. What has to be known until the answer comes stands in the
browser, signed; nothing is kept here.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import oauth2_client  # type: ignore[import-untyped]
from authlib.integrations.starlette_client import (  # type: ignore[import-untyped]
    StarletteOAuth2App,
)
from joserfc.errors import JoseError

from schemas.accounts import Vouched
from schemas.settings import Settings

_PATIENCE_SECONDS = 10
# Authlib takes the one of two HTTP clients that is installed; its errors are that one's.
_NotReached = oauth2_client.httpx2.HTTPError
_LONGEST_SUBJECT = 255
_DISCOVERY = "/.well-known/openid-configuration"


class NotVouchedFor(Exception):
    """The provider does not say, or not believably, that this is somebody's verified address."""


class ProviderAway(Exception):
    """The provider does not answer, or not as one does."""


class Begun(NamedTuple):
    """Where to send the browser, and what has to be known when it comes back."""

    url: str
    state: str
    nonce: str
    verifier: str


class Provider:
    """One provider, and this installation as its client."""

    def __init__(self, issuer: str, client_id: str, secret: str, callback: str) -> None:
        self._issuer = issuer
        self._callback = callback
        self._app = StarletteOAuth2App(
            None,
            client_id=client_id,
            client_secret=secret,
            server_metadata_url=issuer.rstrip("/") + _DISCOVERY,
            client_kwargs={
                "scope": "openid email",
                "code_challenge_method": "S256",
                "timeout": _PATIENCE_SECONDS,
            },
        )

    async def begin(self) -> Begun:
        """Ask the provider who this is.

        Raises:
            ProviderAway: it does not answer.
        """
        await self._discover()
        made = await self._app.create_authorization_url(self._callback)
        return Begun(made["url"], made["state"], made["nonce"], made["code_verifier"])

    async def vouched(self, code: str, nonce: str, verifier: str) -> Vouched:
        """Whom the provider vouches for, by a verified address.

        Raises:
            NotVouchedFor: the code, the token or the address is not what it has to be.
            ProviderAway: it does not answer.
        """
        await self._discover()
        try:
            token = await self._app.fetch_access_token(
                self._callback, code=code, code_verifier=verifier
            )
            claims = await self._app.parse_id_token(token, nonce)
            if claims and "email" not in claims:
                claims = await self._asked(token, claims)
        except _NotReached as error:
            raise ProviderAway from error
        except (OAuthError, JoseError, ValueError, KeyError, TypeError) as error:
            raise NotVouchedFor from error
        return Vouched(self._issuer, _subject(claims), _verified(claims))

    async def _discover(self) -> None:
        try:
            metadata = await self._app.load_server_metadata()
        except (_NotReached, ValueError, TypeError) as error:
            raise ProviderAway from error
        if metadata.get("issuer") != self._issuer:
            metadata.clear()  # to be asked again, should it be put right
            raise ProviderAway

    async def _asked(self, token: Any, claims: Mapping[str, Any]) -> Mapping[str, Any]:
        """Some providers tell the address only when they are asked for it."""
        found: Mapping[str, Any] = await self._app.userinfo(token=token)
        if found.get("sub") != claims["sub"]:
            raise NotVouchedFor
        return found


def provider(settings: Settings) -> Provider | None:
    """The provider that is set; none if none is."""
    if not (settings.oidc_issuer and settings.oidc_client_id):
        return None
    secret = settings.oidc_client_secret
    return Provider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        secret.get_secret_value() if secret else "",
        f"{settings.base_url}/login/single/back",
    )


def _subject(claims: Mapping[str, Any] | None) -> str:
    subject = claims.get("sub") if claims else None
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise NotVouchedFor
    return subject


def _verified(claims: Mapping[str, Any] | None) -> str:
    address = claims.get("email") if claims else None
    if not claims or not isinstance(address, str) or claims.get("email_verified") is not True:
        raise NotVouchedFor
    return address
