//! Owns the proof that an answer is judged alike wherever it stands: query, behind `#`, in a form, under other names.

use std::collections::BTreeMap;

use larder_connector::ResponseMode;
use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::*;

const REDIRECT: &str = "http://127.0.0.1:47620/cb";

fn attempt(change: impl FnOnce(&mut Expected)) -> Attempt {
    let mut expected = Expected::of_state("the-state".into());
    change(&mut expected);
    let redirect = Url::parse(REDIRECT).expect("a URL");
    Attempt::new("a1".to_owned(), redirect, expected, Attempt::LIFETIME)
}

fn in_mode(mode: ResponseMode) -> Attempt {
    attempt(|expected| expected.mode = mode)
}

fn offer(attempt: &Attempt, rest: &str) -> Offer {
    attempt.offer(&Url::parse(&format!("{REDIRECT}{rest}")).expect("a URL"))
}

async fn code_of(attempt: &Attempt) -> (String, BTreeMap<String, String>) {
    match attempt.settled().await {
        Outcome::Code(code, kept) => (code.expose_secret().to_owned(), kept),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_answer_behind_the_hash_counts_only_where_it_was_asked_for() {
    let attempt = in_mode(ResponseMode::Query);
    let ignored = offer(&attempt, "#code=c&state=the-state");
    assert_eq!(ignored, Offer::Ignored(Why::MissingState));
    assert_eq!(
        attempt.offer_form("/cb", b"code=c&state=the-state"),
        Offer::NotOurs
    );

    let attempt = in_mode(ResponseMode::Fragment);
    assert_eq!(offer(&attempt, "#code=c%2B1&state=the-state"), Offer::Taken);
    assert_eq!(code_of(&attempt).await.0, "c+1");
    let attempt = in_mode(ResponseMode::Fragment);
    assert_eq!(
        attempt.offer_text("/cb#code=c&state=the-state"),
        Offer::Taken
    );
}

#[test]
fn o01_a_fragment_or_a_form_is_judged_as_strictly_as_a_query() {
    for (answer, why) in [
        ("code=c&state=other", Why::WrongState),
        ("code=c", Why::MissingState),
        ("code=c&state=the-state&state=the-state", Why::Repeated),
        ("code=c&code=d&state=the-state", Why::Repeated),
        ("state=the-state", Why::NoCode),
        ("code=c&state=the-state&access_token=t", Why::TokenInAddress),
        ("code=c&state=the-state&id_token=t", Why::TokenInAddress),
    ] {
        let attempt = in_mode(ResponseMode::Fragment);
        assert_eq!(
            offer(&attempt, &format!("#{answer}")),
            Offer::Ignored(why),
            "{answer}"
        );
        assert_eq!(offer(&attempt, "#code=c&state=the-state"), Offer::Taken);
        let attempt = in_mode(ResponseMode::FormPost);
        let offered = attempt.offer_form("/cb", answer.as_bytes());
        assert_eq!(offered, Offer::Ignored(why), "{answer}");
        assert_eq!(
            attempt.offer_form("/cb", b"code=c&state=the-state"),
            Offer::Taken
        );
    }
}

#[test]
fn o01_a_parameter_in_query_and_fragment_at_once_is_there_twice() {
    let attempt = in_mode(ResponseMode::Fragment);
    let offered = offer(&attempt, "?state=the-state#code=c&state=the-state");
    assert_eq!(offered, Offer::Ignored(Why::Repeated));
}

#[test]
fn o08_a_form_posted_anywhere_else_is_not_ours() {
    let attempt = in_mode(ResponseMode::FormPost);
    for target in [
        "/cb/",
        "/cb?x=1",
        "/cbx",
        "/%63b",
        "/",
        "http://127.0.0.1:47620/cb",
        "",
    ] {
        let offered = attempt.offer_form(target, b"code=c&state=the-state");
        assert_eq!(offered, Offer::NotOurs, "{target}");
    }
}

#[tokio::test]
async fn an_app_may_call_the_parameters_otherwise() {
    let renamed = || {
        attempt(|expected| {
            expected.names = AnswerNames {
                state: "context".to_owned(),
                code: "spapi_oauth_code".to_owned(),
                error: "fault".to_owned(),
                error_description: "fault_text".to_owned(),
                denied: None,
            };
        })
    };
    let attempt = renamed();
    let ignored = offer(&attempt, "?code=c&state=the-state");
    assert_eq!(ignored, Offer::Ignored(Why::MissingState));
    assert_eq!(
        offer(&attempt, "?context=the-state&code=c"),
        Offer::Ignored(Why::NoCode)
    );
    assert_eq!(
        offer(&attempt, "?context=the-state&spapi_oauth_code=c"),
        Offer::Taken
    );
    assert_eq!(code_of(&attempt).await.0, "c");
    let attempt = renamed();
    let denied = offer(
        &attempt,
        "?context=the-state&fault=nope&fault_text=not+today",
    );
    assert_eq!(denied, Offer::Taken);
    assert!(matches!(
        attempt.settled().await,
        Outcome::Denied { error, description } if error == "nope" && description.as_deref() == Some("not today")
    ));
}

#[tokio::test]
async fn what_the_definition_names_is_kept_from_the_answer() {
    let keeping = || {
        attempt(|expected| {
            let keep = [
                ("realm_id", "realmId"),
                ("dc", "location"),
                ("long", "long"),
                ("odd", "odd"),
            ];
            expected.keep = keep
                .map(|(name, from)| (name.to_owned(), from.to_owned()))
                .into();
        })
    };
    let attempt = keeping();
    let long = "x".repeat(501);
    let answer = format!("?code=c&state=the-state&realmId=91%2045&long={long}&odd=a%0Ab&other=1");
    assert_eq!(offer(&attempt, &answer), Offer::Taken);
    let kept = code_of(&attempt).await.1;
    assert_eq!(
        kept,
        BTreeMap::from([("realm_id".to_owned(), "91 45".to_owned())])
    );
    let attempt = keeping();
    let twice = offer(&attempt, "?code=c&state=the-state&realmId=1&realmId=2");
    assert_eq!(twice, Offer::Ignored(Why::Repeated));
}

#[test]
fn o16_an_id_token_is_borne_where_it_was_asked_for_and_an_access_token_never() {
    let attempt = attempt(|expected| {
        expected.mode = ResponseMode::FormPost;
        expected.id_token = true;
    });
    let offered = attempt.offer_form("/cb", b"code=c&state=the-state&access_token=t&id_token=i");
    assert_eq!(offered, Offer::Ignored(Why::TokenInAddress));
    let offered = attempt.offer_form("/cb", b"code=c&state=the-state&id_token=i");
    assert_eq!(offered, Offer::Taken);
}

proptest! {
    #[test]
    fn c06_no_callback_makes_it_panic_and_none_without_the_state_is_taken(
        rest in ".*",
        form in proptest::collection::vec(any::<u8>(), 0..200),
        mode in prop_oneof![Just(ResponseMode::Query), Just(ResponseMode::Fragment), Just(ResponseMode::FormPost)],
    ) {
        prop_assume!(!rest.contains("the-state"));
        let attempt = in_mode(mode);
        prop_assert_ne!(attempt.offer_text(&format!("/cb{rest}")), Offer::Taken);
        prop_assert_ne!(attempt.offer_text(&rest), Offer::Taken);
        prop_assert_ne!(attempt.offer_form("/cb", &form), Offer::Taken);
        prop_assert_eq!(attempt.phase(), Phase::Open);
    }
}
