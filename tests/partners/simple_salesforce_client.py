"""Signs in to Practice Salesforce with simple-salesforce, unchanged, and works.

Usage: python simple_salesforce_client.py <addresses as JSON>
"""

import json
import sys
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce, SalesforceLogin
from simple_salesforce.exceptions import (
    SalesforceAuthenticationFailed,
    SalesforceExpiredSession,
    SalesforceMalformedRequest,
    SalesforceResourceNotFound,
)

ADDRESSES = json.loads(sys.argv[1])
ORGS = ADDRESSES["apps"]["salesforce"]


class ToLoopback(HTTPAdapter):
    """The network between client and org: simple-salesforce speaks only https to Salesforce's
    own names, and here those names are the practice orgs, without TLS."""

    def send(self, request, **options):
        """Sends a request to the practice org that stands for its host."""
        url = urlsplit(request.url)
        host = url.netloc
        if host.endswith(".salesforce.com"):
            host = urlsplit(ORGS[host.split(".")[0]]).netloc
        request.url = urlunsplit(("http", host, url.path, url.query, ""))
        return super().send(request, **options)


def session():
    """A requests session on that network."""
    made = requests.Session()
    made.trust_env = False
    made.mount("https://", ToLoopback())
    return made


def person(org, start):
    """Somebody of the cast."""
    return next(
        one
        for one in ADDRESSES["people"]
        if one["app"] == "salesforce"
        and one["org"] == org
        and one["username"].startswith(start)
    )


def equal(found, wanted):
    """Ends the run with an error unless both are the same."""
    if found != wanted:
        raise SystemExit(f"found {found!r}, wanted {wanted!r}")


def true(statement, what):
    """Ends the run with an error unless the statement holds."""
    if not statement:
        raise SystemExit(what)


def refused(kind, code, call):
    """The call must fail with this exception and error code."""
    try:
        call()
    except kind as error:
        signing_in = isinstance(error, SalesforceAuthenticationFailed)
        equal(error.code if signing_in else error.content[0]["errorCode"], code)
        return
    raise SystemExit(f"{code} was expected")


def work(client):
    """What every signed-in client must be able to do."""
    everything = client.describe()
    true(len(everything["sobjects"]) >= 1200, "too few objects")
    account = client.Account.describe()
    true(len(account["fields"]) >= 60, "too few fields")
    equal(client.limits()["DailyApiRequests"]["Max"], 5_000_000)
    found = client.query("SELECT Id, Name FROM Account WHERE Name = 'Nordic Grocers'")
    equal(found["totalSize"], 1)
    counted = client.query("SELECT count() FROM Contact")["totalSize"]
    everybody = client.query_all("SELECT Id, Email FROM Contact")
    equal(len(everybody["records"]), counted)
    equal(client.query("SELECT Name, IsSandbox FROM Organization")["totalSize"], 1)

    made = client.Account.create({"Name": "Partner & Sons", "Segment__c": "Retail"})
    equal(made["success"], True)
    equal(client.Account.update(made["id"], {"Phone": "+46 31 555 99 99"}), 204)
    read = client.Account.get(made["id"])
    equal((read["Name"], read["Phone"]), ("Partner & Sons", "+46 31 555 99 99"))
    equal(client.Account.delete(made["id"]), 204)
    refused(
        SalesforceResourceNotFound, "NOT_FOUND", lambda: client.Account.get(made["id"])
    )
    refused(
        SalesforceMalformedRequest,
        "REQUIRED_FIELD_MISSING",
        lambda: client.Account.create({"Name": "No segment"}),
    )
    refused(
        SalesforceMalformedRequest,
        "INVALID_TYPE",
        lambda: client.query("SELECT Id FROM Nowhere__c"),
    )
    refused(
        SalesforceMalformedRequest,
        "MALFORMED_QUERY",
        lambda: client.query("SELECT FROM"),
    )


def by_soap(domain):
    """User name, password and security token by SOAP, then the same session by its id."""
    who = person(domain, "integration")
    network = session()
    client = Salesforce(
        username=who["username"],
        password=who["password"],
        security_token="",
        domain=domain,
        session=network,
    )
    work(client)
    again = Salesforce(
        session_id=client.session_id, instance_url=ORGS[domain], session=network
    )
    work(again)
    refused(
        SalesforceAuthenticationFailed,
        "INVALID_LOGIN",
        lambda: SalesforceLogin(
            username=who["username"],
            password="wrong",
            security_token="",
            domain=domain,
            session=network,
        ),
    )
    answer = requests.post(
        f"{ADDRESSES['control']}/faults/revoke",
        json={"app": "salesforce", "org": domain, "username": who["username"]},
        timeout=10,
    )
    answer.raise_for_status()
    refused(SalesforceExpiredSession, "INVALID_SESSION_ID", again.limits)


def by_password_grant():
    """The OAuth password grant of the confidential client."""
    who = person("login", "admin")
    client = Salesforce(
        username=who["username"],
        password=who["password"],
        consumer_key="larder-practice-confidential",
        consumer_secret="a-secret-everybody-may-know",
        domain="login",
        session=session(),
    )
    work(client)


by_soap("login")
by_soap("test")
by_password_grant()
