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
            return parse(&bytes[..from + at]);
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
    };
    let mut hosts = 0;
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
            "sec-fetch-mode" => head.is_not_a_page |= value != "navigate",
            "sec-fetch-dest" => head.is_not_a_page |= value != "document",
            _ => {}
        }
    }
    Ok(head)
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
