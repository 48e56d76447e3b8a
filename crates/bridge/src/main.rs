//! Opens the engine with the practice apps and serves the page of `npm run build:bridge`.

#![expect(clippy::print_stdout, reason = "a command line talks to its terminal")]

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use larder_engine::{Engine, Options};
use larder_practice::{Config, Practice};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<()> {
    let page = PathBuf::from(
        std::env::args_os()
            .nth(1)
            .unwrap_or_else(|| "ui/dist-bridge".into()),
    );
    if !page.join("index.html").exists() {
        bail!(
            "{} holds no page; build it with `npm run build:bridge` in ui",
            page.display()
        );
    }
    let options = Options::from_environment();
    let home = options.home.clone();
    tokio::fs::create_dir_all(&home)
        .await
        .with_context(|| format!("{} cannot be made", home.display()))?;
    let practice = Practice::start(Config {
        first_port: Some(0),
        ..Config::default()
    })
    .await?;
    let told = home.join("practice.json");
    larder_practice::announce(&told, practice.addresses())?;
    let engine = Engine::open(options)
        .await
        .map_err(|problem| anyhow::anyhow!("{} {}", problem.what, problem.hint))?;

    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("http://{}", listener.local_addr()?);
    tokio::select! {
        outcome = larder_bridge::serve(listener, engine.clone(), page) => outcome?,
        outcome = tokio::signal::ctrl_c() => outcome?,
    }
    engine.close().await;
    larder_practice::withdraw(&told);
    practice.stop().await;
    Ok(())
}
