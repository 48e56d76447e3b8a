//! The ways: what the person types, what is wrong with it on purpose, and how each goes on.

/// How a sign-in goes on when it has ended at the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Renews {
    /// It does not end.
    No,
    /// The next request goes on without the person.
    Yes,
}

/// What the person does beside the typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    /// Nothing.
    Nothing,
    /// Follows the printed link.
    FollowsTheLink,
    /// Types the printed code at the printed page.
    TypesTheCode,
}

/// One way; definition, way and practice app have the same name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    pub(super) id: &'static str,
    pub(super) does: Does,
    pub(super) fields: &'static [(&'static str, &'static str)],
    /// Values that begin with `key:` are private keys, which come from files.
    pub(super) secrets: &'static [(&'static str, &'static str)],
    pub(super) renews: Renews,
    /// A value of the right shape that is wrong, for one of the secrets.
    pub(super) wrong: Option<(&'static str, &'static str)>,
}

/// Nothing typed; the tables name what differs.
const PLAIN: Way = Way {
    id: "",
    does: Does::Nothing,
    fields: &[],
    secrets: &[],
    renews: Renews::No,
    wrong: None,
};

/// With a page, and a refresh token.
const PAGE: Way = Way {
    does: Does::FollowsTheLink,
    renews: Renews::Yes,
    ..PLAIN
};

/// Without a page; asked for anew.
const DIRECT: Way = Way {
    renews: Renews::Yes,
    ..PLAIN
};

const ADA: &[(&str, &str)] = &[("username", "ada@acme.test")];
const RSA: &[(&str, &str)] = &[("private_key", "key:rsa")];
const WRONG_RSA: Option<(&str, &str)> = Some(("private_key", "key:other rsa"));
const PASSWORD: &[(&str, &str)] = &[("password", "pantry-7")];
const WRONG_PASSWORD: Option<(&str, &str)> = Some(("password", "pantry-8"));
const KEY: &[(&str, &str)] = &[("api_key", "quirks-key")];
const WRONG_KEY: Option<(&str, &str)> = Some(("api_key", "quirks-kez"));

/// The OAuth 2 family, whose access token can be asked for.
pub(super) const BEARERS: &[Way] = &[
    Way {
        id: "oauth2_code",
        ..PAGE
    },
    Way {
        id: "oauth2_rotating",
        ..PAGE
    },
    Way {
        id: "oauth2_renamed",
        ..PAGE
    },
    Way {
        id: "oauth2_fragment",
        ..PAGE
    },
    Way {
        id: "oauth2_form_post",
        ..PAGE
    },
    Way {
        id: "oauth2_discovery",
        ..PAGE
    },
    Way {
        id: "oauth2_device",
        does: Does::TypesTheCode,
        ..PAGE
    },
    Way {
        id: "oauth2_client_credentials",
        ..DIRECT
    },
    Way {
        id: "oauth2_private_key_jwt",
        secrets: RSA,
        wrong: WRONG_RSA,
        ..DIRECT
    },
    Way {
        id: "jwt_bearer",
        fields: ADA,
        secrets: RSA,
        wrong: WRONG_RSA,
        ..DIRECT
    },
    Way {
        id: "oauth2_password",
        fields: ADA,
        secrets: PASSWORD,
        wrong: WRONG_PASSWORD,
        ..DIRECT
    },
];

/// OAuth 1, passwords, keys, signatures and log-ins of an app's own.
pub(super) const BY_PAGE_OR_KEY: &[Way] = &[
    Way {
        id: "oauth1_hmac",
        renews: Renews::No,
        ..PAGE
    },
    Way {
        id: "oauth1_rsa",
        secrets: RSA,
        wrong: WRONG_RSA,
        renews: Renews::No,
        ..PAGE
    },
    Way {
        id: "oauth1_query",
        renews: Renews::No,
        ..PAGE
    },
    Way {
        id: "oauth1_fixed",
        secrets: &[
            ("consumer_secret", "a-secret-everybody-may-know"),
            ("token_secret", "quirks-token-secret"),
        ],
        wrong: Some(("token_secret", "quirks-token-other")),
        ..PLAIN
    },
    Way {
        id: "basic",
        fields: &[("email_address", "ada@acme.test")],
        secrets: &[("password", "p\u{e4}ssword:1")],
        wrong: Some(("password", "password:1")),
        ..PLAIN
    },
    Way {
        id: "key_header",
        secrets: KEY,
        wrong: WRONG_KEY,
        ..PLAIN
    },
    Way {
        id: "key_query",
        secrets: KEY,
        wrong: WRONG_KEY,
        ..PLAIN
    },
    Way {
        id: "key_cookie",
        secrets: KEY,
        wrong: WRONG_KEY,
        ..PLAIN
    },
    Way {
        id: "key_path",
        secrets: KEY,
        wrong: WRONG_KEY,
        ..PLAIN
    },
    Way {
        id: "several_keys",
        secrets: &[("app_key", "quirks-app"), ("user_key", "quirks-key")],
        wrong: Some(("user_key", "quirks-kez")),
        ..PLAIN
    },
    Way {
        id: "aws_sigv4",
        fields: &[("access_key", "AKIDEXAMPLE")],
        secrets: &[("secret_key", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")],
        wrong: Some(("secret_key", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEZ")),
        ..PLAIN
    },
    Way {
        id: "hmac",
        secrets: &[(
            "signing_key",
            "cXVpcmtzLWhtYWMta2V5LW9mLTMyLWJ5dGVzLWxvbmc=",
        )],
        wrong: Some((
            "signing_key",
            "cXVpcmtzLWhtYWMta2V5LW9mLTMyLWJ5dGVzLWxvbmg=",
        )),
        ..PLAIN
    },
    Way {
        id: "wsse",
        secrets: &[("password", "quirks-wsse-password")],
        wrong: Some(("password", "quirks-wsse-passwort")),
        ..PLAIN
    },
    Way {
        id: "jwt",
        secrets: &[("signing_key", "quirks-shared-secret-of-32-bytes")],
        wrong: Some(("signing_key", "quirks-shared-secret-of-32-bites")),
        ..PLAIN
    },
    Way {
        id: "jwt_edwards",
        secrets: &[("signing_key", "key:ed25519")],
        wrong: Some(("signing_key", "key:other ed25519")),
        ..PLAIN
    },
    Way {
        id: "jwt_curve",
        secrets: &[("signing_key", "key:ec")],
        wrong: Some(("signing_key", "key:other ec")),
        ..PLAIN
    },
    Way {
        id: "session",
        fields: ADA,
        secrets: PASSWORD,
        wrong: WRONG_PASSWORD,
        ..DIRECT
    },
    Way {
        id: "session_cookie",
        fields: ADA,
        secrets: PASSWORD,
        wrong: WRONG_PASSWORD,
        ..DIRECT
    },
];
