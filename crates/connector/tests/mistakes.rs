//! A definition with a mistake: named with line, column, what was expected and what would help; several at once.

mod support;

use miette::{Diagnostic, Severity};
use support::{report, told};

/// A small definition without mistakes, to break in one place at a time.
const GOOD: &str = r#"id = "acme"
name = "Acme"
api_hosts = ["*.acme.test"]

[origins]
app = "https://{{ site }}.acme.test"

[[fields]]
key = "site"
label = "Site"
control = "subdomain"

[[auth]]
id = "oauth2"
label = "Sign in"
type = "oauth2"
authorize_url = "{{ app }}/authorize"
token_url = "{{ app }}/token"
pkce = "S256"
keep = { instance_url = "$.instance_url" }

[[identity]]
get = "{{ instance_url }}/me"
require = ["$.id"]
keep = { user = "$.login" }

[[picklists]]
id = "tables"
label = "Tables"
get = "{{ instance_url }}/tables"
items = "$.tables[*]"
row = { value = "$.name", label = "$.title" }

[[picklists]]
id = "columns"
label = "Columns"
params = ["table"]
get = "{{ instance_url }}/tables/{{ table }}"
items = "$.tables[?@.name == '{{ table }}'].columns[*]"
row = { value = "$.name", required = "not item.optional" }

[[operations]]
id = "new_row"
kind = "trigger"
title = "New row"
inputs = [
    { key = "table", label = "Table", required = true, control = "picklist", picklist = "tables" },
    { key = "column", label = "Column", control = "picklist", picklist = "columns", params = { table = "table" } },
]

[[errors]]
path = "$.code"
equals = "E1"
cause = "expired"
"#;

/// What is told after one replacement.
fn after(from: &str, to: &str) -> Vec<String> {
    assert!(GOOD.contains(from), "nothing to replace: {from}");
    told(&report(&GOOD.replacen(from, to, 1)).mistakes)
}

fn only(from: &str, to: &str, expected: &str) {
    assert_eq!(after(from, to), [expected], "{from} -> {to}");
}

fn some(from: &str, to: &str, expected: &str) {
    let told = after(from, to);
    assert!(
        told.iter().any(|told| told.contains(expected)),
        "{from} -> {to}: {told:?}"
    );
}

#[test]
fn the_example_itself_is_clean() {
    let report = report(GOOD);
    assert_eq!(told(&report.mistakes), Vec::<String>::new());
    assert_eq!(told(&report.warnings), Vec::<String>::new());
}

#[test]
fn an_unknown_key_is_named_with_the_one_that_was_meant() {
    only(
        "require = ",
        "requires = ",
        "24:1: unknown key `requires` (did you mean `require`?)",
    );
    only(
        "control = \"subdomain\"",
        "kontrol = \"subdomain\"",
        "11:1: unknown key `kontrol` (did you mean `control`?)",
    );
    only(
        "label = \"Site\"",
        "label = \"Site\"\nzzz = 1",
        "11:1: unknown key `zzz` (known here: key, label, hint, control, options, default, required, pattern, suffix, when, placeholder)",
    );
    let told = after("token_url =", "tokn_url =");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("unknown key `tokn_url` (did you mean `token_url`?)"),
        "{told:?}"
    );
}

#[test]
fn a_missing_key_says_what_it_is_for() {
    let told = after("pkce = \"S256\"\n", "");
    assert_eq!(
        told,
        ["13:1: `pkce` is missing (Proof key (RFC 7636), or the reason why the app cannot do it.)"]
    );
    assert_eq!(
        after("name = \"Acme\"\n", ""),
        ["1:1: `name` is missing (The app's name as people know it.)"]
    );
}

