//! The OAuth 2 family: what each grant needs and refuses, told with its place.

mod support;

use support::oauth2::{ASSERTION, CODE, DEVICE, PASSWORD, SERVICE, with};
use support::{report, told};

fn mistakes(lines: &str) -> Vec<String> {
    told(&report(&with(lines)).mistakes)
}

/// What is told when lines are added to a grant that has no mistake by itself.
fn added(grant: &str, more: &str) -> Vec<String> {
    mistakes(&format!("{grant}{more}"))
}

#[test]
fn each_grant_is_clean_with_what_it_needs() {
    for grant in [CODE, SERVICE, ASSERTION, DEVICE, PASSWORD] {
        assert_eq!(mistakes(grant), Vec::<String>::new(), "{grant}");
    }
}

#[test]
fn what_a_grant_needs_is_asked_for_at_the_way() {
    for (grant, key) in [
        (CODE, "authorize_url"),
        (CODE, "token_url"),
        (CODE, "pkce"),
        (SERVICE, "token_url"),
        (ASSERTION, "assertion"),
        (DEVICE, "device_url"),
        (PASSWORD, "username"),
        (PASSWORD, "password"),
    ] {
        let lines: Vec<&str> = grant
            .lines()
            .filter(|line| !line.starts_with(&format!("{key} =")))
            .collect();
        let told = mistakes(&(lines.join("\n") + "\n"));
        assert_eq!(told.len(), 1, "{key}: {told:?}");
        assert!(
            told[0].starts_with(&format!("12:1: `{key}` is missing (")),
            "{told:?}"
        );
    }
    let told = mistakes(&PASSWORD.replace("why =", "# why ="));
    assert!(
        told[0].starts_with("12:1: the password grant wants a reason, in `why`"),
        "{told:?}"
    );
    let told = mistakes(&PASSWORD.replace("the vendor's API page offers nothing else", "because"));
    assert!(
        told[0].starts_with("20:7: the password grant wants a reason"),
        "{told:?}"
    );
}

#[test]
fn endpoints_that_metadata_names_are_not_missed() {
    let discover = "discover = \"https://id.acme.test\"\n";
    for grant in [CODE, SERVICE, ASSERTION, DEVICE, PASSWORD] {
        let lines: Vec<&str> = grant
            .lines()
            .filter(|line| !line.contains("_url ="))
            .collect();
        assert_eq!(
            mistakes(&format!("{}\n{discover}", lines.join("\n"))),
            Vec::<String>::new(),
            "{grant}"
        );
    }
}

#[test]
fn what_belongs_to_another_grant_is_named_with_its_owner() {
    for (grant, line, key, owner) in [
        (SERVICE, "pkce = \"S256\"", "pkce", "`oauth2`"),
        (
            SERVICE,
            "authorize_url = \"https://id.acme.test/a\"",
            "authorize_url",
            "`oauth2`",
        ),
        (
            ASSERTION,
            "authorize_params = { prompt = \"login\" }",
            "authorize_params",
            "`oauth2` and `oauth2_device`",
        ),
        (
            DEVICE,
            "keep_from_redirect = { a = \"b\" }",
            "keep_from_redirect",
            "`oauth2`",
        ),
        (
            PASSWORD,
            "response_mode = \"fragment\"",
            "response_mode",
            "`oauth2`",
        ),
        (
            CODE,
            "device_url = \"https://id.acme.test/d\"",
            "device_url",
            "`oauth2_device`",
        ),
        (
            CODE,
            "username = \"{{ site }}\"",
            "username",
            "`oauth2_password`",
        ),
        (
            SERVICE,
            "why = \"because nothing else is there\"",
            "why",
            "`oauth2_password`",
        ),
        (
            DEVICE,
            "assertion = { key = \"{{ private_key }}\", algorithm = \"ES256\" }",
            "assertion",
            "`jwt_bearer`",
        ),
    ] {
        let told = added(grant, line);
        let line_number = 16 + grant.lines().count();
        let column = key.len() + 4;
        let expected = format!("{line_number}:{column}: `{key}` belongs to {owner} alone");
        assert_eq!(told, [expected], "{line}");
    }
}

#[test]
fn o05_going_without_pkce_wants_a_reason() {
    let told = mistakes(&CODE.replace("\"S256\"", "{ unsupported = \"no\" }"));
    assert!(
        told[0].starts_with("19:8: going without PKCE wants a reason"),
        "{told:?}"
    );
    let reason = CODE.replace(
        "\"S256\"",
        "{ unsupported = \"the vendor's page says so\" }",
    );
    assert_eq!(mistakes(&reason), Vec::<String>::new());
}

