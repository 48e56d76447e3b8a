//! Owns the device flow (RFC 8628): a code to type, and polling that neither hurries nor goes on for ever.

use std::fmt;
use std::time::Duration;

use larder_connector::OAuth2Plan;
use larder_http::Exchange;
use secrecy::SecretString;
use serde_json::Value;
use tokio::time::{Instant, sleep_until, timeout_at};
use url::Url;

use super::parameters::Parameters;
use super::request::{Params, token_request};
use super::token::{ask, of_fault, read};
use super::{Client, TokenFault, Tokens};
use crate::said::one_line;

/// The grant of RFC 8628 section 3.4.
const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// How long to wait between two questions when the app says nothing (RFC 8628 section 3.2).
const USUAL_INTERVAL: Duration = Duration::from_secs(5);
/// Nobody waits longer between typing a code and seeing that it worked.
const LONGEST_INTERVAL: Duration = Duration::from_mins(1);
/// What `slow_down` adds, for good (RFC 8628 section 3.5).
const SLOWER: Duration = Duration::from_secs(5);
/// How long a code can be typed when the app does not say so in a way that makes sense.
const USUAL_LIFETIME: Duration = Duration::from_mins(10);
const LONGEST_LIFETIME: Duration = Duration::from_hours(1);
/// How the app itself would say that the code ended (RFC 8628 section 3.5).
const EXPIRED: &str = "expired_token";

/// A code the person types at the app's page, and what is known to nobody else.
#[derive(Clone)]
pub struct DeviceCode {
    /// The code to type.
    pub user_code: String,
    /// The page to type it at; shown as text, opened only when the person says so.
    pub verification_uri: Url,
    /// The same page with the code in it already, where the app offers one.
    pub verification_uri_complete: Option<Url>,
    /// How long the code can be typed.
    pub expires_in: Duration,
    secret: SecretString,
    pace: Pace,
    asked: Box<Exchange>,
}

