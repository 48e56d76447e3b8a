//! Keeping a grant whose refresh token changes with every use, and ending it.
use larder_engine::ProblemKind;
use larder_engine::api::ById;
use larder_engine::view::{ConnectionState, SignInStart};
use serde_json::Value;
use url::Url;

use crate::person::{Consent, walk};
use crate::server::Partner;
use crate::sign_in::{VERIFIER, foreign_sign_in};
use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn r03_a_rotating_refresh_token_serves_again_and_again_and_over_a_restart() {
    let mut world = World::new().await;
    let id = world.connect().await;
    let mut tokens = vec![world.token(&id).await];
    for round in 1..=4 {
        if round == 3 {
            world.restart().await;
        }
        world.end_token(&id).await;
        let answer = World::who(&world.engine, &id).await.unwrap();
        assert_eq!(answer.status, 200, "round {round}");
        tokens.push(world.token(&id).await);
        let seen = world.partner.seen().await;
        assert_eq!(seen.refreshes(), round, "one refresh a round: {seen:?}");
    }
    tokens.sort();
    tokens.dedup();
    assert_eq!(tokens.len(), 5, "every round brought another token");
    assert_family_lives(&world, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r02_two_engines_over_one_folder_refresh_once() {
    let world = World::new().await;
    let id = world.connect().await;
    let second = world.second_engine().await;
    // With the one at the end three refreshes, which is what one process makes in a minute.
    for round in 1..=2 {
        world.end_token(&id).await;
        let calls = (0..20).map(|number| {
            let engine = if number % 2 == 0 {
                &world.engine
            } else {
                &second
            };
            World::who(engine, &id)
        });
        for answer in futures::future::join_all(calls).await {
            assert_eq!(answer.unwrap().status, 200);
        }
        let seen = world.partner.seen().await;
        assert_eq!(seen.refreshes(), round, "{seen:?}");
    }
    assert_family_lives(&world, &id).await;
    second.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_partner_ends_a_family_whose_retired_token_comes_again() {
    // Shows that the tests above would see it: the guard they rest on is the server's own.
    let partner = Partner::start().await;
    let redirect = Url::parse("http://127.0.0.1:47620/callback/oidc").unwrap();
    let start = foreign_sign_in(&partner, &redirect, "any");
    let back = walk(start, &redirect, "ada", Consent::Continue).await;
    let code = back.query_pairs().find(|(key, _)| key == "code");
    let code = code.unwrap().1.into_owned();
    let first = tokens(
        &partner,
        &[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", redirect.as_str()),
            ("code_verifier", VERIFIER),
        ],
    )
    .await;
    let refresh = |token: &Value| token.as_str().unwrap().to_owned();
    let retired = refresh(&first["refresh_token"]);
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", retired.as_str()),
    ];
    let second = tokens(&partner, &form).await;
    let newest = refresh(&second["refresh_token"]);
    assert_ne!(retired, newest);

    assert_eq!(tokens(&partner, &form).await["error"], "invalid_grant");
    let seen = partner.seen().await;
    assert_eq!(seen.families_revoked, 1, "{seen:?}");
    assert_eq!(seen.refused[0].detail, "refresh token already used");
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", newest.as_str()),
    ];
    assert_eq!(tokens(&partner, &form).await["error"], "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn o20_disconnecting_ends_the_whole_grant_at_the_partner() {
    let world = World::new().await;
    let id = world.connect().await;
    world.end_token(&id).await;
    let token = world.token(&id).await;
    assert_eq!(world.partner.userinfo(&token).await, 200);

    let asked = ById { id: id.clone() };
    let left = world.engine.disconnect(asked).await.unwrap();
    assert!(left.revoked, "{}", left.said);
    assert_eq!(left.row.state, ConnectionState::NotConnected);
    assert_eq!(world.partner.userinfo(&token).await, 401);
    assert_eq!(world.partner.seen().await.families_revoked, 1);
    let problem = world.engine.token(&id).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NotConnected);
}

#[tokio::test(flavor = "multi_thread")]
async fn r09_a_grant_that_ended_at_the_partner_needs_reconnect_which_repairs_it_in_place() {
    let world = World::new().await;
    let id = world.connect().await;
    let token = world.token(&id).await;
    world.partner.end_grant(&token).await;
    let problem = world.engine.token(&id).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Credentials);
    let row = world.connection(&id).await.row;
    assert_eq!(row.state, ConnectionState::NeedsReconnect);

    let again = SignInStart {
        connection: Some(id.clone()),
        ..world.start()
    };
    assert_eq!(world.signed_in(again).await, id);
    let row = world.connection(&id).await.row;
    assert_eq!(row.state, ConnectionState::Connected);
    assert_eq!(World::who(&world.engine, &id).await.unwrap().status, 200);
}

/// Refreshes once more: only a family that was never taken for stolen can.
async fn assert_family_lives(world: &World, id: &str) {
    let before = world.partner.seen().await;
    world.end_token(id).await;
    assert_eq!(World::who(&world.engine, id).await.unwrap().status, 200);
    let after = world.partner.seen().await;
    assert_eq!(after.refreshes(), before.refreshes() + 1);
    assert_eq!(after.refused, Vec::new());
    assert_eq!(after.families_revoked, 0);
    let row = world.connection(id).await.row;
    assert_eq!(row.state, ConnectionState::Connected);
}

async fn tokens(partner: &Partner, form: &[(&str, &str)]) -> Value {
    let text = partner.post("/token", form).await.text().await.unwrap();
    serde_json::from_str(&text).unwrap()
}
