//! Why storage does not work.

use std::fmt;

use wasm_bindgen::JsValue;

use super::super::bind;

/// Why storage does not work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// The browser does not let this page store anything.
    Refused,
    /// Another tab holds an older version open.
    Blocked,
    /// A newer version of this program made what is stored.
    Newer,
    /// There is no room left.
    Full,
    /// Something else, as the browser says it.
    Other(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused => f.write_str("the browser refuses to store anything for this page"),
            Self::Blocked => f.write_str("another tab still runs an older version"),
            Self::Newer => f.write_str("what is stored is of a newer version of this page"),
            Self::Full => f.write_str("the browser's storage for this page is full"),
            Self::Other(text) => write!(f, "storing failed: {text}"),
        }
    }
}

/// What an error of the database means.
pub(super) fn told(error: idb::Error) -> StoreError {
    let value = match error {
        idb::Error::DomException(exception) => JsValue::from(exception),
        idb::Error::IndexedDbOpenFailed(value)
        | idb::Error::UpdateFailed(value)
        | idb::Error::AddFailed(value)
        | idb::Error::GetFailed(value)
        | idb::Error::TransactionOpenFailed(value) => value,
        other => return StoreError::Other(other.to_string()),
    };
    thrown(&value)
}

pub(super) fn thrown(value: &JsValue) -> StoreError {
    match bind::error_name(value).as_str() {
        "QuotaExceededError" => StoreError::Full,
        "VersionError" => StoreError::Newer,
        "SecurityError" | "InvalidStateError" | "NotAllowedError" => StoreError::Refused,
        _ => StoreError::Other(bind::error_text(value)),
    }
}