impl fmt::Debug for DeviceCode {
    /// The user code is for the person's eyes alone.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DeviceCode")
            .field("verification_uri", &self.verification_uri.as_str())
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

/// Asks the app for a code to type (RFC 8628 section 3.1).
///
/// # Errors
/// [`TokenFault`].
pub async fn begin(
    http: &larder_http::Client,
    plan: &OAuth2Plan,
    client: &Client,
) -> Result<DeviceCode, TokenFault> {
    let endpoint = plan.device_url.as_ref();
    let endpoint = endpoint.ok_or_else(|| TokenFault::no_endpoint("device authorization"))?;
    let parameters = Parameters::default()
        .with("client_id", client.id.as_str())
        .with_scopes(plan);
    let request = token_request(plan, client, endpoint, parameters, Params::Device)?;
    let summary = request.summary();
    let begun_at = Instant::now();
    let response = http
        .send(request)
        .await
        .map_err(|fault| of_fault(&summary, fault))?;
    let asked = Box::new(Exchange::of(&summary, &Ok(response.clone())));
    let said = match response.json() {
        Ok(answer) if response.is_success() => Said::read(&answer),
        _ => Err("the app gave no code to type"),
    };
    match said {
        Ok(said) => Ok(DeviceCode {
            user_code: said.user_code,
            verification_uri: said.verification_uri,
            verification_uri_complete: said.verification_uri_complete,
            expires_in: said.expires_in,
            secret: said.device_code,
            pace: Pace {
                interval: said.interval,
                ends_at: begun_at + said.expires_in,
            },
            asked,
        }),
        Err(why) => Err(match read(&summary, response, plan) {
            // The errors of this endpoint are those of the token endpoint (RFC 8628 section 3.2).
            Err(fault @ (TokenFault::Refused { .. } | TokenFault::Transient { .. })) => fault,
            _ => TokenFault::Odd {
                why: why.to_owned(),
                status: asked.status,
                exchange: Some(asked),
            },
        }),
    }
}

impl DeviceCode {
    /// Asks at the app's own pace until the person has typed the code or the code has ended; dropping the future ends it.
    ///
    /// # Errors
    /// [`TokenFault`]; [`TokenFault::Refused`] with `access_denied` when the person said no, with `expired_token` when
    /// the code ended first.
    pub async fn wait(
        &self,
        http: &larder_http::Client,
        plan: &OAuth2Plan,
        client: &Client,
    ) -> Result<Tokens, TokenFault> {
        let poll = || {
            let parameters = Parameters::default()
                .with("grant_type", GRANT)
                .with("device_code", &self.secret);
            let endpoint = plan.token_url.as_ref();
            ask(http, plan, client, endpoint, parameters, Params::Token)
        };
        let ended = self.pace.poll(poll).await;
        ended.unwrap_or_else(|| {
            Err(TokenFault::Refused {
                error: EXPIRED.to_owned(),
                description: None,
                status: self.asked.status.unwrap_or_default(),
                exchange: self.asked.clone(),
            })
        })
    }
}

/// When to ask, and when to stop.
#[derive(Debug, Clone, Copy)]
struct Pace {
    interval: Duration,
    ends_at: Instant,
}

impl Pace {
    /// Polls until there is an outcome; `None` when the code ended first.
    async fn poll<F, P>(self, mut poll: F) -> Option<Result<Tokens, TokenFault>>
    where
        F: FnMut() -> P,
        P: Future<Output = Result<Tokens, TokenFault>>,
    {
        let mut interval = self.interval;
        loop {
            sleep_until((Instant::now() + interval).min(self.ends_at)).await;
            if Instant::now() >= self.ends_at {
                return None;
            }
            let fault = match timeout_at(self.ends_at, poll()).await {
                Ok(Err(fault)) => fault,
                Ok(Ok(tokens)) => return Some(Ok(tokens)),
                Err(_) => return None,
            };
            match &fault {
                TokenFault::Refused { error, .. } if error == "authorization_pending" => {}
                TokenFault::Refused { error, .. } if error == "slow_down" => interval += SLOWER,
                // A busy or unreachable app is asked less often (RFC 8628 section 3.5).
                TokenFault::Transient { retry_after, .. } => {
                    let doubled = (interval * 2).min(LONGEST_INTERVAL.max(interval));
                    interval = retry_after.map_or(doubled, |asked| asked.max(doubled));
                }
                fault if fault.is_transient() => {}
                _ => return Some(Err(fault)),
            }
        }
    }
}

/// What the app's answer holds (RFC 8628 section 3.2).
#[derive(Debug)]
struct Said {
    user_code: String,
    verification_uri: Url,
    verification_uri_complete: Option<Url>,
    device_code: SecretString,
    expires_in: Duration,
    interval: Duration,
}

impl Said {
    /// Reads the answer, or says what is wrong with it. Google says `verification_url`.
    fn read(answer: &Value) -> Result<Self, &'static str> {
        let text = |name: &str| answer.get(name)?.as_str().filter(|text| !text.is_empty());
        let user_code = text("user_code").ok_or("the app gave no code to type")?;
        let device_code = text("device_code").ok_or("the app gave no device code")?;
        let page = text("verification_uri").or_else(|| text("verification_url"));
        let page = page.ok_or("the app named no page to type the code at")?;
        let verification_uri = page_of(page).ok_or("the page to type the code at is not safe")?;
        let complete =
            text("verification_uri_complete").or_else(|| text("verification_url_complete"));
        Ok(Self {
            user_code: one_line(user_code, 100),
            verification_uri_complete: complete
                .and_then(page_of)
                .filter(|complete| complete.origin() == verification_uri.origin()),
            verification_uri,
            device_code: device_code.into(),
            expires_in: seconds(answer.get("expires_in"), USUAL_LIFETIME).min(LONGEST_LIFETIME),
            interval: seconds(answer.get("interval"), USUAL_INTERVAL).min(LONGEST_INTERVAL),
        })
    }
}

