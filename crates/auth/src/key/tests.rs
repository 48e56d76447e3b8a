//! Keys as people paste them: the three wrappings, damaged line breaks, and every kind of wrong key.

use larder_connector::KeyEncoding;

use super::{KeyFault, KeyKind, PrivateKey, bytes_of};

const PKCS1: &str = include_str!("../../tests/keys/rsa_2048_pkcs1.pem");
const PKCS8: &str = include_str!("../../tests/keys/rsa_2048_pkcs8.pem");
const PSS_ONLY: &str = include_str!("../../tests/keys/rsa_2048_pss.pem");
const LOCKED: &str = include_str!("../../tests/keys/rsa_2048_locked.pem");
const LOCKED_OLD: &str = include_str!("../../tests/keys/rsa_2048_locked_old.pem");
const PUBLIC: &str = include_str!("../../tests/keys/rsa_2048_public.pem");
const RSA_512: &str = include_str!("../../tests/keys/rsa_512.pem");
const RSA_1024: &str = include_str!("../../tests/keys/rsa_1024.pem");
const P256_SEC1: &str = include_str!("../../tests/keys/p256_sec1.pem");
const P256_PKCS8: &str = include_str!("../../tests/keys/p256_pkcs8.pem");
const P384_SEC1: &str = include_str!("../../tests/keys/p384_sec1.pem");
const P384_PKCS8: &str = include_str!("../../tests/keys/p384_pkcs8.pem");
const OTHER_CURVE: &str = include_str!("../../tests/keys/secp256k1.pem");
const ED25519: &str = include_str!("../../tests/keys/ed25519.pem");
const OPENSSH: &str = include_str!("../../tests/keys/openssh.pem");

fn fault(read: Result<PrivateKey, KeyFault>) -> KeyFault {
    match read {
        Ok(_) => panic!("the key was taken"),
        Err(fault) => fault,
    }
}

fn wrong(wanted: KeyKind, got: KeyKind) -> KeyFault {
    KeyFault::WrongKind { wanted, got }
}

#[test]
fn every_wrapping_of_every_kind_is_read() {
    for text in [PKCS1, PKCS8] {
        assert!(PrivateKey::rsa(text, 2048).is_ok());
        assert!(PrivateKey::rsa_pss(text, 2048).is_ok());
    }
    assert!(PrivateKey::rsa_pss(PSS_ONLY, 2048).is_ok());
    for text in [P256_SEC1, P256_PKCS8] {
        assert!(PrivateKey::p256(text).is_ok());
    }
    for text in [P384_SEC1, P384_PKCS8] {
        assert!(PrivateKey::p384(text).is_ok());
    }
    assert!(PrivateKey::ed25519(ED25519).is_ok());
}

#[test]
fn line_breaks_that_a_field_or_a_json_file_changed_do_no_harm() {
    let one_line = PKCS8.replace('\n', " ");
    let spelled = PKCS8.replace('\n', "\\n");
    let windows = PKCS8.replace('\n', "\r\n");
    let none = PKCS8.replace('\n', "");
    let with_more = format!(
        "\u{feff}Bag Attributes\n  friendlyName: x\n{PUBLIC}{}",
        PKCS8.trim_end()
    );
    for text in [one_line, spelled, windows, none, with_more] {
        assert!(PrivateKey::rsa(&text, 2048).is_ok(), "{text}");
    }
    let with_parameters = format!(
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n{P256_SEC1}"
    );
    assert!(PrivateKey::p256(&with_parameters).is_ok());
}

#[test]
fn x07_what_is_no_pem_is_named_so() {
    let cut = &PKCS8[..PKCS8.len() / 2];
    let mixed = PKCS8.replace("END PRIVATE", "END RSA PRIVATE");
    let damaged = PKCS8.replacen("MII", "M!I", 1);
    for text in ["not a key", "-----BEGIN PRIVATE KEY", cut, &mixed, &damaged] {
        assert_eq!(
            fault(PrivateKey::rsa(text, 2048)),
            KeyFault::NotPem,
            "{text}"
        );
    }
    for text in ["", " \n\\n"] {
        assert_eq!(fault(PrivateKey::ed25519(text)), KeyFault::Empty);
    }
}

#[test]
fn x07_a_locked_key_is_named_so_in_both_of_its_forms() {
    for text in [LOCKED, LOCKED_OLD] {
        assert_eq!(fault(PrivateKey::rsa(text, 1024)), KeyFault::Encrypted);
    }
}

