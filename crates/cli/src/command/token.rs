//! `larder token`: a fresh access token for scripts.
use larder_engine::Engine;
use secrecy::ExposeSecret;
use serde::Serialize;

use crate::failure::Failure;
use crate::show::screen::Screen;

#[derive(Serialize)]
struct Token<'a> {
    access_token: &'a str,
}

pub(crate) async fn run(engine: &Engine, name: &str, screen: Screen) -> Result<(), Failure> {
    let token = engine.token(name).await?;
    let access_token = token.expose_secret();
    // The one place that prints a secret: it is what was asked for.
    screen.answer(&Token { access_token }, |_| format!("{access_token}\n"))
}