/// People type the code at https pages; while practising, at this machine.
fn page_of(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_here = url
        .host_str()
        .is_some_and(|host| matches!(host, "127.0.0.1" | "localhost"));
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_here);
    (is_safe && url.username().is_empty() && url.password().is_none()).then_some(url)
}

/// Reads whole seconds, as number or text; nothing, zero, less and nonsense mean the usual.
fn seconds(said: Option<&Value>, usual: Duration) -> Duration {
    let seconds = match said {
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        _ => None,
    };
    let seconds = seconds.filter(|seconds: &f64| *seconds >= 1.0);
    seconds.map_or(usual, |seconds| {
        Duration::try_from_secs_f64(seconds.floor()).unwrap_or(Duration::MAX)
    })
}

/// Reads an answer of anybody and asserts what must hold of it.
pub(crate) fn judge(body: &[u8]) {
    let Ok(answer) = larder_http::json::parse(body) else {
        return;
    };
    if let Ok(said) = Said::read(&answer) {
        assert!(said.interval <= LONGEST_INTERVAL && !said.interval.is_zero());
        assert!(said.expires_in <= LONGEST_LIFETIME && !said.expires_in.is_zero());
        assert!(!said.user_code.contains(char::is_control));
        assert!(page_of(said.verification_uri.as_str()).is_some());
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use larder_http::{Exchange, Request};
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn exchange() -> Exchange {
        let url = Url::parse("https://id.example/token").expect("a URL");
        let fault = larder_http::Fault::TooManyRedirects;
        Exchange::of(&Request::get(url).summary(), &Err(fault))
    }

    fn refused(error: &str) -> TokenFault {
        TokenFault::Refused {
            error: error.to_owned(),
            description: None,
            status: 400,
            exchange: Box::new(exchange()),
        }
    }

    fn unavailable(retry_after: Option<Duration>) -> TokenFault {
        TokenFault::Transient {
            status: Some(503),
            fault: None,
            retry_after,
            exchange: Box::new(exchange()),
        }
    }

    /// Polls with these answers, one after the other, then with "pending"; gives the seconds at which was asked, and
    /// how it ended.
    async fn polled(
        interval: u64,
        lifetime: u64,
        answers: Vec<TokenFault>,
    ) -> (Vec<u64>, Option<TokenFault>) {
        let begun = Instant::now();
        let pace = Pace {
            interval: Duration::from_secs(interval),
            ends_at: begun + Duration::from_secs(lifetime),
        };
        let asked = RefCell::new(Vec::new());
        let answers = RefCell::new(answers.into_iter());
        let outcome = pace
            .poll(|| {
                asked.borrow_mut().push(begun.elapsed().as_secs());
                let answer = answers.borrow_mut().next();
                let answer = answer.unwrap_or_else(|| refused("authorization_pending"));
                async move { Err(answer) }
            })
            .await;
        (
            asked.into_inner(),
            outcome.map(|outcome| outcome.expect_err("no tokens here")),
        )
    }

    #[tokio::test(start_paused = true)]
    async fn o17_the_app_s_interval_is_kept_and_polling_ends_with_the_code() {
        let (asked, ended) = polled(5, 21, Vec::new()).await;
        assert_eq!(asked, [5, 10, 15, 20]);
        assert!(ended.is_none(), "the code ended");
    }

    #[tokio::test(start_paused = true)]
    async fn o17_slow_down_adds_five_seconds_for_good() {
        let answers = vec![
            refused("slow_down"),
            refused("authorization_pending"),
            refused("slow_down"),
        ];
        let (asked, _) = polled(5, 60, answers).await;
        assert_eq!(asked, [5, 15, 25, 40, 55]);
    }

    #[tokio::test(start_paused = true)]
    async fn o17_a_busy_app_is_asked_less_often_and_the_person_s_no_ends_it() {
        let wait = Some(Duration::from_secs(33));
        let answers = vec![
            unavailable(None),
            unavailable(wait),
            refused("access_denied"),
        ];
        let (asked, ended) = polled(5, 600, answers).await;
        assert_eq!(asked, [5, 15, 48]);
        assert!(
            matches!(ended, Some(TokenFault::Refused { error, .. }) if error == "access_denied")
        );
    }

    #[tokio::test(start_paused = true)]
    async fn o17_an_app_that_never_answers_does_not_outlast_the_code() {
        let begun = Instant::now();
        let pace = Pace {
            interval: Duration::from_secs(5),
            ends_at: begun + Duration::from_secs(30),
        };
        let outcome = pace.poll(std::future::pending).await;
        assert!(outcome.is_none());
        assert_eq!(begun.elapsed().as_secs(), 30);
    }

    fn answer(more: Value) -> Value {
        let mut answer = json!({
            "device_code": "CANARY-device",
            "user_code": "WDJB-MJHT",
            "verification_uri": "https://id.example/device",
        });
        for (name, value) in more.as_object().expect("members") {
            answer[name] = value.clone();
        }
        answer
    }

    #[test]
    fn o17_intervals_and_lifetimes_that_make_no_sense_are_clamped() {
        for (said, expected) in [
            (json!(null), 5),
            (json!(0), 5),
            (json!(-30), 5),
            (json!("7"), 7),
            (json!(2.9), 2),
            (json!(1_000_000_000), 60),
            (json!(1e300), 60),
            (json!("soon"), 5),
            (json!([5]), 5),
        ] {
            let read = Said::read(&answer(json!({ "interval": said }))).expect("an answer");
            assert_eq!(read.interval, Duration::from_secs(expected), "{said}");
        }
        for (said, expected) in [
            (json!(null), 600),
            (json!(-1), 600),
            (json!(1800), 1800),
            (json!(1e18), 3600),
        ] {
            let read = Said::read(&answer(json!({ "expires_in": said }))).expect("an answer");
            assert_eq!(read.expires_in, Duration::from_secs(expected), "{said}");
        }
    }

    #[test]
    fn a_page_that_is_not_safe_is_refused_and_a_complete_one_elsewhere_is_left_out() {
        for page in [
            "http://id.example/device",
            "javascript:alert(1)",
            "https://ada@id.example/",
            "/device",
            "",
        ] {
            let read = Said::read(&answer(json!({ "verification_uri": page })));
            assert!(read.is_err(), "{page}");
        }
        let google = json!({ "device_code": "d", "user_code": "u", "verification_url": "https://www.google.com/device" });
        let read = Said::read(&google).expect("an answer");
        assert_eq!(
            read.verification_uri.as_str(),
            "https://www.google.com/device"
        );
        for (complete, is_kept) in [
            ("https://id.example/device?user_code=WDJB-MJHT", true),
            ("https://evil.example/device?user_code=WDJB-MJHT", false),
        ] {
            let read = Said::read(&answer(json!({ "verification_uri_complete": complete })));
            let read = read.expect("an answer");
            assert_eq!(
                read.verification_uri_complete.is_some(),
                is_kept,
                "{complete}"
            );
        }
    }

    proptest! {
        #[test]
        fn c06_no_device_answer_makes_it_panic(interval in ".*", number in any::<f64>(), page in ".*", code in ".*") {
            let said = json!({ "device_code": code, "user_code": code, "verification_uri": page, "interval": interval, "expires_in": number });
            if let Ok(read) = Said::read(&said) {
                prop_assert!(read.interval <= LONGEST_INTERVAL && read.expires_in <= LONGEST_LIFETIME);
                prop_assert!(!read.user_code.contains(char::is_control));
            }
        }
    }
}