#[test]
fn single_mistakes_of_the_family_are_told_where_they_stand() {
    for (grant, line, expected) in [
        (
            CODE,
            "response_mode = \"form_post\"",
            "20:17: a window of Larder's own cannot see a posted answer",
        ),
        (
            CODE,
            "client_auth = \"private_key_jwt\"",
            "20:15: `client_key` is missing",
        ),
        (
            CODE,
            "client_key = { key = \"{{ private_key }}\", algorithm = \"RS256\" }",
            "20:14: a key is of use with",
        ),
        (
            SERVICE,
            "client_secret = \"{{ pass }}\"",
            "18:17: `client_id` is missing",
        ),
        (
            CODE,
            "token_method = \"get\"\ntoken_body = \"json\"",
            "21:14: a GET has no body",
        ),
        (
            CODE,
            "lifetime_seconds = 5\ndefault_lifetime_seconds = 5",
            "21:28: `lifetime_seconds` decides already",
        ),
        (CODE, "iss_required = true", "20:16: `issuer` is missing"),
        (
            CODE,
            "token_headers = { Host = \"x\" }",
            "20:26: this is no name of a header",
        ),
        (
            CODE,
            "token_headers = { X-Key = \"{{ nobody }}\" }",
            "20:27: `nobody` is not known here",
        ),
        (
            CODE,
            "authorize_params = { hint = \"{{ pass }}\" }",
            "20:29: `pass` is not known here",
        ),
        (
            CODE,
            "authorize_params = { state = \"\" }",
            "20:30: `state` is set by the sign-in itself",
        ),
        (
            CODE,
            "authorize_params = { scope = \"all\" }",
            "20:30: `scope` is set by the sign-in itself",
        ),
        (
            CODE,
            "authorize_params = { response_type = \"token\" }",
            "20:38: an answer without a code",
        ),
        (
            CODE,
            "token_params = { code_verifier = \"x\" }",
            "20:34: `code_verifier` is set by",
        ),
        (
            CODE,
            "token_params = { client_id = \"x\" }",
            "20:30: `client_id` is set by",
        ),
        (
            CODE,
            "refresh_params = { refresh_token = \"x\" }",
            "20:36: `refresh_token` is set by",
        ),
        (
            CODE,
            "names = { client = \"app\" }",
            "20:20: `client` is no name to change here (did you mean `client_id`?)",
        ),
        (
            CODE,
            "names = { client_id = \"a b\" }",
            "20:23: a parameter's name has letters",
        ),
        (
            CODE,
            "names = { client_id = \"code\" }",
            "20:23: another parameter is called `code` already",
        ),
        (
            CODE,
            "redirect_names = { scope = \"s\" }",
            "20:28: `scope` is no name to change here",
        ),
        (
            CODE,
            "answer = { access_token = \"data.token\" }",
            "20:27: ",
        ),
        (CODE, "keep_secrets = { token = \"data\" }", "20:26: "),
        (
            CODE,
            "keep = { a = \"$.a\" }\nkeep_secrets = { a = \"$.b\" }",
            "21:22: there is another `a` already",
        ),
        (
            CODE,
            "keep_from_redirect = { a = \"\" }",
            "20:28: the parameter's name is missing",
        ),
        (
            CODE,
            "token_method = \"put\"",
            "20:16: `put` is not known here",
        ),
        (
            CODE,
            "expires_in_unit = \"days\"",
            "20:19: `days` is not known here",
        ),
        (
            CODE,
            "scopes = [\"{{ nobody }}\"]",
            "20:11: `nobody` is not known here",
        ),
        (CODE, "discover = \"http://id.acme.test\"", "20:12: "),
    ] {
        let told = added(grant, line);
        assert_eq!(told.len(), 1, "{line}: {told:?}");
        assert!(told[0].starts_with(expected), "{line}: {told:?}");
    }
}

#[test]
fn what_a_definition_may_do_to_parameters_is_no_mistake() {
    for line in [
        "response_mode = \"form_post\"\nwindow = \"browser\"",
        "authorize_params = { response_type = \"\", scope = \"\", client_id = \"\", prompt = \"{{ site }}\" }",
        "authorize_params = { response_type = \"code id_token\" }",
        "token_params = { grant_type = \"custom\", scope = \"read\", key = \"{{ pass }}\" }",
        "names = { client_id = \"client_key\", code = \"auth_code\" }\nredirect_names = { code = \"oauth_code\" }",
        "iss_required = true\ndiscover = \"https://id.acme.test\"",
        "apply = { headers = { X-Bot = \"{{ bot }}\" } }\nkeep_secrets = { bot = \"$.bot\" }",
    ] {
        assert_eq!(added(CODE, line), Vec::<String>::new(), "{line}");
    }
}

#[test]
fn c05_secrets_that_go_elsewhere_than_people_are_warned_of() {
    for (grant, changed) in [
        (
            CODE,
            CODE.replace(
                "https://id.acme.test/token",
                "https://tokens.acme.test/token",
            ),
        ),
        (
            DEVICE,
            DEVICE.replace(
                "https://id.acme.test/token",
                "https://tokens.acme.test/token",
            ),
        ),
    ] {
        assert!(report(&with(grant)).warnings.is_empty());
        let warnings = told(&report(&with(&changed)).warnings);
        assert!(
            warnings[0].contains("secrets go to another host"),
            "{warnings:?}"
        );
    }
}
