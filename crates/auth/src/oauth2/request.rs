//! Owns how a token request is put: its method, where its parameters stand, its headers, and the client's proof.

use larder_connector::{OAuth2Plan, TokenBody, TokenMethod};
use larder_http::{Fault, Request};
use secrecy::ExposeSecret;
use url::Url;

use super::credentials::{Proof, prove};
use super::parameters::Parameters;
use super::token::of_fault;
use super::{Client, TokenFault};

/// A token answer has a few kilobytes; a megabyte is not one.
const MOST_BYTES: usize = 1024 * 1024;

/// Which of a definition's parameters a request takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Params {
    /// Those of token requests.
    Token,
    /// Those of token requests, and over them those of refresh requests.
    Refresh,
    /// Those of authorization requests: a device asks for a code as a page does.
    Device,
}

impl Params {
    fn overlay(self, parameters: &mut Parameters, plan: &OAuth2Plan) {
        if self == Self::Device {
            for (name, value) in &plan.authorize_params {
                parameters.overlay(plan, name, value.as_str(), value.is_empty());
            }
            return;
        }
        let is_refresh = self == Self::Refresh;
        for (name, value) in &plan.token_params {
            // What a token request's grant is called says nothing about the refresh's.
            if !(is_refresh && name == "grant_type") {
                parameters.overlay(plan, name, value, value.expose_secret().is_empty());
            }
        }
        if is_refresh {
            for (name, value) in &plan.refresh_params {
                parameters.overlay(plan, name, value, value.expose_secret().is_empty());
            }
        }
    }
}

/// Makes the request for tokens, as this app wants it.
///
/// # Errors
/// [`TokenFault`] when the client's key cannot sign, or a header of the definition is none.
pub(super) fn token_request(
    plan: &OAuth2Plan,
    client: &Client,
    endpoint: &Url,
    mut parameters: Parameters,
    params: Params,
) -> Result<Request, TokenFault> {
    let proof = prove(plan, client, endpoint, &mut parameters)?;
    params.overlay(&mut parameters, plan);
    let pairs = parameters.renamed(plan);
    let request = match plan.token_method {
        TokenMethod::Post => Request::post(endpoint.clone()),
        TokenMethod::Get => Request::get(endpoint.clone()),
    };
    let request = request.max_body(MOST_BYTES);
    let request = match (plan.token_method, plan.token_body) {
        (TokenMethod::Get, _) | (TokenMethod::Post, TokenBody::Query) => request.query(pairs),
        (TokenMethod::Post, TokenBody::Form) => request.form(pairs),
        (TokenMethod::Post, TokenBody::Json) => request.json_texts(pairs),
    };
    let summary = request.summary();
    with_headers(request, plan, proof).map_err(|fault| of_fault(&summary, fault))
}

/// The client's proof comes last: a definition's header may not stand in its place.
fn with_headers(request: Request, plan: &OAuth2Plan, proof: Proof) -> Result<Request, Fault> {
    let mut request = request.header("accept", "application/json")?;
    for (name, value) in &plan.token_headers {
        request = request.secret_header(name, value)?;
    }
    proof.add_to(request)
}