#[test]
fn wrong_types_and_words_say_what_was_expected() {
    only(
        "require = [\"$.id\"]",
        "require = \"$.id\"",
        "24:11: expected a list, found a text",
    );
    only(
        "require = [\"$.id\"]",
        "require = [7]",
        "24:12: expected a text, found a number",
    );
    only(
        "name = \"Acme\"",
        "name = 3",
        "2:8: expected a text, found a number",
    );
    only(
        "control = \"subdomain\"",
        "control = \"subdomian\"",
        "11:11: `subdomian` is not known here (did you mean `subdomain`?)",
    );
    only(
        "type = \"oauth2\"",
        "type = \"oauth_2\"",
        "16:8: `oauth_2` is not known here (did you mean `oauth2`?)",
    );
    only(
        "type = \"oauth2\"\n",
        "",
        "13:1: `type` is missing (one of oauth2, oauth2_client_credentials, jwt_bearer, oauth2_device, oauth2_password, oauth1, basic, api_key, session, none)",
    );
    only(
        "pkce = \"S256\"",
        "pkce = \"plain\"",
        "19:8: `plain` is not known here (known here: S256)",
    );
    only(
        "cause = \"expired\"",
        "cause = \"expird\"",
        "54:9: `expird` is not known here (did you mean `expired`?)",
    );
    only(
        "cause = \"expired\"",
        "cause = \"expired\"\nstatus = \"x\"",
        "55:10: expected a whole number or a list, found a text",
    );
    only(
        "kind = \"trigger\"",
        "kind = true",
        "44:8: expected a text, found true or false",
    );
}

#[test]
fn o05_going_without_pkce_wants_a_reason() {
    only(
        "pkce = \"S256\"",
        "pkce = { unsupported = \"\" }",
        "19:8: going without PKCE wants a reason (say how it is known that the app cannot do it)",
    );
    assert_eq!(
        after(
            "pkce = \"S256\"",
            "pkce = { unsupported = \"the vendor page of 2026 says so\" }"
        ),
        Vec::<String>::new()
    );
}

#[test]
fn o13_an_address_is_https_or_this_machine() {
    only(
        "app = \"https://",
        "app = \"http://",
        "6:7: an address is https (or http on this machine)",
    );
    only(
        "\"{{ app }}/token\"",
        "\"http://acme.test/token\"",
        "18:13: an address is https (or http on this machine)",
    );
    only(
        "\"{{ app }}/token\"",
        "\"ftp://acme.test/token\"",
        "18:13: the definition cannot be used here: an address begins with https:// or with an origin",
    );
    only(
        "\"{{ app }}/token\"",
        "\"{{ app }}.evil.test/token\"",
        "18:13: the definition cannot be used here: behind an origin comes a slash",
    );
    only(
        "\"{{ app }}/token\"",
        "\"https://{{ site }}@acme.test/\"",
        "18:13: the definition cannot be used here: an address has no user part",
    );
    only(
        "\"{{ app }}/token\"",
        "\"{{ app }}/token#x\"",
        "18:13: the definition cannot be used here: an address has no fragment, backslash, space or control character",
    );
    assert_eq!(
        after("\"{{ app }}/token\"", "\"http://127.0.0.1:9/token\"").len(),
        0
    );
    // The second option of a select is tried as well.
    let select = "control = \"select\"\noptions = [{ value = \"a\", label = \"A\" }, { value = \"b\", label = \"B\" }]";
    let text = GOOD
        .replacen("control = \"subdomain\"", select, 1)
        .replacen(
            "app = \"https://{{ site }}",
            "app = \"{% if site == 'b' %}http://b{% else %}https://{{ site }}{% endif %}",
            1,
        );
    assert_eq!(
        told(&report(&text).mistakes),
        ["6:7: an address is https (or http on this machine)"]
    );
}

#[test]
fn c05_a_token_endpoint_on_another_host_is_a_warning() {
    let report = report(&GOOD.replacen(
        "\"{{ app }}/token\"",
        "\"https://tokens.acme.test/token\"",
        1,
    ));
    assert_eq!(told(&report.mistakes), Vec::<String>::new());
    assert_eq!(report.warnings.len(), 1);
    assert_eq!(
        (report.warnings[0].line, report.warnings[0].column),
        (18, 13)
    );
    assert_eq!(report.warnings[0].severity(), Some(Severity::Warning));
}

