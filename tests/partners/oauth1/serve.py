"""Serves OAuth 1.0a as oauthlib or Authlib does it: three legs, and one address that wants a signed request."""

import json
import os
import secrets
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "true"  # loopback

from authlib.oauth1 import AuthorizationServer, ResourceProtector, TemporaryCredential
from authlib.oauth1.rfc5849.errors import OAuth1Error
from authlib.oauth1.rfc5849.models import ClientMixin
from authlib.oauth1.rfc5849.wrapper import OAuth1Request
from oauthlib.oauth1 import RequestValidator, WebApplicationServer

KEY = "larder key"
SECRET = "secret-of-larder"
USER = "ines"


class Store:
    """Everything both libraries have to remember."""

    def __init__(self, public_key):
        self.public_key = public_key
        self.request_tokens = {}
        self.access_tokens = {}
        self.nonces = set()

    def is_fresh(self, timestamp, nonce):
        known = (timestamp, nonce) in self.nonces
        self.nonces.add((timestamp, nonce))
        return not known


class Validator(RequestValidator):
    """What oauthlib asks."""

    enforce_ssl = False
    allowed_signature_methods = (
        "HMAC-SHA1",
        "HMAC-SHA256",
        "HMAC-SHA512",
        "RSA-SHA1",
        "RSA-SHA256",
        "PLAINTEXT",
    )
    realms = ("api",)

    def __init__(self, store):
        super().__init__()
        self.store = store

    def check_client_key(self, client_key):
        return client_key == KEY

    def check_request_token(self, request_token):
        return bool(request_token)

    def check_access_token(self, request_token):
        return bool(request_token)

    def check_nonce(self, nonce):
        return len(nonce) >= 16

    def check_verifier(self, verifier):
        return bool(verifier)

    @property
    def dummy_client(self):
        return "nobody"

    @property
    def dummy_request_token(self):
        return "none"

    @property
    def dummy_access_token(self):
        return "none"

    def get_client_secret(self, client_key, request):
        return SECRET

    def get_rsa_key(self, client_key, request):
        return self.store.public_key

    def get_request_token_secret(self, client_key, token, request):
        return self.store.request_tokens.get(token, {}).get("oauth_token_secret", "none")

    def get_access_token_secret(self, client_key, token, request):
        return self.store.access_tokens.get(token, "none")

    def get_default_realms(self, client_key, request):
        return ["api"]

    def get_realms(self, token, request):
        return ["api"]

    def get_redirect_uri(self, token, request):
        return self.store.request_tokens[token]["oauth_callback"]

    def validate_client_key(self, client_key, request):
        return client_key == KEY

    def validate_request_token(self, client_key, token, request):
        return token in self.store.request_tokens

    def validate_access_token(self, client_key, token, request):
        return token in self.store.access_tokens

    def validate_timestamp_and_nonce(self, client_key, timestamp, nonce, request, **tokens):
        return self.store.is_fresh(timestamp, nonce)

    def validate_redirect_uri(self, client_key, redirect_uri, request):
        return redirect_uri == "oob" or redirect_uri.startswith("http://127.0.0.1:")

    def validate_requested_realms(self, client_key, realms, request):
        return realms == ["api"]

    def validate_realms(self, client_key, token, request, uri=None, realms=None):
        return True

    def validate_verifier(self, client_key, token, verifier, request):
        known = self.store.request_tokens.get(token, {}).get("oauth_verifier")
        return known is not None and known == verifier

    def verify_request_token(self, token, request):
        return token in self.store.request_tokens

    def verify_realms(self, token, realms, request):
        return True

    def invalidate_request_token(self, client_key, request_token, request):
        self.store.request_tokens.pop(request_token, None)

    def save_request_token(self, token, request):
        self.store.request_tokens[token["oauth_token"]] = {
            "oauth_token_secret": token["oauth_token_secret"],
            "oauth_callback": request.redirect_uri,
        }

    def save_verifier(self, token, verifier, request):
        self.store.request_tokens[token]["oauth_verifier"] = verifier["oauth_verifier"]

    def save_access_token(self, token, request):
        self.store.access_tokens[token["oauth_token"]] = token["oauth_token_secret"]


class WithOauthlib:
    """The legs as oauthlib answers them."""

    def __init__(self, store):
        self.server = WebApplicationServer(Validator(store))

    def request_token(self, url, method, body, headers):
        return self.server.create_request_token_response(url, method, body, headers)

    def authorize(self, url, method, body, headers):
        return self.server.create_authorization_response(url, method, body, headers)

    def access_token(self, url, method, body, headers):
        extra = {"user_name": USER}
        return self.server.create_access_token_response(
            url, method, body, headers, credentials=extra
        )

    def is_signed(self, url, method, body, headers):
        is_good, _ = self.server.validate_protected_resource_request(url, method, body, headers)
        return is_good


