//! Owns reading a request's head: at most 8 KiB, and only what a browser really sends.

use tokio::io::{AsyncRead, AsyncReadExt};

const MOST_BYTES: usize = 8 * 1024;
const END: &[u8] = b"\r\n\r\n";

/// What matters of a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) method: String,
    /// The request target as sent, not decoded.
    pub(super) target: String,
    /// `Host`, when it is there exactly once.
    pub(super) host: Option<String>,
    /// Whether the browser says this is anything else than a page being opened (`Sec-Fetch-Mode`
    /// and `Sec-Fetch-Dest`): an image, a frame, a script's call.
    pub(super) is_not_a_page: bool,
    /// What is said about a body.
    pub(super) body: BodySaid,
    /// What came in already of what stands behind the head.
    pub(super) rest: Vec<u8>,
}

/// What a head says about the body behind it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct BodySaid {
    /// `Content-Length`, when it is there exactly once and a number.
    pub(super) length: Option<usize>,
    /// Whether it is a form, and comes in one piece.
    pub(super) is_plain_form: bool,
}

/// Why there is no head.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum HeadFault {
    /// The other side left before the head was whole.
    Gone,
    TooLong,
    /// Not HTTP/1 as browsers speak it.
    Odd,
}

pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Result<Head, HeadFault> {
    let mut bytes = Vec::with_capacity(1024);
    loop {
        let seen = bytes.len();
        let room = u64::try_from(MOST_BYTES - seen).unwrap_or(0);
        let read = (&mut *stream).take(room).read_buf(&mut bytes).await;
        if read.map_err(|_| HeadFault::Gone)? == 0 {
            return Err(HeadFault::Gone);
        }
        let from = seen.saturating_sub(END.len() - 1);
        if let Some(at) = bytes[from..]
            .windows(END.len())
            .position(|window| window == END)
        {
            let mut head = parse(&bytes[..from + at])?;
            head.rest = bytes.split_off(from + at + END.len());
            return Ok(head);
        }
        if bytes.len() >= MOST_BYTES {
            return Err(HeadFault::TooLong);
        }
    }
}

fn parse(bytes: &[u8]) -> Result<Head, HeadFault> {
    // Header values may be in any encoding; those that matter here are ASCII.
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.split("\r\n");
    let mut request = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some("HTTP/1.1" | "HTTP/1.0"), None) = (
        request.next(),
        request.next(),
        request.next(),
        request.next(),
    ) else {
        return Err(HeadFault::Odd);
    };
    let is_method = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_target = !target.is_empty() && target.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_method || !is_target {
        return Err(HeadFault::Odd);
    }
    let mut head = Head {
        method: method.to_owned(),
        target: target.to_owned(),
        host: None,
        is_not_a_page: false,
        body: BodySaid::default(),
        rest: Vec::new(),
    };
    let (mut hosts, mut lengths, mut kinds) = (0, 0, 0);
    let mut is_chunked = false;
    for line in lines {
        let (name, value) = line.split_once(':').ok_or(HeadFault::Odd)?;
        if name.is_empty()
            || !name.bytes().all(|byte| byte.is_ascii_graphic())
            || value.contains(['\n', '\r', '\0'])
        {
            return Err(HeadFault::Odd);
        }
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "host" => {
                hosts += 1;
                head.host = (hosts == 1).then(|| value.to_owned());
            }
            "content-length" => {
                lengths += 1;
                let is_number =
                    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
                head.body.length = value.parse().ok().filter(|_| lengths == 1 && is_number);
            }
            "content-type" => {
                kinds += 1;
                let media = value.split(';').next().unwrap_or_default().trim();
                head.body.is_plain_form =
                    kinds == 1 && media.eq_ignore_ascii_case("application/x-www-form-urlencoded");
            }
            "transfer-encoding" | "content-encoding" => is_chunked = true,
            "sec-fetch-mode" => head.is_not_a_page |= value != "navigate",
            "sec-fetch-dest" => head.is_not_a_page |= value != "document",
            _ => {}
        }
    }
    head.body.is_plain_form &= !is_chunked;
    Ok(head)
}

/// The most bytes of a posted answer; real ones have up to four kilobytes.
const MOST_BODY: usize = 8 * 1024;