#[test]
fn o15_an_address_from_an_answer_needs_a_list_of_hosts() {
    let told = after("api_hosts = [\"*.acme.test\"]\n", "");
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(
        told.iter().all(|told| told.contains("any host")),
        "{told:?}"
    );
    only(
        "[\"*.acme.test\"]",
        "[\"https://acme.test\"]",
        "3:14: this is no host name (a host is written `example.com`, or `*.example.com` for every name below it)",
    );
    assert_eq!(after("[\"*.acme.test\"]", "[\"*\"]").len(), 1);
    assert_eq!(after("[\"*.acme.test\"]", "[\"*.test\"]").len(), 1);
}

#[test]
fn names_that_nothing_gives_are_named() {
    only(
        "{{ app }}/authorize",
        "{{ ap }}/authorize",
        "17:17: `ap` is not known here (did you mean `app`?)",
    );
    only(
        "{{ instance_url }}/me",
        "{{ instance }}/me",
        "23:7: `instance` is not known here (did you mean `instance_url`?)",
    );
    only(
        "/tables/{{ table }}\"",
        "/tables/{{ tabel }}\"",
        "38:7: `tabel` is not known here (did you mean `table`?)",
    );
    only(
        "not item.optional",
        "not itm.optional",
        "40:38: `itm` is not known here (did you mean `item`?)",
    );
    only(
        "picklist = \"columns\"",
        "picklist = \"colums\"",
        "48:74: there is no picklist `colums` (did you mean `columns`?)",
    );
    only(
        "params = { table = \"table\" }",
        "params = { table = \"tabel\" }",
        "48:104: no earlier input is called `tabel` (did you mean `table`?)",
    );
    only(
        ", params = { table = \"table\" }",
        "",
        "48:5: picklist `columns` needs `table`: say in `params` which input gives it",
    );
}

#[test]
fn templates_paths_and_patterns_must_compile() {
    assert!(
        after("{{ app }}/authorize", "{{ app }/authorize")[0].starts_with("17:17: syntax error")
    );
    only(
        "{{ app }}/authorize",
        "{% for a in app %}x{% endfor %}",
        "17:17: templates know {{ ... }} and {% if %}, not {% for %}",
    );
    only(
        "{{ app }}/authorize",
        "{% include 'x' %}",
        "17:17: templates know {{ ... }} and {% if %}, not {% include %}",
    );
    assert!(after("{{ app }}/authorize", "{{ app | nope }}")[0].contains("17:17: "));
    assert!(after("\"$.tables[*]\"", "\"$.tables[\"")[0].starts_with("31:9: "));
    only(
        "\"$.tables[*]\"",
        "\"tables\"",
        "31:9: a path begins with $ (paths are written as RFC 9535 says, such as `$.user.name`)",
    );
    only(
        "control = \"subdomain\"",
        "pattern = \"(\"",
        "11:11: unclosed group",
    );
    only(
        "equals = \"E1\"",
        "pattern = \"[\"",
        "53:11: unclosed character class",
    );
    assert!(after("not item.optional", "not (")[0].starts_with("40:38: syntax error"));
}

#[test]
fn a_parameter_in_a_path_stands_inside_quotes() {
    let told = after("@.name == '{{ table }}'", "@.name == {{ table }}");
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("39:9: "), "{told:?}");
}

#[test]
fn c03_paths_whose_work_could_explode_are_refused() {
    let hint = " (paths are written as RFC 9535 says, such as `$.user.name`)";
    only(
        "\"$.tables[*]\"",
        "\"$..*..*\"",
        &format!("31:9: a path has `..` at most once{hint}"),
    );
    assert_eq!(
        after("\"$.tables[*]\"", "\"$.tables[?$.all[*] == 1]\"").len(),
        1
    );
    only(
        "\"$.tables[*]\"",
        "\"$.tables[?@..x]\"",
        &format!("31:9: a query inside a filter leads to one thing: names and indexes only{hint}"),
    );
    only(
        "\"$.tables[*]\"",
        "\"$.tables[?search(@.a, '(a+)+$')]\"",
        &format!("31:9: a filter compares; it has no match() and no search(){hint}"),
    );
}

