//! Owns reading a body: counted after decompression, with a deadline for each piece.

use std::time::Duration;

use bytes::{Bytes, BytesMut};

use crate::Fault;
use crate::classify::classify;

/// Reads a whole body or fails; a part of one is never handed out as if it were whole.
pub(crate) async fn read(
    mut response: reqwest::Response,
    limit: usize,
    read_timeout: Duration,
    host: &str,
) -> Result<Bytes, Fault> {
    let announced = response.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |announced| announced > limit) {
        return Err(Fault::TooLarge { limit });
    }
    let mut body = BytesMut::new();
    loop {
        let piece = tokio::time::timeout(read_timeout, response.chunk())
            .await
            .map_err(|_| Fault::TimedOut {
                host: host.to_owned(),
                after: read_timeout,
            })?
            .map_err(|error| classify(&error, host, read_timeout))?;
        let Some(piece) = piece else {
            return Ok(body.freeze());
        };
        if piece.len() > limit - body.len() {
            return Err(Fault::TooLarge { limit });
        }
        body.extend_from_slice(&piece);
    }
}
