//! How messages cross between the page and a worker: as values that structured clone can copy.
//!
//! gloo-worker's own codec turns a message into bytes, in which no `File` can travel. Here a
//! message is a plain object, `File`s go through as they are ([`serde_wasm_bindgen::preserve`])
//! and digests as one `Uint8Array`.

use gloo_worker::Codec;
use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsValue, UnwrapThrowExt as _, throw_val};

/// The codec of this project's workers.
#[derive(Debug)]
pub struct Cloned;

impl Codec for Cloned {
    fn encode<I: Serialize>(input: I) -> JsValue {
        // Both ends are of one build and the messages hold nothing but numbers, bytes and preserved
        // values: a failure would be a mistake in this crate, which the round trip tests exclude.
        input
            .serialize(&Serializer::new())
            .unwrap_or_else(|error| throw_val(error.into()))
    }

    fn decode<O: for<'de> Deserialize<'de>>(input: JsValue) -> O {
        serde_wasm_bindgen::from_value(input).unwrap_throw()
    }
}
