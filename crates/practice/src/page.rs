//! The pages people see: sign-in, consent and errors, in one calm layout without scripts.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

use crate::random::digest_base64;
use crate::site::Site;

const STYLE: &str = include_str!("page.css");

/// Escapes text for HTML content and double-quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// Puts content into the layout. `form_targets` are further origins that forms may end at.
pub(crate) fn page(
    status: StatusCode,
    title: &str,
    brand: &str,
    content: &str,
    form_targets: &str,
) -> Response<Body> {
    let title = escape(title);
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
         <body class=\"{brand}\">\n<main>\n{content}\n</main>\n</body>\n</html>\n"
    );
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; form-action 'self' {form_targets}; \
         frame-ancestors 'none'; base-uri 'none'",
        digest_base64(STYLE)
    );
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=UTF-8"),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_str(&policy).expect("the policy is made of printable ASCII"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

pub(crate) fn brand(site: Site) -> &'static str {
    match site {
        Site::SalesforceLogin => "salesforce",
        Site::SalesforceTest => "salesforce sandbox",
        Site::Zendesk => "zendesk",
    }
}

fn head(site: Site) -> String {
    let initial = if site.is_salesforce() { 'S' } else { 'Z' };
    let account = match site {
        Site::SalesforceLogin => "Acme",
        Site::SalesforceTest => "Acme full <span class=\"badge\">Sandbox</span>",
        Site::Zendesk => "acme",
    };
    format!(
        "<header><span class=\"mark\" aria-hidden=\"true\">{initial}</span>\
         <p><strong>{}</strong><br>{account}</p></header>",
        escape(site.title())
    )
}

/// What a sign-in page shows besides its fields.
pub(crate) struct Login<'a> {
    pub(crate) site: Site,
    pub(crate) start: &'a str,
    pub(crate) username: &'a str,
    pub(crate) problem: Option<&'a str>,
}

/// The sign-in page.
pub(crate) fn login(login: &Login<'_>) -> Response<Body> {
    let site = login.site;
    let problem = login.problem.map_or_else(String::new, |text| {
        format!(
            "<p class=\"problem\" id=\"error\" role=\"alert\">{}</p>",
            escape(text)
        )
    });
    // After a wrong password the user name is right more often than not.
    let (name_focus, password_focus) = if login.username.is_empty() {
        (" autofocus", "")
    } else {
        ("", " autofocus")
    };
    let described = if login.problem.is_some() {
        " aria-describedby=\"error\" aria-invalid=\"true\""
    } else {
        ""
    };
    let (name_label, button) = if site.is_salesforce() {
        ("Username", "Log In")
    } else {
        ("Email", "Sign in")
    };
    let content = format!(
        "{}\n<h1>Sign in</h1>\n{problem}\n<form method=\"post\" action=\"/practice/login\" id=\"login_form\">\n\
         <input type=\"hidden\" name=\"start\" value=\"{}\">\n\
         <label for=\"username\">{name_label}</label>\n\
         <input id=\"username\" name=\"username\" type=\"text\" inputmode=\"email\" autocomplete=\"username\" \
         autocapitalize=\"none\" spellcheck=\"false\" required value=\"{}\"{name_focus}{described}>\n\
         <label for=\"password\">Password</label>\n\
         <input id=\"password\" name=\"pw\" type=\"password\" autocomplete=\"current-password\" required{password_focus}{described}>\n\
         <button type=\"submit\" id=\"Login\" class=\"primary\">{button}</button>\n</form>\n\
         <p class=\"note\">A practice app on this computer. Nothing you type leaves it.</p>",
        head(site),
        escape(login.start),
        escape(login.username),
    );
    page(
        StatusCode::OK,
        &format!("Sign in | {}", site.title()),
        brand(site),
        &content,
        // Where nothing is left to ask, the form is answered with the redirect itself, and WebKit holds that to this too.
        "http: https:",
    )
}

/// What a consent page asks.
pub(crate) struct Consent<'a> {
    pub(crate) site: Site,
    pub(crate) start: &'a str,
    pub(crate) person: &'a str,
    pub(crate) username: &'a str,
    pub(crate) client: &'a str,
    pub(crate) scopes: &'a [String],
    /// The redirect's origin, for the policy of the form.
    pub(crate) target: &'a str,
}

/// The consent page.
pub(crate) fn consent(consent: &Consent<'_>) -> Response<Body> {
    let scopes: Vec<String> = consent
        .scopes
        .iter()
        .map(|scope| {
            format!(
                "<li>{} <code>{}</code></li>",
                about_scope(scope),
                escape(scope)
            )
        })
        .collect();
    let content = format!(
        "{}\n<h1>Allow access?</h1>\n<p><strong>{}</strong> is asking to:</p>\n<ul>{}</ul>\n\
         <p>Do you want to allow access for <strong>{}</strong> ({})?</p>\n\
         <form method=\"post\" action=\"/practice/consent\" id=\"consent_form\">\n\
         <input type=\"hidden\" name=\"start\" value=\"{}\">\n<div class=\"pair\">\n\
         <button type=\"submit\" name=\"decision\" value=\"allow\" id=\"oaapprove\" class=\"primary\" autofocus>Allow</button>\n\
         <button type=\"submit\" name=\"decision\" value=\"deny\" id=\"oadeny\">Deny</button>\n</div>\n</form>\n\
         <form method=\"post\" action=\"/practice/logout\">\n\
         <input type=\"hidden\" name=\"start\" value=\"{}\">\n\
         <p class=\"note\">Not you? <button type=\"submit\" class=\"link\">Sign in as somebody else</button></p></form>",
        head(consent.site),
        escape(consent.client),
        scopes.concat(),
        escape(consent.person),
        escape(consent.username),
        escape(consent.start),
        escape(consent.start),
    );
    page(
        StatusCode::OK,
        &format!("Allow access? | {}", consent.site.title()),
        brand(consent.site),
        &content,
        consent.target,
    )
}

fn about_scope(scope: &str) -> &'static str {
    match scope {
        "api" => "Manage user data via APIs",
        "web" => "Manage user data via web browsers",
        "full" => "Full access",
        "refresh_token" | "offline_access" => "Perform requests at any time",
        "id" | "profile" | "email" | "address" | "phone" => "Access the identity URL service",
        "openid" => "Access unique user identifiers",
        "read" => "Read your data",
        "write" => "Change your data",
        _ => "Use a part of the account",
    }
}

/// An error page of the authorize endpoint. It never leads back to the client.
pub(crate) fn error(site: Site, code: &str, description: &str) -> Response<Body> {
    let content = format!(
        "{}\n<h1>{}</h1>\n<p class=\"problem\" role=\"alert\">error={}<br>error_description={}</p>\n\
         <p class=\"note\">Close this window and try again, or ask your administrator.</p>",
        head(site),
        if site.is_salesforce() {
            "OAuth Error"
        } else {
            "Invalid Authorization Request"
        },
        escape(code),
        escape(description),
    );
    page(
        StatusCode::BAD_REQUEST,
        &format!("Error | {}", site.title()),
        brand(site),
        &content,
        "",
    )
}
