//! The title bar of a sign-in window: the one place that tells the person truly where they are.

use url::Url;

use super::navigation::{Rules, is_loopback};

/// Longer hosts lose their front, never their end: the end says whose host it is.
const LONGEST_HOST: usize = 48;

/// The title while `url` is being asked and nothing is shown yet.
pub(super) fn while_opening(url: &Url, words: &str) -> String {
    format!("Opening {} … · {}", place(url), clean(words))
}

/// The title while the page of `url` is shown. `trusted` says that it came encrypted with a
/// certificate in order; only then there is a lock.
pub(super) fn of_page(url: &Url, trusted: bool, rules: &Rules, words: &str) -> String {
    let lock = if trusted && url.scheme() == "https" {
        "🔒 "
    } else {
        ""
    };
    let elsewhere = match url.host_str() {
        Some(host) if !is_loopback(url) && !rules.is_own_host(host) => " (not the app's own page)",
        _ => "",
    };
    format!("{lock}{}{elsewhere} · {}", place(url), clean(words))
}

/// The host as it goes over the wire: an address that only looks like another is seen as `xn--`.
/// With its port when that is not the usual one.
fn place(url: &Url) -> String {
    let Some(host) = url.host_str() else {
        return "empty page".to_owned();
    };
    let kept: String = match host.char_indices().rev().nth(LONGEST_HOST - 1) {
        Some((start, _)) if start > 0 => format!("…{}", &host[start..]),
        _ => host.to_owned(),
    };
    match url.port() {
        Some(port) => format!("{kept}:{port}"),
        None => kept,
    }
}

/// One line without characters that hide or reorder others.
fn clean(words: &str) -> String {
    words
        .chars()
        .map(|character| {
            if character.is_whitespace() {
                ' '
            } else {
                character
            }
        })
        .filter(|&character| !character.is_control() && !is_invisible(character))
        .take(80)
        .collect()
}

fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '🔒')
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "Sign in to Salesforce (secondary)";

    fn title(url: &str, trusted: bool) -> String {
        let rules = Rules {
            login_hosts: vec!["*.salesforce.com".to_owned()],
            practice: false,
        };
        of_page(&Url::parse(url).expect("a URL"), trusted, &rules, WORDS)
    }

    #[test]
    fn a_trusted_page_of_the_app_has_a_lock_and_its_host() {
        assert_eq!(
            title("https://login.salesforce.com/a?b#c", true),
            "🔒 login.salesforce.com · Sign in to Salesforce (secondary)"
        );
    }

    #[test]
    fn without_a_certificate_in_order_there_is_no_lock() {
        assert!(
            title("https://login.salesforce.com/", false).starts_with("login.salesforce.com · ")
        );
        assert!(title("http://127.0.0.1:47610/", true).starts_with("127.0.0.1:47610 · "));
    }

    #[test]
    fn o09_another_host_is_named_and_marked() {
        assert_eq!(
            title("https://idp.example.com/", true),
            "🔒 idp.example.com (not the app's own page) · Sign in to Salesforce (secondary)"
        );
    }

    #[test]
    fn p09_a_homograph_is_shown_as_it_goes_over_the_wire() {
        assert!(title("https://login.sаlesforce.com/", true).contains("login.xn--"));
        assert!(
            title("https://user:login.salesforce.com@evil.com/", true).starts_with("🔒 evil.com ")
        );
    }

    #[test]
    fn p09_a_long_host_keeps_its_end() {
        let shown = title(
            "https://login.salesforce.com.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.evil.com/",
            true,
        );
        assert!(shown.starts_with("🔒 …a"), "{shown}");
        assert!(shown.contains("a.evil.com (not"), "{shown}");
    }

    #[test]
    fn u02_words_stay_one_line_and_cannot_fake_a_lock() {
        let url = Url::parse("https://login.salesforce.com/").expect("a URL");
        let shown = while_opening(&url, "Sign in\nto 🔒 \u{202e}evil\u{0}");
        assert_eq!(shown, "Opening login.salesforce.com … · Sign in to  evil");
    }

    #[test]
    fn an_empty_page_is_called_so() {
        assert!(title("about:blank", true).starts_with("empty page · "));
    }
}
