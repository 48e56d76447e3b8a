//! Owns the page a person sees in the browser after a sign-in: nothing loaded, everything escaped, and no script but one.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("page.css");
/// Takes what stands behind `#` out of the address bar and posts it to this very page.
const RELAY: &str = include_str!("relay.js");

/// The headline and the sentence of one outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The headline, a few words.
    pub title: String,
    /// What to do now, one or two sentences.
    pub text: String,
}

impl Words {
    /// Puts a headline and its sentence together.
    pub fn new(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            text: text.into(),
        }
    }
}

/// The words of the page. It is shown before the code has been exchanged, so none of them claims
/// that the connection is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The language of the words, as HTML names it.
    pub language: String,
    /// The name of this product, which the person goes back to.
    pub product: String,
    /// A code came.
    pub thanks: Words,
    /// The person said no.
    pub declined: Words,
    /// The app said no for another reason, which is shown below.
    pub refused: Words,
    /// An answer came after the sign-in was over.
    pub not_waiting: Words,
    /// The answer stands behind `#`, and is being handed on.
    pub relay: Words,
    /// An answer came that belongs to no sign-in started here.
    pub not_ours: Words,
}

impl Page {
    /// The English words, with the names of this product and of the app signed in to.
    pub fn new(product: &str, app_name: &str) -> Self {
        Self {
            language: "en".to_owned(),
            product: product.to_owned(),
            thanks: Words::new(
                "Thank you",
                format!(
                    "{product} has what it needs from {app_name}. You can close this tab and go back to {product}."
                ),
            ),
            declined: Words::new(
                "You declined",
                format!(
                    "{product} was not given access to {app_name}, and nothing was changed. Close this tab; in {product} you can try again."
                ),
            ),
            refused: Words::new(
                format!("{app_name} did not allow it"),
                format!(
                    "Close this tab and go back to {product}, which says what can be done. {app_name} gave this reason:"
                ),
            ),
            not_waiting: Words::new(
                "This sign-in is no longer waiting",
                format!(
                    "It was finished, cancelled, or took too long. Go back to {product} and press Connect to start again."
                ),
            ),
            relay: Words::new(
                "One moment",
                format!(
                    "This page hands {app_name}'s answer to {product}. If nothing happens, copy this page's address into {product}."
                ),
            ),
            not_ours: Words::new(
                "This is not the answer that was expected",
                format!(
                    "{product} did not use it. If you are signing in right now, finish it in the window that {product} opened, or press Connect again."
                ),
            ),
        }
    }

    pub(super) fn thanks(&self) -> String {
        self.html(&self.thanks, "good", None)
    }

    pub(super) fn denied(&self, error: &str, description: Option<&str>) -> String {
        // The one code by which the person's own no is known (RFC 6749 4.1.2.1).
        if error == "access_denied" {
            return self.html(&self.declined, "still", None);
        }
        let reason = match description {
            Some(description) => format!("{description} ({error})"),
            None => error.to_owned(),
        };
        self.html(&self.refused, "bad", Some(&reason))
    }

    pub(super) fn not_waiting(&self) -> String {
        self.html(&self.not_waiting, "still", None)
    }

    pub(super) fn not_ours(&self) -> String {
        self.html(&self.not_ours, "bad", None)
    }

    /// The page that hands an answer on.
    pub(super) fn relay(&self) -> String {
        let html = self.html(&self.relay, "still", None);
        html.replace("</body>", &format!("<script>{RELAY}</script>\n</body>"))
    }

    fn html(&self, words: &Words, tone: &str, reason: Option<&str>) -> String {
        let sign = match tone {
            "good" => r#"<path d="M14 25.5 21 32l13-15"/>"#,
            "bad" => r#"<path d="M24 14v13M24 33.5v.5"/>"#,
            _ => r#"<path d="M15 24h18"/>"#,
        };
        let language = escape(&self.language);
        let product = escape(&self.product);
        let title = escape(&words.title);
        let text = escape(&words.text);
        let reason = reason.map_or_else(String::new, |reason| {
            format!("<p class=\"reason\"><bdi>{}</bdi></p>\n", escape(reason))
        });
        format!(
            "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} · {product}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main class=\"{tone}\">\n<svg viewBox=\"0 0 48 48\" aria-hidden=\"true\"><circle cx=\"24\" cy=\"24\" r=\"21\"/>{sign}</svg>\n<h1>{title}</h1>\n<p>{text}</p>\n{reason}<p class=\"product\">{product}</p>\n</main>\n</body>\n</html>\n"
        )
    }
}

/// Nothing may be loaded, run, framed or sent; of styles only the one above, by its hash.
pub(super) fn content_security_policy() -> String {
    static POLICY: LazyLock<String> = LazyLock::new(|| {
        let style = hash(STYLE);
        format!(
            "default-src 'none'; style-src '{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
    });
    POLICY.clone()
}

/// As above, but for the one script, by its hash, and for posting to the page's own address.
pub(super) fn relay_policy() -> String {
    static POLICY: LazyLock<String> = LazyLock::new(|| {
        let (style, script) = (hash(STYLE), hash(RELAY));
        format!(
            "default-src 'none'; style-src '{style}'; script-src '{script}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )
    });
    POLICY.clone()
}

fn hash(text: &str) -> String {
    format!(
        "sha256-{}",
        STANDARD.encode(Sha256::digest(text.as_bytes()))
    )
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b07_what_the_app_says_is_escaped() {
        let page = Page::new("Larder", "<b>App</b>");
        let html = page.denied("server_error", Some("<script>alert('x')</script>&\""));
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
        assert!(
            html.contains(
                "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot; (server_error)"
            )
        );
    }

    #[test]
    fn the_page_claims_no_more_than_is_known() {
        let html = Page::new("Larder", "Salesforce").thanks();
        assert!(html.contains("Larder has what it needs from Salesforce"));
        assert!(!html.to_lowercase().contains("connected"));
    }

    #[test]
    fn only_the_person_s_own_no_is_called_one() {
        let page = Page::new("Larder", "Salesforce");
        assert!(page.denied("access_denied", None).contains("You declined"));
        let other = page.denied("invalid_scope", None);
        assert!(other.contains("Salesforce did not allow it") && other.contains("invalid_scope"));
    }

    #[test]
    fn b07_the_page_that_hands_an_answer_on_runs_its_own_script_and_posts_only_home() {
        let html = Page::new("Larder", "App").relay();
        assert!(html.contains(&format!("<script>{RELAY}</script>")));
        let policy = relay_policy();
        assert!(policy.contains(&format!("script-src '{}'", hash(RELAY))));
        assert!(policy.contains("form-action 'self'") && !policy.contains("unsafe"));
        assert!(policy.starts_with("default-src 'none'; "));
    }

    #[test]
    fn b07_the_policy_allows_the_page_s_own_style_and_nothing_else() {
        let policy = content_security_policy();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
        assert!(!policy.contains("unsafe") && !policy.contains("script-src"));
        let html = Page::new("Larder", "App").thanks();
        assert!(html.contains(&format!("<style>{STYLE}</style>")));
        assert!(!html.contains("style=") && !html.contains("http"), "{html}");
    }
}