#[test]
fn ids_and_keys_are_well_formed_and_used_once() {
    only(
        "id = \"acme\"",
        "id = \"Acme!\"",
        "1:6: an id begins with a lower-case letter and has letters, digits, `-` and `_`",
    );
    some(
        "id = \"columns\"",
        "id = \"tables\"",
        "there is another `tables` already",
    );
    some(
        "key = \"site\"",
        "key = \"app\"",
        "there is another `app` already",
    );
    some(
        "key = \"column\"",
        "key = \"table\"",
        "there is another `table` already",
    );
    some(
        "params = [\"table\"]",
        "params = [\"site\"]",
        "there is another `site` already",
    );
    some(
        "key = \"site\"",
        "key = \"client_id\"",
        "`client_id` has a meaning of its own",
    );
}

#[test]
fn a_request_has_one_method() {
    some(
        "get = \"{{ instance_url }}/me\"",
        "post = \"{{ instance_url }}/me\"\nget = \"{{ instance_url }}/me\"",
        "a request has one method",
    );
    only(
        "get = \"{{ instance_url }}/me\"\n",
        "",
        "22:1: a request is missing (one of get, post, put, patch, delete)",
    );
}

#[test]
fn several_mistakes_are_told_at_once_in_the_order_of_the_file() {
    let text = GOOD
        .replacen("name = \"Acme\"", "nam = \"Acme\"", 1)
        .replacen("kind = \"trigger\"", "kind = 1", 1)
        .replacen("[\"$.id\"]", "1", 1);
    let lines: Vec<usize> = report(&text)
        .mistakes
        .iter()
        .map(|mistake| mistake.line)
        .collect();
    assert_eq!(lines, [1, 2, 24, 44]);
    let text = GOOD
        .replacen("{{ app }}/authorize", "{{ ap }}/x", 1)
        .replacen("\"$.tables[*]\"", "\"x\"", 1)
        .replacen("\"columns\", params", "\"c\", params", 1);
    let lines: Vec<usize> = report(&text)
        .mistakes
        .iter()
        .map(|mistake| mistake.line)
        .collect();
    assert_eq!(lines, [17, 31, 48]);
}

#[test]
fn toml_itself_is_told_with_its_place() {
    assert!(after("name = \"Acme\"", "name = \"Acme")[0].starts_with("2:"));
    assert!(
        after("name = \"Acme\"", "name = \"Acme\"\nname = \"Again\"")[0]
            .starts_with("3:1: duplicate key")
    );
    let two = report("a = \nb = \n");
    assert!(two.mistakes.len() >= 2, "{:?}", two.mistakes);
}

#[test]
fn a_mistake_can_be_drawn_with_its_place_and_help() {
    let report = report(&GOOD.replacen("require = ", "requires = ", 1));
    let mistake = &report.mistakes[0];
    assert_eq!(
        mistake.to_string(),
        "test.toml:24:1: unknown key `requires`"
    );
    assert_eq!(mistake.severity(), Some(Severity::Error));
    assert_eq!(
        mistake.help().expect("help").to_string(),
        "did you mean `require`?"
    );
    let label = mistake.labels().expect("labels").next().expect("one");
    let drawn = mistake
        .source_code()
        .expect("source")
        .read_span(label.inner(), 0, 0)
        .expect("in the file");
    assert_eq!(drawn.data(), b"requires");
}

#[test]
fn columns_are_counted_in_characters() {
    let told = after("name = \"Acme\"", "\"näm€\" = 1\nname = \"Acme\"");
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("2:1: unknown key `näm€`"), "{told:?}");
    let told = after("require = [\"$.id\"]", "require = [\"$['ü€']\", 7]");
    assert_eq!(told, ["24:23: expected a text, found a number"]);
}
