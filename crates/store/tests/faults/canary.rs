//! L01: no sealed secret is found in any file of the folder, in any writing, and a removed one
//! does not even leave its sealed bytes.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use larder_store::client::{self, Client};
use larder_store::credential::{self, Credential};
use larder_store::fake_keychain::FakeKeychain;
use larder_store::vault::Vault;
use larder_store::{Store, StoreError};

use crate::add_connection;

const CANARIES: [&str; 3] = [
    "canary+refresh/token=7Zq!",
    "canary client secret é",
    "00Dxx0000001gER!AQ4canary.access",
];

/// The ways a text may be written, each long enough to be found by nothing else.
fn writings(canary: &str) -> Vec<Vec<u8>> {
    let hex = |upper: bool| {
        canary.bytes().fold(String::new(), |mut text, byte| {
            if upper {
                write!(text, "{byte:02X}")
            } else {
                write!(text, "{byte:02x}")
            }
            .unwrap();
            text
        })
    };
    let percent = canary.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() {
            text.push(char::from(byte));
        } else {
            write!(text, "%{byte:02X}").unwrap();
        }
        text
    });
    let wide: Vec<u16> = canary.encode_utf16().collect();
    let mut all = vec![
        canary.as_bytes().to_vec(),
        hex(false).into_bytes(),
        hex(true).into_bytes(),
        percent.clone().into_bytes(),
        percent.replace("%20", "+").into_bytes(),
        wide.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        wide.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
    ];
    // In base64 a text looks different at each of three places inside a longer one.
    for before in 0..3 {
        let padded = [&vec![b' '; before][..], canary.as_bytes()].concat();
        for text in [
            STANDARD_NO_PAD.encode(&padded),
            URL_SAFE_NO_PAD.encode(&padded),
        ] {
            let certain = 4 * before.div_ceil(3)..text.len() - 2;
            all.push(text.as_bytes()[certain].to_vec());
        }
    }
    all
}

/// The files that contain one of the needles.
fn hits(folder: &Path, needles: &[Vec<u8>]) -> Vec<String> {
    let mut hits = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            hits.extend(self::hits(&path, needles));
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        for needle in needles {
            if bytes.windows(needle.len()).any(|window| window == needle) {
                hits.push(path.display().to_string());
            }
        }
    }
    hits
}

/// Stores all canaries as credential and client secret, and answers the sealed bytes.
async fn store_secrets(store: &Store, vault: &Vault, generation: i64) -> Vec<Vec<u8>> {
    let token = format!("{{\"a\":\"{}\",\"b\":\"{}\"}}", CANARIES[0], CANARIES[2]);
    let about = credential::about("c1", generation);
    let credential = Credential {
        connection: "c1".to_owned(),
        generation,
        sealed: vault.seal(&about, token.as_bytes()).unwrap(),
        session: vault.session().map(str::to_owned),
    };
    let client = Client {
        connector: "salesforce".to_owned(),
        host: String::new(),
        client_id: "public".to_owned(),
        sealed: Some(
            vault
                .seal(&client::about("salesforce", ""), CANARIES[1].as_bytes())
                .unwrap(),
        ),
        session: vault.session().map(str::to_owned),
    };
    let sealed = vec![credential.sealed.clone(), client.sealed.clone().unwrap()];
    store
        .write(move |tx| {
            credential::put(tx, &credential)?;
            client::set(tx, &client)
        })
        .await
        .unwrap();
    sealed
}

#[test]
fn the_search_itself_finds_every_writing() {
    let folder = tempfile::tempdir().unwrap();
    for canary in CANARIES {
        for (number, needle) in writings(canary).into_iter().enumerate() {
            let file = folder.path().join("leak");
            fs::write(&file, [b"before", &needle[..], b"after"].concat()).unwrap();
            assert_eq!(hits(folder.path(), &[needle]).len(), 1, "writing {number}");
        }
        let leaks = [
            STANDARD_NO_PAD.encode(format!("x{canary}y")),
            canary.to_owned(),
        ];
        for leak in leaks {
            fs::write(folder.path().join("leak"), leak).unwrap();
            assert!(!hits(folder.path(), &writings(canary)).is_empty());
        }
    }
}

#[tokio::test]
async fn l01_no_secret_is_in_any_file_and_a_removed_one_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let needles: Vec<_> = CANARIES
        .iter()
        .flat_map(|canary| writings(canary))
        .collect();
    let store = Store::open(folder.path()).await.unwrap();
    let vault = Vault::of_store(FakeKeychain::new().keychain(), &store);
    vault.unlock(false).await.unwrap();
    store.write(|tx| add_connection(tx, "c1")).await.unwrap();

    let first = store_secrets(&store, &vault, 1).await;
    assert_eq!(hits(folder.path(), &needles), Vec::<String>::new());
    assert!(
        !hits(folder.path(), &first).is_empty(),
        "the sealed rows are there"
    );

    // A rotated token leaves no trace of the one before, not even sealed.
    let second = store_secrets(&store, &vault, 2).await;
    assert_eq!(hits(folder.path(), &first), Vec::<String>::new());
    assert!(!hits(folder.path(), &second).is_empty());

    store
        .write(|tx| {
            credential::remove(tx, "c1")?;
            client::remove(tx, "salesforce", "")
        })
        .await
        .unwrap();
    assert_eq!(hits(folder.path(), &second), Vec::<String>::new());

    // A removed connection takes its credential along; a failed write leaves nothing either.
    let third = store_secrets(&store, &vault, 3).await;
    store
        .write(|tx| larder_store::connection::remove(tx, "c1"))
        .await
        .unwrap();
    assert_eq!(hits(folder.path(), &third[..1]), Vec::<String>::new());
    let refused = store.write(|_| Err::<(), _>(StoreError::NotFound)).await;
    assert!(refused.is_err());
    store.close().await.unwrap();
    assert_eq!(hits(folder.path(), &needles), Vec::<String>::new());
}

#[tokio::test]
async fn l01_what_was_sealed_for_a_session_leaves_nothing_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let vault = Vault::of_store(FakeKeychain::new().keychain(), &store);
    vault.start_session_only().unwrap();
    store.write(|tx| add_connection(tx, "c1")).await.unwrap();
    let sealed = store_secrets(&store, &vault, 1).await;
    store.close().await.unwrap();
    assert!(!hits(folder.path(), &sealed).is_empty());

    let store = Store::open(folder.path()).await.unwrap();
    assert_eq!(store.opened().ended_sessions, ["c1"]);
    assert_eq!(hits(folder.path(), &sealed), Vec::<String>::new());
}
