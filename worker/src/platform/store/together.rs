//! Values that belong together, as they were at one moment.

use idb::{Query, TransactionMode};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast as _, JsValue};

use super::error::told;
use super::{Store, StoreError, StoreName, join, rest_of};

/// What is under a key: the value, and the pieces that follow it.
#[derive(Debug, Default)]
pub struct Values {
    first: Option<JsValue>,
    rest: Vec<JsValue>,
}

impl Values {
    /// The value itself.
    pub fn value(&self) -> Option<&JsValue> {
        self.first.as_ref()
    }

    /// The bytes of all pieces, if they are bytes.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let pieces = self.first.iter().chain(&self.rest);
        let pieces: Option<Vec<&Uint8Array>> = pieces.map(|piece| piece.dyn_ref()).collect();
        let pieces = pieces.filter(|pieces| !pieces.is_empty())?;
        Some(join(&pieces))
    }
}

impl Store {
    /// What is under these keys, by one transaction: no other one comes between.
    ///
    /// # Errors
    /// Why it could not be looked for.
    pub async fn together(&self, wanted: &[(StoreName, &str)]) -> Result<Vec<Values>, StoreError> {
        let mut names: Vec<&str> = Vec::new();
        for (store, _) in wanted {
            if !names.contains(&store.name()) {
                names.push(store.name());
            }
        }
        let transaction = self
            .database()?
            .transaction(&names, TransactionMode::ReadOnly)
            .map_err(told)?;
        let mut requests = Vec::new();
        for (store, key) in wanted {
            let values = transaction.object_store(store.name()).map_err(told)?;
            let first = values.get(JsValue::from_str(key)).map_err(told)?;
            let rest = rest_of(key).and_then(|rest| values.get_all(Some(rest), None));
            requests.push((first, rest.map_err(told)?));
        }
        let mut all = Vec::new();
        for (first, rest) in requests {
            let first = first.await.map_err(told)?;
            let rest = rest.await.map_err(told)?;
            all.push(Values { first, rest });
        }
        Ok(all)
    }

    /// All keys of a store and their values, by one transaction.
    ///
    /// # Errors
    /// Why they could not be looked for.
    pub async fn pairs(&self, store: StoreName) -> Result<Vec<(String, JsValue)>, StoreError> {
        let transaction = self.reads(store)?;
        let values = transaction.object_store(store.name()).map_err(told)?;
        let keys = values.get_all_keys(None::<Query>, None).map_err(told)?;
        let values = values.get_all(None::<Query>, None).map_err(told)?;
        let (keys, values) = (keys.await.map_err(told)?, values.await.map_err(told)?);
        let pairs = keys.iter().zip(values);
        let pairs = pairs.filter_map(|(key, value)| Some((key.as_string()?, value)));
        Ok(pairs.collect())
    }
}
