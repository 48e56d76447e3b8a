//! Owns: bodies that are too large, packed, cut off, or not what they say.

use std::io::Write;

use larder_http::{Fault, Request};

use crate::server::{Act, RawServer, json_answer, patient};

#[tokio::test]
async fn m02_a_gzip_bomb_stops_at_the_limit_counted_after_unpacking() {
    // One block of the deflate stream stands for 32 KiB of zeros, over and over.
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![0_u8; 1024 * 1024];
    for _ in 0..64 {
        packer.write_all(&zeros).unwrap();
    }
    let bomb = packer.finish().unwrap();
    assert!(bomb.len() < 128 * 1024);
    let mut answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        bomb.len()
    )
    .into_bytes();
    answer.extend(bomb);
    let server = RawServer::start(Act::Close(vec![answer])).await;
    let fault = patient()
        .send(Request::get(server.url.clone()))
        .await
        .unwrap_err();
    assert_eq!(fault, Fault::TooLarge { limit: 1024 * 1024 });
}

#[tokio::test]
async fn m02_an_endless_body_without_a_length_stops_at_the_limit() {
    let first = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    let server = RawServer::start(Act::Repeat(first, vec![b'x'; 4096])).await;
    let request = Request::get(server.url.clone()).max_body(10_000);
    let fault = patient().send(request).await.unwrap_err();
    assert_eq!(fault, Fault::TooLarge { limit: 10_000 });
}

#[tokio::test]
async fn m02_a_length_above_the_limit_is_refused_before_the_body_is_read() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 9999999999\r\n\r\n".to_vec();
    let server = RawServer::start(Act::Hang(vec![head])).await;
    let fault = patient()
        .send(Request::get(server.url.clone()))
        .await
        .unwrap_err();
    assert_eq!(fault, Fault::TooLarge { limit: 1024 * 1024 });
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_taken() {
    let server = RawServer::start(Act::Close(vec![json_answer("[1,2]")])).await;
    let request = Request::get(server.url.clone()).max_body(5);
    assert_eq!(
        patient().send(request).await.unwrap().body.as_ref(),
        b"[1,2]"
    );
}

#[tokio::test]
async fn m06_a_body_that_breaks_off_anywhere_is_never_shown_as_whole() {
    let whole = json_answer(&format!("[{}0]", "1234,".repeat(100)));
    for tenth in 1..10 {
        let part = whole[..whole.len() * tenth / 10].to_vec();
        let server = RawServer::start(Act::Close(vec![part])).await;
        let fault = patient()
            .send(Request::get(server.url.clone()))
            .await
            .unwrap_err();
        assert!(
            matches!(fault, Fault::BrokenBody { .. }),
            "{tenth}: {fault:?}"
        );
        assert!(fault.is_transient());
    }
}

#[tokio::test]
async fn m06_a_chunked_body_without_its_last_chunk_is_broken() {
    let answer = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n[1,2]\r\n".to_vec();
    let server = RawServer::start(Act::Close(vec![answer])).await;
    let fault = patient()
        .send(Request::get(server.url.clone()))
        .await
        .unwrap_err();
    assert!(matches!(fault, Fault::BrokenBody { .. }), "{fault:?}");
}

#[tokio::test]
async fn m02_rubbish_said_to_be_gzip_is_broken() {
    let answer =
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 7\r\n\r\nnotgzip".to_vec();
    let server = RawServer::start(Act::Close(vec![answer])).await;
    let fault = patient()
        .send(Request::get(server.url.clone()))
        .await
        .unwrap_err();
    assert!(matches!(fault, Fault::BrokenBody { .. }), "{fault:?}");
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_broken() {
    for bytes in [
        &b"SSH-2.0-OpenSSH_9.2\r\n"[..],
        b"\0\0\0\0",
        b"HTTP/9.9 abc\r\n\r\n",
        b"",
    ] {
        let server = RawServer::start(Act::Close(vec![bytes.to_vec()])).await;
        let fault = patient()
            .send(Request::get(server.url.clone()))
            .await
            .unwrap_err();
        assert!(matches!(fault, Fault::BrokenBody { .. }), "{fault:?}");
    }
}

#[tokio::test]
async fn ten_thousand_headers_are_refused() {
    let mut answer = b"HTTP/1.1 200 OK\r\n".to_vec();
    for number in 0..10_000 {
        answer.extend(format!("x-{number}: y\r\n").into_bytes());
    }
    answer.extend(b"content-length: 0\r\n\r\n");
    let server = RawServer::start(Act::Close(vec![answer])).await;
    assert!(
        patient()
            .send(Request::get(server.url.clone()))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn m04_a_sign_in_page_with_status_200_is_told_from_data() {
    let page = "<html><form>Sign in</form></html>";
    let server = RawServer::start(Act::Close(vec![json_answer(page)])).await;
    let response = patient()
        .send(Request::get(server.url.clone()))
        .await
        .unwrap();
    assert!(response.is_success());
    assert_eq!(response.json(), Err(Fault::Html));
}

#[tokio::test]
async fn m12_a_304_without_a_body_comes_back_as_it_is() {
    let answer = b"HTTP/1.1 304 Not Modified\r\netag: \"a\"\r\n\r\n".to_vec();
    let server = RawServer::start(Act::Close(vec![answer])).await;
    let request = Request::get(server.url.clone())
        .if_none_match("\"a\"")
        .unwrap();
    let response = patient().send(request).await.unwrap();
    assert_eq!((response.status, response.body.len()), (304, 0));
    assert!(server.heads()[0].contains("if-none-match: \"a\""));
}
