//! Signing in at the partner: window and browser, and everything that is not the partner's answer.
use larder_auth::attempt::{Offer, Why};
use larder_engine::view::{
    ConnectionState, PicklistQuestion, SignInPhase, SignInStart, WindowChoice,
};
use larder_engine::{ApiRequest, ProblemKind};
use url::Url;

use crate::person::{Consent, offer, sit, state_of, walk};
use crate::server::{CLIENT_ID, Partner};
use crate::world::World;

/// RFC 7636 appendix B: a challenge whose verifier Larder does not have.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A sign-in at a server that is not Larder's, though it comes back to Larder's redirect.
pub(crate) fn foreign_sign_in(partner: &Partner, redirect: &Url, state: &str) -> Url {
    let parameters = [
        ("response_type", "code"),
        ("client_id", CLIENT_ID),
        ("redirect_uri", redirect.as_str()),
        ("scope", "openid offline_access"),
        ("prompt", "consent"),
        ("state", state),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    Url::parse_with_params(&format!("{}/auth", partner.issuer), parameters).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_in_the_window_ends_with_who_it_is_and_a_filled_picklist() {
    let world = World::new().await;
    let view = world.engine.start_sign_in(world.start()).await.unwrap();
    let page = world.person.window().await;
    let asked: std::collections::BTreeMap<_, _> = page.url.query_pairs().into_owned().collect();
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!(asked["redirect_uri"], page.attempt.redirect().as_str());
    sit(&page, "ada", Consent::Continue).await;

    let ended = world.ended(&view.id).await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    let shown = world.connection(&ended.connection).await;
    assert_eq!(shown.row.state, ConnectionState::Connected);
    assert!(!shown.practice);
    assert_eq!(shown.row.identity.unwrap().user, "ada");
    let receipt = shown.receipt.unwrap();
    assert!(receipt.missing.is_empty(), "{:?}", receipt.missing);
    assert!(receipt.granted.contains(&"offline_access".to_owned()));
    assert!(receipt.refreshable);

    let claims = PicklistQuestion {
        connection: ended.connection.clone(),
        picklist: "claims".to_owned(),
        params: std::collections::BTreeMap::new(),
        search: String::new(),
        offset: 0,
        limit: 0,
        refresh: false,
    };
    let rows = world.engine.picklist(claims).await.unwrap().rows;
    assert!(rows.iter().any(|row| row.value == "email_verified"));
    let seen = world.partner.seen().await;
    assert_eq!((seen.codes(), seen.refused.len()), (1, 0), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_in_the_browser_comes_back_over_a_port_nobody_registered() {
    // RFC 8252 section 7.3: the server takes any port of a native app's loopback redirect.
    let world = World::new().await;
    let start = SignInStart {
        window: WindowChoice::Browser,
        redirect_port: Some(0),
        ..world.start()
    };
    let view = world.engine.start_sign_in(start).await.unwrap();
    let mut stale = world.engine.stale();
    let link = loop {
        if let Some(link) = world.person.link() {
            break link;
        }
        let _ = stale.recv().await;
    };
    let redirect = link.query_pairs().find(|(key, _)| key == "redirect_uri");
    let redirect = Url::parse(&redirect.unwrap().1).unwrap();
    assert_ne!(redirect.port(), Some(47620));
    let back = walk(link, &redirect, "grace", Consent::Continue).await;
    assert!(reqwest::get(back).await.unwrap().status().is_success());

    let ended = world.ended(&view.id).await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    let row = world.connection(&ended.connection).await.row;
    assert_eq!(row.identity.unwrap().user, "grace");
}

#[tokio::test(flavor = "multi_thread")]
async fn o02_leaving_the_consent_page_is_said_as_declining() {
    let world = World::new().await;
    let view = world.engine.start_sign_in(world.start()).await.unwrap();
    sit(&world.person.window().await, "ada", Consent::Abort).await;
    let ended = world.ended(&view.id).await;
    assert_eq!(ended.phase, SignInPhase::Failed);
    assert_eq!(ended.problem.unwrap().kind, ProblemKind::Declined);
    assert_eq!(world.partner.seen().await.codes(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn o03_a_code_of_another_session_fails_at_the_server_and_leaves_no_sign_in() {
    let world = World::new().await;
    let view = world.engine.start_sign_in(world.start()).await.unwrap();
    let page = world.person.window().await;
    // Everything about the answer is right but the challenge its code belongs to.
    let injected = foreign_sign_in(
        &world.partner,
        page.attempt.redirect(),
        &state_of(&page.url),
    );
    let back = walk(
        injected,
        page.attempt.redirect(),
        "mallory",
        Consent::Continue,
    )
    .await;
    assert_eq!(page.attempt.offer(&back), Offer::Taken);

    let ended = world.ended(&view.id).await;
    assert_eq!(ended.phase, SignInPhase::Failed, "{:?}", ended.problem);
    let row = world.connection(&ended.connection).await.row;
    assert_eq!(row.state, ConnectionState::NotConnected);
    assert!(world.engine.token(&ended.connection).await.is_err());
    let seen = world.partner.seen().await;
    assert_eq!(seen.codes(), 0, "{seen:?}");
    assert_eq!(seen.refused.len(), 1, "{seen:?}");
    assert_eq!(seen.refused[0].grant_type, "authorization_code");
    assert_eq!(seen.refused[0].error, "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn o06_an_answer_of_another_server_is_ignored_and_the_person_can_still_finish() {
    let (world, other) = tokio::join!(World::new(), Partner::start());
    let view = world.engine.start_sign_in(world.start()).await.unwrap();
    let page = world.person.window().await;
    let mixed_up = foreign_sign_in(&other, page.attempt.redirect(), &state_of(&page.url));
    let back = walk(
        mixed_up,
        page.attempt.redirect(),
        "mallory",
        Consent::Continue,
    )
    .await;
    let named = back.query_pairs().find(|(key, _)| key == "iss");
    assert_eq!(named.unwrap().1, other.issuer, "the server names itself");
    assert_eq!(page.attempt.offer(&back), Offer::Ignored(Why::WrongIssuer));

    sit(&page, "ada", Consent::Continue).await;
    let ended = world.ended(&view.id).await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    let (ours, theirs) = tokio::join!(world.partner.seen(), other.seen());
    assert_eq!((ours.codes(), ours.refused.len()), (1, 0), "{ours:?}");
    assert_eq!((theirs.codes(), theirs.refused.len()), (0, 0), "{theirs:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn o07_an_answer_without_the_promised_issuer_or_with_one_nearly_right_is_ignored() {
    let world = World::new().await;
    let view = world.engine.start_sign_in(world.start()).await.unwrap();
    let page = world.person.window().await;
    let state = state_of(&page.url);
    let code = [("code", "stolen"), ("state", state.as_str())];
    let missing = offer(&page.attempt, &code);
    assert_eq!(missing, Offer::Ignored(Why::MissingIssuer));
    let right = &world.partner.issuer;
    for wrong in [
        format!("{right}/"),
        right.to_uppercase(),
        right.replace("http:", "https:"),
        right.replace("127.0.0.1", "localhost"),
        String::new(),
    ] {
        let named = [code[0], code[1], ("iss", wrong.as_str())];
        let verdict = offer(&page.attempt, &named);
        assert_eq!(verdict, Offer::Ignored(Why::WrongIssuer), "{wrong:?}");
    }

    sit(&page, "ada", Consent::Continue).await;
    let ended = world.ended(&view.id).await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    let seen = world.partner.seen().await;
    assert_eq!((seen.codes(), seen.refused.len()), (1, 0), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_takes_a_whole_address_of_the_connection_and_of_nobody_else() {
    let (world, other) = tokio::join!(World::new(), Partner::start());
    let id = world.connect().await;
    let ask = |server: &str| ApiRequest {
        method: "GET".to_owned(),
        path_or_url: format!("{server}/me"),
        query: Vec::new(),
        body: None,
    };
    let answer = world.engine.request(&id, ask(&world.partner.issuer)).await;
    assert_eq!(answer.unwrap().status, 200);
    let with_user = world.partner.issuer.replace("//", "//ada@");
    for foreign in [other.issuer.as_str(), "https://evil.example", &with_user] {
        let problem = world.engine.request(&id, ask(foreign)).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Host, "{foreign}: {problem:?}");
    }
}
