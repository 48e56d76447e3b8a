//! Redirects: only the one that carries our request token counts, whether it says yes or no.

use larder_auth::attempt::{Offer, Outcome, Why};
use larder_auth::oauth1::Begun;
use secrecy::ExposeSecret;
use url::Url;

use crate::partner::{GOOD, Partner, form};

async fn begun() -> Begun {
    let partner = Partner::answering(form(200, GOOD)).await;
    partner.begin().await.unwrap()
}

fn redirect(query: &str) -> Url {
    Url::parse(&format!("http://127.0.0.1:47620/callback/x?{query}")).unwrap()
}

#[tokio::test]
async fn the_redirect_with_our_token_yields_the_verifier_and_what_is_kept() {
    let begun = begun().await;
    let answer = redirect("oauth_token=request+1&oauth_verifier=v%2B1&org_id=7");
    assert_eq!(begun.attempt.offer(&answer), Offer::Taken);
    let Outcome::Code(verifier, kept) = begun.attempt.settled().await else {
        panic!("no verifier");
    };
    assert_eq!(verifier.expose_secret(), "v+1");
    assert_eq!(kept["org"], "7");
}

#[tokio::test]
async fn x03_a_redirect_without_our_token_changes_nothing() {
    let begun = begun().await;
    for (query, why) in [
        ("oauth_verifier=v", Why::MissingState),
        ("oauth_token=&oauth_verifier=v", Why::MissingState),
        ("oauth_token=request+2&oauth_verifier=v", Why::WrongState),
        (
            "oauth_token=request+2&oauth_problem=user_refused",
            Why::WrongState,
        ),
        ("denied=request+2", Why::MissingState),
        ("state=request+1&code=v", Why::MissingState),
        (
            "oauth_token=request+1&oauth_token=request+1&oauth_verifier=v",
            Why::Repeated,
        ),
        ("oauth_token=request+1", Why::NoCode),
    ] {
        assert_eq!(
            begun.attempt.offer(&redirect(query)),
            Offer::Ignored(why),
            "{query}"
        );
    }
    let answer = redirect("oauth_token=request+1&oauth_verifier=v");
    assert_eq!(begun.attempt.offer(&answer), Offer::Taken);
}

#[tokio::test]
async fn x03_every_way_of_saying_no_is_a_no() {
    for query in [
        "denied=request+1",
        "oauth_token=request+1&oauth_verifier=denied",
        "oauth_token=request+1&oauth_problem=user_refused",
        "oauth_token=request+1&oauth_problem=permission_denied&oauth_verifier=v",
    ] {
        let begun = begun().await;
        assert_eq!(
            begun.attempt.offer(&redirect(query)),
            Offer::Taken,
            "{query}"
        );
        let outcome = begun.attempt.settled().await;
        assert!(
            matches!(&outcome, Outcome::Denied { error, .. } if error == "access_denied"),
            "{query} {outcome:?}"
        );
    }
    let begun = begun().await;
    let other = "oauth_token=request+1&oauth_problem=additional_authorization_required&oauth_problem_advice=Ask%20again";
    assert_eq!(begun.attempt.offer(&redirect(other)), Offer::Taken);
    let Outcome::Denied { error, description } = begun.attempt.settled().await else {
        panic!("no refusal");
    };
    assert_eq!(error, "additional_authorization_required");
    assert_eq!(description.as_deref(), Some("Ask again"));
}