#[test]
fn x07_a_short_key_is_named_with_its_bits() {
    let short = |bits, least| KeyFault::TooShort { bits, least };
    assert_eq!(fault(PrivateKey::rsa(RSA_512, 1024)), short(512, 1024));
    assert_eq!(fault(PrivateKey::rsa(RSA_1024, 2048)), short(1024, 2048));
    assert!(PrivateKey::rsa(RSA_1024, 1024).is_ok());
}

#[test]
fn x07_another_kind_of_key_is_named_with_what_is_wanted() {
    for (text, got) in [
        (P256_SEC1, KeyKind::P256),
        (P384_PKCS8, KeyKind::P384),
        (OTHER_CURVE, KeyKind::OtherCurve),
        (ED25519, KeyKind::Ed25519),
        (OPENSSH, KeyKind::OpenSsh),
        (PUBLIC, KeyKind::Public),
        (PSS_ONLY, KeyKind::RsaPss),
    ] {
        assert_eq!(fault(PrivateKey::rsa(text, 1024)), wrong(KeyKind::Rsa, got));
    }
    let certificate = PUBLIC.replace("PUBLIC KEY", "CERTIFICATE");
    assert_eq!(
        fault(PrivateKey::rsa(&certificate, 1024)),
        wrong(KeyKind::Rsa, KeyKind::Certificate)
    );
    for text in [PKCS1, PKCS8] {
        let got = KeyKind::Rsa;
        assert_eq!(fault(PrivateKey::p256(text)), wrong(KeyKind::P256, got));
        assert_eq!(fault(PrivateKey::p384(text)), wrong(KeyKind::P384, got));
        assert_eq!(
            fault(PrivateKey::ed25519(text)),
            wrong(KeyKind::Ed25519, got)
        );
    }
    assert_eq!(
        fault(PrivateKey::p384(P256_SEC1)),
        wrong(KeyKind::P384, KeyKind::P256)
    );
    assert_eq!(
        fault(PrivateKey::ed25519(P256_SEC1)),
        wrong(KeyKind::Ed25519, KeyKind::P256)
    );
}

#[test]
fn x07_rubbish_under_the_right_label_is_named_damaged() {
    for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"] {
        let text = format!("-----BEGIN {label}-----\nAAECAwQ=\n-----END {label}-----");
        for read in [
            PrivateKey::rsa(&text, 1024),
            PrivateKey::rsa_pss(&text, 1024),
            PrivateKey::p256(&text),
            PrivateKey::p384(&text),
            PrivateKey::ed25519(&text),
        ] {
            let fault = fault(read);
            assert!(
                matches!(fault, KeyFault::Damaged | KeyFault::WrongKind { .. }),
                "{label}: {fault:?}"
            );
        }
    }
}

#[test]
fn l03_no_fault_repeats_the_key() {
    let text = "-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----";
    let fault = fault(PrivateKey::rsa(text, 1024));
    assert!(!format!("{fault} {fault:?}").contains("CANARY"));
    let fault = bytes_of("CANARY!", KeyEncoding::Hex).expect_err("no digits");
    assert!(!format!("{fault} {fault:?}").contains("CANARY"));
}

#[test]
fn shared_keys_are_read_as_their_encoding_says() {
    let read = |text, encoding| bytes_of(text, encoding).map(|bytes| bytes.to_vec());
    assert_eq!(read("é", KeyEncoding::Text), Ok(vec![0xc3, 0xa9]));
    assert_eq!(read(" 00fF\n", KeyEncoding::Hex), Ok(vec![0, 255]));
    for text in ["+/8=", "+/8", "-_8=", "-_8"] {
        assert_eq!(read(text, KeyEncoding::Base64), Ok(vec![0xfb, 0xff]));
    }
    for text in ["0", "+1", "0g", "é1"] {
        assert!(matches!(
            read(text, KeyEncoding::Hex),
            Err(KeyFault::NotEncoded { .. })
        ));
    }
    assert!(matches!(
        read("a b", KeyEncoding::Base64),
        Err(KeyFault::NotEncoded { .. })
    ));
    for encoding in [KeyEncoding::Text, KeyEncoding::Hex, KeyEncoding::Base64] {
        assert_eq!(read("", encoding), Err(KeyFault::Empty));
    }
}
