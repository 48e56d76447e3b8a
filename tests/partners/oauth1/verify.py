"""Judges signed requests with libraries that nobody here wrote: one JSON line in, one JSON line out."""

import datetime
import json
import logging
import sys
import warnings

import botocore.auth
import jwt
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from oauthlib.oauth1 import RequestValidator, SignatureOnlyEndpoint


class Keys(RequestValidator):
    """Takes every name, so that the signature alone decides."""

    enforce_ssl = False
    allowed_signature_methods = (
        "HMAC-SHA1",
        "HMAC-SHA256",
        "HMAC-SHA512",
        "RSA-SHA1",
        "RSA-SHA256",
        "PLAINTEXT",
    )

    def __init__(self, question):
        super().__init__()
        self.question = question

    def check_client_key(self, client_key):
        return client_key == self.question["consumer_key"]

    def check_nonce(self, nonce):
        return len(nonce) >= 16

    def validate_client_key(self, client_key, request):
        return True

    def validate_timestamp_and_nonce(self, client_key, timestamp, nonce, request, **tokens):
        return True

    def get_client_secret(self, client_key, request):
        return self.question["consumer_secret"]

    def get_access_token_secret(self, client_key, token, request):
        assert token == self.question["token"]
        return self.question["token_secret"]

    def get_rsa_key(self, client_key, request):
        return self.question["public_key"]


def oauth1(question):
    """OAuth 1.0a, with oauthlib."""
    endpoint = SignatureOnlyEndpoint(Keys(question))
    headers = dict(question["headers"])
    is_good, _ = endpoint.validate_request(
        question["url"], question["method"], question["body"], headers
    )
    return is_good


def aws(question):
    """Signature Version 4, with botocore: the same request signed again must carry the same header."""
    headers = dict(question["headers"])
    signed = headers.pop("Authorization")
    time = datetime.datetime.strptime(headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ")
    botocore.auth.get_current_datetime = lambda *_, **__: time
    request = AWSRequest(
        question["method"], question["url"], headers=headers, data=question["body"].encode()
    )
    keys = Credentials("AKID", question["secret_key"], headers.get("X-Amz-Security-Token"))
    kind = botocore.auth.S3SigV4Auth if question["service"] == "s3" else botocore.auth.SigV4Auth
    kind(keys, question["service"], "eu-west-1").add_auth(request)
    return request.headers["Authorization"] == signed


def token(question):
    """A token, with PyJWT: it must verify and say what it was told to say."""
    algorithm, key = question["algorithm"], question["key"]
    if not algorithm.startswith("HS"):
        key = load_pem_private_key(key.encode(), None).public_key()
    claims = jwt.decode(question["token"], key, algorithms=[algorithm])
    header = jwt.get_unverified_header(question["token"])
    return claims == question["claims"] and header["kid"] == question["key_id"]


def main():
    """Answers until the input ends."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    judges = {"oauth1": oauth1, "aws": aws, "token": token}
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = {"is_good": bool(judges[question["kind"]](question)), "why": None}
        except Exception as error:  # what a library thinks of a request is an answer
            answer = {"is_good": False, "why": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
