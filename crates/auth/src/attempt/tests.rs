//! Owns the proof of the attempt's rules: what is an answer, what is not, and who wins.

use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::*;

const REDIRECT: &str = "http://127.0.0.1:47620/cb";

fn attempt_with(issuer: Option<&str>, iss_required: bool) -> Attempt {
    let expected = Expected {
        issuer: issuer.map(str::to_owned),
        iss_required,
        ..Expected::of_state("the-state".into())
    };
    let redirect = Url::parse(REDIRECT).expect("a URL");
    Attempt::new("a1".to_owned(), redirect, expected, Attempt::LIFETIME)
}

fn attempt() -> Attempt {
    attempt_with(None, false)
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("a URL")
}

fn offer(attempt: &Attempt, query: &str) -> Offer {
    attempt.offer(&url(&format!("{REDIRECT}{query}")))
}

fn assert_still_finishes(attempt: &Attempt) {
    assert_eq!(attempt.phase(), Phase::Open);
    assert_eq!(offer(attempt, "?code=good&state=the-state"), Offer::Taken);
}

#[tokio::test]
async fn the_answer_yields_the_code() {
    let attempt = attempt();
    assert_eq!(offer(&attempt, "?code=a%2Bb&state=the-state"), Offer::Taken);
    match attempt.settled().await {
        Outcome::Code(code, _) => assert_eq!(code.expose_secret(), "a+b"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn o01_a_callback_with_a_wrong_state_is_ignored_and_the_person_can_still_finish() {
    for (query, why) in [
        ("?code=evil&state=other", Why::WrongState),
        ("?code=evil&state=the-stat", Why::WrongState),
        ("?code=evil&state=the-statE", Why::WrongState),
        ("?code=evil", Why::MissingState),
        ("?code=evil&state=", Why::MissingState),
        ("", Why::MissingState),
        ("#code=evil&state=the-state", Why::MissingState),
        ("?code=evil&state=the-state&state=the-state", Why::Repeated),
        ("?code=evil&state=other&state=the-state", Why::Repeated),
    ] {
        let attempt = attempt();
        assert_eq!(offer(&attempt, query), Offer::Ignored(why), "{query}");
        assert_eq!(attempt.last_ignored(), Some(why));
        assert_still_finishes(&attempt);
    }
}

#[tokio::test]
async fn o02_an_error_counts_only_with_the_right_state() {
    let attempt = attempt();
    let ignored = offer(&attempt, "?error=access_denied&state=other");
    assert_eq!(ignored, Offer::Ignored(Why::WrongState));
    let ignored = offer(&attempt, "?error=access_denied");
    assert_eq!(ignored, Offer::Ignored(Why::MissingState));
    let query = "?error=access_denied&error_description=end+user%0Adenied&state=the-state";
    assert_eq!(offer(&attempt, query), Offer::Taken);
    match attempt.settled().await {
        Outcome::Denied { error, description } => {
            assert_eq!(error, "access_denied");
            assert_eq!(description.as_deref(), Some("end user denied"));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn o04_the_second_answer_is_ignored_and_the_first_stays() {
    let attempt = attempt();
    assert_eq!(offer(&attempt, "?code=one&state=the-state"), Offer::Taken);
    for query in [
        "?code=one&state=the-state",
        "?code=two&state=the-state",
        "?error=x&state=the-state",
    ] {
        assert_eq!(offer(&attempt, query), Offer::Ignored(Why::Over));
    }
    assert!(!attempt.end(End::Cancelled));
    match attempt.settled().await {
        Outcome::Code(code, _) => assert_eq!(code.expose_secret(), "one"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn o04_of_many_answers_at_once_exactly_one_is_taken() {
    let attempt = attempt();
    let taken: usize = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..8)
            .map(|number| {
                let attempt = attempt.clone();
                scope.spawn(move || {
                    let query = format!("?code={number}&state=the-state");
                    usize::from(offer(&attempt, &query) == Offer::Taken)
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("no panic"))
            .sum()
    });
    assert_eq!(taken, 1);
}

#[test]
fn o06_o07_another_or_a_missing_issuer_is_refused_as_a_string() {
    const ISSUER: &str = "https://login.example";
    for named in [
        "https://LOGIN.example",
        "https://login.example/",
        "http://login.example",
        "https://evil.example",
        "",
    ] {
        let attempt = attempt_with(Some(ISSUER), true);
        let query = format!("?code=x&state=the-state&iss={named}");
        assert_eq!(
            offer(&attempt, &query),
            Offer::Ignored(Why::WrongIssuer),
            "{named}"
        );
        let query = format!("?code=x&state=the-state&iss={ISSUER}");
        assert_eq!(offer(&attempt, &query), Offer::Taken);
    }
    let promised = attempt_with(Some(ISSUER), true);
    let ignored = offer(&promised, "?code=x&state=the-state");
    assert_eq!(ignored, Offer::Ignored(Why::MissingIssuer));
    let ignored = offer(&promised, "?error=access_denied&state=the-state");
    assert_eq!(ignored, Offer::Ignored(Why::MissingIssuer));
    let not_promised = attempt_with(Some(ISSUER), false);
    assert_still_finishes(&not_promised);
    let twice = attempt_with(Some(ISSUER), true);
    let query = format!("?code=x&state=the-state&iss={ISSUER}&iss=https://evil.example");
    assert_eq!(offer(&twice, &query), Offer::Ignored(Why::Repeated));
}

#[test]
fn o08_near_misses_of_the_redirect_address_are_not_ours() {
    let attempt = attempt();
    for text in [
        "http://127.0.0.1:47620/cb/",
        "http://127.0.0.1:47620/cbx",
        "http://127.0.0.1:47620/CB",
        "http://127.0.0.1:47620/%63b",
        "http://127.0.0.1:47620/cb%2F",
        "http://127.0.0.1:47620/cb;x",
        "http://127.0.0.1:47620//cb",
        "http://127.0.0.1:47620/x/cb",
        "http://127.0.0.1:47620/",
        "http://a@127.0.0.1:47620/cb",
        "http://:b@127.0.0.1:47620/cb",
        "http://127.0.0.1.evil.com:47620/cb",
        "http://evil.com:47620/cb",
        "http://localhost:47620/cb",
        "http://[::1]:47620/cb",
        "http://[::ffff:127.0.0.1]:47620/cb",
        "http://127.0.0.2:47620/cb",
        "http://127.0.0.1:47621/cb",
        "http://127.0.0.1/cb",
        "https://127.0.0.1:47620/cb",
        "larder://127.0.0.1:47620/cb",
    ] {
        let with_answer = url(&format!("{text}?code=evil&state=the-state"));
        assert_eq!(attempt.offer(&with_answer), Offer::NotOurs, "{text}");
    }
    assert_still_finishes(&attempt);
}

#[test]
fn o08_a_raw_target_must_match_letter_for_letter_before_anything_is_normalized() {
    let attempt = attempt();
    let answer = "?code=evil&state=the-state";
    for place in [
        "/cb/../cb",
        "/./cb",
        "/cb/",
        "/cb/.",
        "/%63b",
        "/cb\\",
        "//127.0.0.1:47620/cb",
        "\\cb",
        "cb",
        "",
        "HTTP://127.0.0.1:47620/cb",
        "http://127.0.0.1:47620/x/../cb",
        "http://127.0.0.1.:47620/cb",
        "http://2130706433:47620/cb",
        "http://0x7f.1:47620/cb",
        "http://127.0.0.1:047620/cb",
        "http:/127.0.0.1:47620/cb",
        "http:127.0.0.1:47620/cb",
        "http://127.0.0.1:47620/c\tb",
    ] {
        assert_eq!(
            attempt.offer_text(&format!("{place}{answer}")),
            Offer::NotOurs,
            "{place}"
        );
    }
    assert_eq!(
        attempt.offer_text(&format!("/cb{answer}x")),
        Offer::Ignored(Why::WrongState)
    );
    assert_eq!(
        attempt.offer_text(&format!(" {REDIRECT}{answer}\n")),
        Offer::Taken
    );
}

#[test]
fn o08_a_custom_scheme_matches_only_itself() {
    let expected = Expected::of_state("s".into());
    let redirect = url("com.example.larder:/oauth");
    let attempt = Attempt::new("a".to_owned(), redirect, expected, Attempt::LIFETIME);
    for text in [
        "com.example.larder:/oauth2",
        "com.example.larder:oauth",
        "com.example.larder://oauth",
        "com.example:/oauth",
    ] {
        assert!(!attempt.is_redirect(&url(text)), "{text}");
    }
    assert!(attempt.is_redirect(&url("com.example.larder:/oauth?code=1")));
}

#[test]
fn o10_a_forged_answer_from_a_frame_is_stopped_by_the_state() {
    let attempt = attempt();
    let forged = offer(&attempt, "?code=attackers-own&state=guess");
    assert_eq!(forged, Offer::Ignored(Why::WrongState));
    assert_still_finishes(&attempt);
}

#[test]
fn a_token_in_the_address_is_refused_and_no_code_is_no_answer() {
    for query in [
        "?access_token=x&state=the-state",
        "?code=x&state=the-state#access_token=y",
        "?code=x&state=the-state&id_token=y",
    ] {
        let attempt = attempt();
        assert_eq!(
            offer(&attempt, query),
            Offer::Ignored(Why::TokenInAddress),
            "{query}"
        );
        assert_still_finishes(&attempt);
    }
    for query in [
        "?state=the-state",
        "?state=the-state&code=",
        "?state=the-state&error=",
    ] {
        assert_eq!(
            offer(&attempt(), query),
            Offer::Ignored(Why::NoCode),
            "{query}"
        );
    }
    let repeated = "?state=the-state&code=a&code=b";
    assert_eq!(offer(&attempt(), repeated), Offer::Ignored(Why::Repeated));
}

#[tokio::test(start_paused = true)]
async fn o18_an_attempt_ends_after_ten_minutes_and_a_late_answer_is_ignored() {
    let attempt = attempt();
    tokio::time::advance(
        Attempt::LIFETIME
            .checked_sub(Duration::from_secs(1))
            .expect("long enough"),
    )
    .await;
    assert_eq!(attempt.phase(), Phase::Open);
    match attempt.settled().await {
        Outcome::Ended(end) => assert_eq!(end, End::TimedOut),
        other => panic!("{other:?}"),
    }
    let late = offer(&attempt, "?code=x&state=the-state");
    assert_eq!(late, Offer::Ignored(Why::Over));
}

#[tokio::test(start_paused = true)]
async fn o18_a_late_answer_is_ignored_even_when_nobody_waits() {
    let attempt = attempt();
    tokio::time::advance(Attempt::LIFETIME).await;
    let late = offer(&attempt, "?code=x&state=the-state");
    assert_eq!(late, Offer::Ignored(Why::Over));
    assert_eq!(attempt.phase(), Phase::Ended(End::TimedOut));
}

#[tokio::test(start_paused = true)]
async fn o18_an_answer_in_the_last_second_counts() {
    let attempt = attempt();
    tokio::time::advance(
        Attempt::LIFETIME
            .checked_sub(Duration::from_secs(1))
            .expect("long enough"),
    )
    .await;
    assert_still_finishes(&attempt);
    tokio::time::advance(Attempt::LIFETIME).await;
    assert!(matches!(attempt.settled().await, Outcome::Code(..)));
}

#[tokio::test]
async fn the_first_end_wins_and_everyone_who_waits_hears_it() {
    let attempt = attempt();
    let waiting: Vec<_> = (0..3)
        .map(|_| {
            let attempt = attempt.clone();
            tokio::spawn(async move { attempt.settled().await })
        })
        .collect();
    assert!(attempt.end(End::Superseded));
    assert!(!attempt.end(End::Cancelled));
    for waiter in waiting {
        let outcome = waiter.await.expect("no panic");
        assert!(
            matches!(outcome, Outcome::Ended(End::Superseded)),
            "{outcome:?}"
        );
    }
    assert_eq!(
        offer(&attempt, "?code=x&state=the-state"),
        Offer::Ignored(Why::Over)
    );
}

#[tokio::test]
async fn l03_no_debug_text_shows_state_or_code() {
    let attempt = attempt();
    offer(&attempt, "?code=CANARY-code&state=the-state");
    let text = format!(
        "{attempt:?} {:?} {:?}",
        attempt.settled().await,
        attempt.0.expected
    );
    assert!(
        !text.contains("CANARY") && !text.contains("the-state"),
        "{text}"
    );
}

proptest! {
    /// The oracle is another way to the same question: the address as text, without query and fragment.
    #[test]
    fn o08_only_the_very_address_matches(position in 0..REDIRECT.len(), with in "[ -~]{0,3}", cut in 0..3_usize) {
        let end = (position + cut).min(REDIRECT.len());
        let text = format!("{}{with}{}", &REDIRECT[..position], &REDIRECT[end..]);
        if let Ok(url) = Url::parse(&text) {
            let mut bare = url.clone();
            bare.set_query(None);
            bare.set_fragment(None);
            prop_assert_eq!(attempt().is_redirect(&url), bare.as_str() == REDIRECT, "{}", text);
        }
    }

    #[test]
    fn o01_no_other_state_is_ever_taken(state in "\\PC{0,40}", code in "\\PC{0,20}") {
        prop_assume!(state != "the-state");
        let attempt = attempt();
        let mut url = url(REDIRECT);
        url.query_pairs_mut().append_pair("state", &state).append_pair("code", &code);
        prop_assert!(matches!(attempt.offer(&url), Offer::Ignored(_)));
        prop_assert_eq!(attempt.phase(), Phase::Open);
    }

    #[test]
    fn no_text_makes_offering_panic(raw in "\\PC{0,200}", query in "[?#&=%a-z0-9]{0,80}") {
        let attempt = attempt();
        let _ = attempt.offer_text(&raw);
        let _ = attempt.offer_text(&format!("/cb?{query}"));
        prop_assert_eq!(attempt.phase(), Phase::Open);
    }
}
