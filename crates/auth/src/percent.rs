//! Owns percent-encoding as signatures need it: byte for byte, so that both sides come to the same text.

/// Encodes everything but the unreserved characters of RFC 3986 section 2.3 (RFC 5849 section 3.6).
pub(crate) fn encode(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(bytes.len());
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(*byte));
        } else {
            encoded.push('%');
            encoded.push(char::from(DIGITS[usize::from(byte >> 4)]));
            encoded.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
    encoded
}

/// Decodes percent signs; one that no two digits follow stands for itself.
pub(crate) fn decode(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        rest = after;
        let escaped = match after {
            [high, low, ..] if *first == b'%' => digit(*high).zip(digit(*low)),
            _ => None,
        };
        if let Some((high, low)) = escaped {
            decoded.push(high << 4 | low);
            rest = &after[2..];
        } else {
            decoded.push(*first);
        }
    }
    decoded
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// The pairs of a query or a form, decoded: a `+` is a blank, and a name without `=` has an empty value.
pub(crate) fn pairs(text: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    text.split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let end = pair.iter().position(|byte| *byte == b'=');
            let (name, value) = match end {
                Some(end) => (&pair[..end], &pair[end + 1..]),
                None => (pair, &[][..]),
            };
            (decode_form(name), decode_form(value))
        })
        .collect()
}

fn decode_form(text: &[u8]) -> Vec<u8> {
    let blanks: Vec<u8> = text
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    decode(&blanks)
}

/// Encodes pairs, sorts them by name and then by value, and joins them (RFC 5849 section 3.4.1.3.2).
pub(crate) fn sorted(pairs: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>) -> String {
    let mut encoded: Vec<(String, String)> = pairs
        .into_iter()
        .map(|(name, value)| (encode(&name), encode(&value)))
        .collect();
    encoded.sort_unstable();
    let mut joined = String::new();
    for (name, value) in &encoded {
        if !joined.is_empty() {
            joined.push('&');
        }
        joined.push_str(name);
        joined.push('=');
        joined.push_str(value);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_stand_for_themselves() {
        assert_eq!(encode(b"aZ09-._~"), "aZ09-._~");
        assert_eq!(
            encode("\u{0}!*'()+ /%é☃".as_bytes()),
            "%00%21%2A%27%28%29%2B%20%2F%25%C3%A9%E2%98%83"
        );
    }

    #[test]
    fn what_is_encoded_decodes_and_what_is_not_stays() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(decode(encode(&all).as_bytes()), all);
        assert_eq!(decode(b"%"), b"%");
        assert_eq!(decode(b"%4"), b"%4");
        assert_eq!(decode(b"%zz%41"), b"%zzA");
        assert_eq!(decode(b"%%41"), b"%A");
    }

    #[test]
    fn pairs_keep_doubles_empty_values_and_bytes_that_are_no_text() {
        let read = pairs(b"&a=1&a=1&b&=c&d=e=f+g%2B&%FF=%00&");
        let expected: [(&[u8], &[u8]); 6] = [
            (b"a", b"1"),
            (b"a", b"1"),
            (b"b", b""),
            (b"", b"c"),
            (b"d", b"e=f g+"),
            (b"\xff", b"\0"),
        ];
        let read: Vec<(&[u8], &[u8])> = read.iter().map(|(a, b)| (&a[..], &b[..])).collect();
        assert_eq!(read, expected);
    }
}