/// Reads the form behind a head.
///
/// # Errors
/// [`BodyFault`] for what browsers do not send, and for more than 8 KiB.
pub(super) async fn read_form(
    head: &mut Head,
    stream: &mut (impl AsyncRead + Unpin),
) -> Result<Vec<u8>, BodyFault> {
    if !head.body.is_plain_form {
        return Err(BodyFault::NoForm);
    }
    let length = head.body.length.ok_or(BodyFault::NoLength)?;
    if length > MOST_BODY {
        return Err(BodyFault::TooLong);
    }
    let mut body = std::mem::take(&mut head.rest);
    // Whatever stands behind the body would be another request, which is never read.
    body.truncate(length);
    let missing = length - body.len();
    let mut more = vec![0; missing];
    stream
        .read_exact(&mut more)
        .await
        .map_err(|_| BodyFault::Gone)?;
    body.append(&mut more);
    Ok(body)
}

/// Why there is no form.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BodyFault {
    /// The other side left before it was whole.
    Gone,
    NoLength,
    NoForm,
    TooLong,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    async fn of(bytes: &[u8]) -> Result<Head, HeadFault> {
        read(&mut &bytes[..]).await
    }

    #[tokio::test]
    async fn an_ordinary_head_is_read() {
        let head =
            of(b"GET /cb?code=a HTTP/1.1\r\nHost: 127.0.0.1:1\r\nCookie: \xff=\xfe\r\n\r\nbody")
                .await;
        let head = head.expect("a head");
        assert_eq!(
            (head.method.as_str(), head.target.as_str()),
            ("GET", "/cb?code=a")
        );
        assert_eq!(head.host.as_deref(), Some("127.0.0.1:1"));
        assert!(!head.is_not_a_page);
    }

    #[tokio::test]
    async fn b05_heads_that_are_not_as_browsers_send_them_are_odd() {
        for bytes in [
            &b"GET /\r\n\r\n"[..],
            b"GET / HTTP/2.0\r\n\r\n",
            b"GET  / HTTP/1.1\r\n\r\n",
            b"GET / x HTTP/1.1\r\n\r\n",
            b"get / HTTP/1.1\r\n\r\n",
            b" GET / HTTP/1.1\r\n\r\n",
            b"GET /\xff HTTP/1.1\r\n\r\n",
            b"GET /\0 HTTP/1.1\r\n\r\n",
            b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
            b"GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
            b"GET / HTTP/1.1\nHost: a\n\r\n\r\n",
            b"\r\n\r\n",
            b"\x16\x03\x01\x02\x00\r\n\r\n",
        ] {
            assert_eq!(
                of(bytes).await,
                Err(HeadFault::Odd),
                "{:?}",
                String::from_utf8_lossy(bytes)
            );
        }
    }

    #[tokio::test]
    async fn b03_two_hosts_are_none() {
        let head = of(b"GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n")
            .await
            .expect("a head");
        assert_eq!(head.host, None);
    }

    #[tokio::test]
    async fn b04_the_browser_s_word_that_it_opens_no_page_is_heard() {
        for line in [
            "Sec-Fetch-Mode: no-cors",
            "Sec-Fetch-Mode: cors",
            "Sec-Fetch-Dest: iframe",
            "sec-fetch-dest: image",
        ] {
            let bytes = format!("GET / HTTP/1.1\r\n{line}\r\n\r\n");
            assert!(
                of(bytes.as_bytes()).await.expect("a head").is_not_a_page,
                "{line}"
            );
        }
    }

    #[tokio::test]
    async fn b06_a_head_that_does_not_end_is_cut_at_8_kib() {
        let long = format!("GET /{} HTTP/1.1\r\n", "a".repeat(1024 * 1024));
        assert_eq!(of(long.as_bytes()).await, Err(HeadFault::TooLong));
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(10_000));
        assert_eq!(of(many.as_bytes()).await, Err(HeadFault::TooLong));
        assert_eq!(of(b"GET / HTTP/1.1\r\n").await, Err(HeadFault::Gone));
    }

    proptest! {
        #[test]
        fn b06_no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = parse(&bytes);
        }
    }
}
