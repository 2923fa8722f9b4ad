"""A real OpenID provider for tests, made of Authlib's server parts: `python -m tests.openid_provider PORT`.

Codes work once, and only with the PKCE verifier of their challenge; tokens are signed. `POST /control` says
who the next person is, and what is wrong with the next token: nonce, aud, iss, exp, signature, or all of it.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from tests.studio_process import ROOT, clean_environ

CLIENT_ID, CLIENT_SECRET = "studio", "the-secret-of-the-studio"
START_LIMIT = 60.0
PAGE = "<form method=post><button>Continue</button></form>"
# What a token says where it is to be wrong.
WRONG: dict[str, dict[str, Any]] = {
    "nonce": {"nonce": "another nonce"},
    "aud": {"aud": ["another-client"]},
    "iss": {"iss": "https://elsewhere.example.com"},
    "exp": {"iat": 1_000_000_000, "exp": 1_000_000_600},
}


class ProviderProcess:
    """`with ProviderProcess() as provider: provider.issuer`; a process of its own, gone after the block."""

    def __enter__(self) -> ProviderProcess:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.issuer = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "tests.openid_provider", str(self.port)]
        environ = clean_environ() | {"AUTHLIB_INSECURE_TRANSPORT": "1"}
        self._process = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + START_LIMIT
        while True:
            try:
                self.be()
            except OSError:
                assert self._process.poll() is None, "the provider ended"
                assert time.monotonic() < deadline, "the provider does not answer"
                time.sleep(0.05)
            else:
                return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(START_LIMIT)

    def be(self, *, wrong: str = "", **claims: Any) -> None:
        """Be these claims' person from here on, with something wrong in each token."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            body = json.dumps({"claims": claims, "wrong": wrong})
            line.request("POST", "/control", body, {"Content-Type": "application/json"})
            assert line.getresponse().status == 200
        finally:
            line.close()


@dataclass
class _Code:
    """A code that was given out, as Authlib's grants ask for it."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    claims: dict[str, Any] = field(default_factory=dict)

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class _Studio:
    """The one client there is."""

    client_id = CLIENT_ID

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return ""

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith("/accounts/company/done/")

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


def make_app(issuer: str) -> Any:
    """The provider as a Flask application."""
    from authlib.integrations.flask_oauth2 import AuthorizationServer
    from authlib.oauth2.rfc6749 import grants
    from authlib.oauth2.rfc7636 import CodeChallenge
    from authlib.oidc.core import OpenIDCode, UserInfo
    from flask import Flask, jsonify, redirect, request
    from joserfc.jwk import RSAKey

    app = Flask("provider")
    key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}, auto_kid=False)
    stranger = RSAKey.generate_key(2048, {"kid": "one"}, auto_kid=False)
    person: dict[str, Any] = {"claims": {}, "wrong": ""}
    codes: dict[str, _Code] = {}
    server = AuthorizationServer(app, query_client=lambda _: _Studio(), save_token=lambda *_: None)

    class CodeGrant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]

        def save_authorization_code(self, code: str, request: Any) -> None:
            asked = request.payload.data
            wanted = ("nonce", "code_challenge", "code_challenge_method")
            values = {name: asked.get(name, "") for name in wanted}
            codes[code] = _Code(
                code, asked["redirect_uri"], asked["scope"], **values, claims=person["claims"]
            )

        def query_authorization_code(self, code: str, client: Any) -> _Code | None:
            return codes.get(code)

        def delete_authorization_code(self, authorization_code: _Code) -> None:
            del codes[authorization_code.code]

        def authenticate_user(self, authorization_code: _Code) -> dict[str, Any]:
            return authorization_code.claims

    class IdToken(OpenIDCode):
        def exists_nonce(self, nonce: str, request: Any) -> bool:
            return False

        def resolve_client_private_key(self, client: Any) -> Any:
            return stranger if person["wrong"] == "signature" else key

        def get_client_algorithm(self, client: Any) -> str:
            return "RS256"

        def get_client_claims(self, client: Any) -> dict[str, Any]:
            now = int(time.time())
            return {"iss": issuer, "aud": [CLIENT_ID], "iat": now, "exp": now + 600}

        def generate_user_info(self, user: dict[str, Any], scope: str) -> UserInfo:
            # What stands here goes into the token last, and over everything else.
            return UserInfo({**user, **WRONG.get(person["wrong"], {})})

    server.register_grant(CodeGrant, [IdToken(require_nonce=True), CodeChallenge(required=True)])

    @app.get("/.well-known/openid-configuration")
    def metadata() -> Any:
        return jsonify(
            issuer=issuer,
            authorization_endpoint=f"{issuer}/authorize",
            token_endpoint=f"{issuer}/token",
            jwks_uri=f"{issuer}/jwks",
            id_token_signing_alg_values_supported=["RS256"],
            code_challenge_methods_supported=["S256"],
        )

    @app.get("/jwks")
    def jwks() -> Any:
        return jsonify(keys=[key.as_dict(private=False)])

    @app.get("/authorize")
    def ask() -> str:
        server.get_consent_grant(end_user=person["claims"])
        return f"<!doctype html><html lang=en><title>Provider</title>{PAGE}"

    @app.post("/authorize")
    def agree() -> Any:
        if person["wrong"] == "denied":
            back = f"{request.args['redirect_uri']}?error=access_denied&state={request.args['state']}"
            return redirect(back)
        grant = server.get_consent_grant(end_user=person["claims"])
        return server.create_authorization_response(grant=grant, grant_user=person["claims"])

    @app.post("/token")
    def token() -> Any:
        response = server.create_token_response()
        if person["wrong"] == "no token" and response.is_json:
            told = response.get_json()
            told.pop("id_token", None)
            return jsonify(told)
        return response

    @app.post("/control")
    def control() -> str:
        person.update(request.get_json())
        return "ok"

    return app


if __name__ == "__main__":
    os.environ.setdefault("AUTHLIB_INSECURE_TRANSPORT", "1")
    port = int(sys.argv[1])
    make_app(f"http://127.0.0.1:{port}").run("127.0.0.1", port, threaded=True)
