//! Measures what a signature costs a request: one of OAuth 1.0a with HMAC, over an ordinary query and form.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement on a terminal ends where its world does not hold"
)]

use std::time::Instant;

use larder_auth::oauth1::{self, AccessKeys};
use larder_auth::{Outgoing, signing};
use larder_connector::{AwsPlan, OAuth1Placement, OAuth1Plan, OAuth1Signature, SignPlan};
use url::Url;

/// Signatures in one measurement, of which there are [`ROUNDS`].
const EACH: u32 = 2_000;
const ROUNDS: usize = 9;

/// What one signature may take, in microseconds.
const LIMIT: f64 = 50.0;

fn main() {
    let keys = AccessKeys {
        token: "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb".into(),
        token_secret: "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE".into(),
    };
    for signature in [OAuth1Signature::HmacSha1, OAuth1Signature::HmacSha256] {
        let plan = OAuth1Plan {
            legs: None,
            signature,
            placement: OAuth1Placement::Header,
            realm: Some("1234567_SB1".to_owned()),
            body_hash: false,
            consumer_key: "xvz1evFS4wEEPTGEFPHBog".to_owned(),
            consumer_secret: "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw".into(),
            private_key: None,
            fixed_token: None,
            may_be_plain_http: false,
        };
        measure(signature.as_str(), |outgoing| {
            oauth1::sign(&plan, Some(&keys), outgoing, 1_791_000_000).unwrap();
        });
    }
    let plan = SignPlan::AwsSigv4(AwsPlan {
        access_key: "AKIDEXAMPLE".to_owned(),
        secret_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".into(),
        session_token: None,
        region: "eu-west-1".to_owned(),
        service: "execute-api".to_owned(),
    });
    measure("AWS4-HMAC-SHA256", |outgoing| {
        signing::sign(&plan, outgoing, 1_791_000_000).unwrap();
    });
}

fn measure(name: &str, sign: impl Fn(&mut Outgoing)) {
    let url =
        "https://api.example.com/rest/v1/records?limit=100&q=SELECT%20id%20FROM%20customer&a=1";
    let mut request = Outgoing::new("POST", Url::parse(url).unwrap());
    request.body = Some("status=Hello%20Ladies%20%2b%20Gentlemen&in_reply_to=12".into());
    request.content_type = Some("application/x-www-form-urlencoded".to_owned());
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let began = Instant::now();
            for _ in 0..EACH {
                sign(&mut request.clone());
            }
            began.elapsed().as_secs_f64() * 1e6 / f64::from(EACH)
        })
        .collect();
    times.sort_unstable_by(f64::total_cmp);
    println!(
        "one signature with {name}: {:.1} µs (at most {LIMIT:.0})",
        times[ROUNDS / 2]
    );
}