class Consumer(ClientMixin):
    """The one client, as Authlib asks for it."""

    def __init__(self, store):
        self.store = store

    def get_default_redirect_uri(self):
        return "http://127.0.0.1/none"

    def get_client_secret(self):
        return SECRET

    def get_rsa_public_key(self):
        return self.store.public_key


class Person:
    """Who says yes."""

    id = USER


METHODS = ["HMAC-SHA1", "RSA-SHA1", "PLAINTEXT"]


class Legs(AuthorizationServer):
    """What Authlib asks on the three legs."""

    SUPPORTED_SIGNATURE_METHODS = METHODS

    def __init__(self, store):
        self.store = store

    def create_oauth1_request(self, request):
        return request if isinstance(request, OAuth1Request) else OAuth1Request(*request)

    def handle_response(self, status_code, payload, headers):
        return dict(headers), urlencode(payload) if payload else "", status_code

    def get_client_by_id(self, client_id):
        return Consumer(self.store) if client_id == KEY else None

    def exists_nonce(self, nonce, request):
        return not self.store.is_fresh(request.timestamp, nonce)

    def create_temporary_credential(self, request):
        credential = TemporaryCredential(
            oauth_token=secrets.token_urlsafe(18),
            oauth_token_secret=secrets.token_urlsafe(24),
            client_id=request.client_id,
            oauth_callback=request.redirect_uri,
        )
        self.store.request_tokens[credential["oauth_token"]] = credential
        return credential

    def get_temporary_credential(self, request):
        return self.store.request_tokens.get(request.token)

    def delete_temporary_credential(self, request):
        self.store.request_tokens.pop(request.token, None)

    def create_authorization_verifier(self, request):
        request.credential["oauth_verifier"] = secrets.token_urlsafe(12)
        return request.credential["oauth_verifier"]

    def create_token_credential(self, request):
        credential = TemporaryCredential(
            oauth_token=secrets.token_urlsafe(18), oauth_token_secret=secrets.token_urlsafe(24)
        )
        self.store.access_tokens[credential["oauth_token"]] = credential["oauth_token_secret"]
        return credential


class Resource(ResourceProtector):
    """What Authlib asks for a signed request."""

    SUPPORTED_SIGNATURE_METHODS = METHODS

    def __init__(self, store):
        self.store = store

    def get_client_by_id(self, client_id):
        return Consumer(self.store) if client_id == KEY else None

    def exists_nonce(self, nonce, request):
        return not self.store.is_fresh(request.timestamp, nonce)

    def get_token_credential(self, request):
        secret = self.store.access_tokens.get(request.token)
        if secret is None:
            return None
        return TemporaryCredential(oauth_token=request.token, oauth_token_secret=secret)


class WithAuthlib:
    """The legs as Authlib answers them."""

    def __init__(self, store):
        self.legs = Legs(store)
        self.resource = Resource(store)

    def request_token(self, url, method, body, headers):
        return self.legs.create_temporary_credentials_response((method, url, body, headers))

    def authorize(self, url, method, body, headers):
        refuses = parse_qs(urlsplit(url).query).get("answer") == ["no"]
        person = None if refuses else Person()
        return self.legs.create_authorization_response((method, url, body, headers), person)

    def access_token(self, url, method, body, headers):
        return self.legs.create_token_response((method, url, body, headers))

    def is_signed(self, url, method, body, headers):
        try:
            self.resource.validate_request(method, url, body, headers)
        except OAuth1Error:
            return False
        return True


def handler_of(partner):
    """Hands what HTTP brings to the library, and its answer back."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length).decode()
            url = f"http://127.0.0.1:{self.server.server_port}{self.path}"
            headers = {name.title(): value for name, value in self.headers.items()}
            form = headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
            legs = {
                "/request": partner.request_token,
                "/authorize": partner.authorize,
                "/access": partner.access_token,
            }
            path = urlsplit(self.path).path
            if path in legs:
                answered, said, status = legs[path](url, self.command, body, headers)
            elif partner.is_signed(url, self.command, body if form else "", headers):
                answered, said, status = {}, json.dumps({"user": USER, "body": body}), 200
            else:
                problem = 'OAuth oauth_problem="signature_invalid"'
                answered, said, status = {"WWW-Authenticate": problem}, "", 401
            said = (said or "").encode()
            self.send_response(status)
            for name, value in answered.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def log_message(self, *_):
            pass

    return Handler


def main():
    """Says where it listens, then serves until its input ends."""
    kind, public_key = sys.argv[1], open(sys.argv[2], encoding="ascii").read()
    store = Store(public_key)
    partner = {"oauthlib": WithOauthlib, "authlib": WithAuthlib}[kind](store)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(partner))
    print(json.dumps({"port": server.server_port, "key": KEY, "secret": SECRET}), flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


main()
