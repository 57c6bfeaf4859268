//! Tests that need a browser: `cargo xtask test` runs them in headless Chromium.
// wasm-bindgen's tests are no `#[test]`s, so that clippy takes them for code that ships.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use js_sys::{Array, Reflect, Uint8Array};
use sessionscope_engine::blob::BlobError;
use sessionscope_engine::corpus::{FileContent, StoredFile};
use sessionscope_engine::place::RootId;
use sessionscope_engine::shard::{decode_shard, encode_shard};
use sessionscope_engine::time::Instant;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::File;

use super::folder::{Folder, of_files};
use super::store::{CloseReason, Store, StoreError, StoreName, VERSION, Write, as_bytes};
use super::{clock, json, zone};
use crate::state::Settings;
use sessionscope_worker::platform::list::{Lister, Listing};

wasm_bindgen_test_configure!(run_in_browser);

/// The first batch, after which no other comes.
async fn list(folder: &Folder) -> Result<Listing, JsValue> {
    let mut lister = Lister::new(folder);
    let mut first = lister.next().await?.unwrap();
    while let Some(next) = lister.next().await? {
        first.extend(next);
    }
    Ok(first)
}

async fn fresh(name: &str) -> Store {
    let factory = idb::Factory::new().unwrap();
    factory.delete(name).unwrap().await.unwrap();
    Store::open(name, |_| {}).await
}

fn file() -> StoredFile {
    StoredFile {
        root: RootId(1),
        path: "p/s.jsonl".to_owned(),
        size_bytes: 1,
        mtime_ms: 2,
        content: FileContent::default(),
    }
}

#[wasm_bindgen_test]
async fn what_is_written_is_there_and_what_is_taken_out_is_not() {
    let store = fresh("test-write").await;
    assert_eq!(store.error(), None);
    let writes = vec![
        Write::bytes(StoreName::Shards, "001", &[1, 2, 3]),
        Write::value(StoreName::Meta, "answer", JsValue::from_f64(42.0)),
    ];
    store.write(writes).await.unwrap();
    assert_eq!(bytes(&store, "001").await, Ok(Some(vec![1, 2, 3])));
    assert_eq!(
        store.get(StoreName::Meta, "answer").await,
        Ok(Some(JsValue::from_f64(42.0)))
    );
    assert_eq!(
        store.keys(StoreName::Shards).await,
        Ok(vec!["001".to_owned()])
    );
    let removal = vec![Write::remove(StoreName::Shards, "001")];
    store.write(removal).await.unwrap();
    assert_eq!(bytes(&store, "001").await, Ok(None));
}

async fn bytes(store: &Store, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let value = store.get(StoreName::Shards, key).await?;
    Ok(value.and_then(|value| as_bytes(&value)))
}

#[wasm_bindgen_test]
async fn what_is_deleted_is_not_written_again_by_who_left_it() {
    let name = "test-deleted";
    let store = fresh(name).await;
    let write = || vec![Write::value(StoreName::Meta, "a", JsValue::TRUE)];
    store.write(write()).await.unwrap();
    // Another tab, which is told to let go.
    let (told, heard) = futures::channel::oneshot::channel();
    let other = Store::open(name, move |why| told.send(why).unwrap()).await;
    store.leave();
    Store::delete(name).await.unwrap();
    assert_eq!(heard.await, Ok(CloseReason::Deleted));
    assert_eq!(store.write(write()).await, Ok(()), "it is wanted no more");
    assert!(other.write(write()).await.is_err());
    let fresh = Store::open(name, |_| {}).await;
    assert_eq!(fresh.get(StoreName::Meta, "a").await, Ok(None));
}

#[wasm_bindgen_test]
async fn what_is_kept_in_pieces_comes_back_whole() {
    let store = fresh("test-pieces").await;
    let long: Vec<u8> = (0..2_500_000_u32).map(|at| (at % 251) as u8).collect();
    let pieces = |bytes: &[u8]| {
        let pieces: Vec<Vec<u8>> = bytes.chunks(1 << 20).map(<[u8]>::to_vec).collect();
        Write::of_pieces(StoreName::Snapshot, "ledger", &pieces)
    };
    store.write_slowly(pieces(&long)).await.unwrap();
    assert_eq!(store.keys(StoreName::Snapshot).await.unwrap().len(), 3);
    let kept = store.joined(StoreName::Snapshot, "ledger").await.unwrap();
    assert!(kept == Some(long));
    // A shorter one takes the place of all pieces, and one of before pieces were kept is one piece.
    store.write(pieces(b"xyz")).await.unwrap();
    assert_eq!(store.keys(StoreName::Snapshot).await.unwrap().len(), 1);
    let kept = store.joined(StoreName::Snapshot, "ledger").await;
    assert_eq!(kept, Ok(Some(b"xyz".to_vec())));
    assert_eq!(store.joined(StoreName::Snapshot, "other").await, Ok(None));
}

/// Version 1 had only `meta`, `shards` and `roots`.
#[wasm_bindgen_test]
async fn a_database_of_version_1_comes_up_with_what_it_held() {
    let name = "test-upgrade";
    let factory = idb::Factory::new().unwrap();
    factory.delete(name).unwrap().await.unwrap();
    let mut request = factory.open(name, Some(1)).unwrap();
    request.on_upgrade_needed(|event| {
        use idb::DatabaseEvent as _;
        let database = event.database().unwrap();
        for store in ["meta", "shards", "roots"] {
            let parameters = idb::ObjectStoreParams::new();
            database.create_object_store(store, parameters).unwrap();
        }
    });
    let old = request.await.unwrap();
    let transaction = old
        .transaction(&["shards"], idb::TransactionMode::ReadWrite)
        .unwrap();
    let blob = Uint8Array::from(encode_shard(&[file()]).as_slice());
    let shards = transaction.object_store("shards").unwrap();
    shards
        .put(&blob, Some(&"000".into()))
        .unwrap()
        .await
        .unwrap();
    transaction.commit().unwrap().await.unwrap();
    old.close();

    let store = Store::open(name, |_| {}).await;
    assert_eq!(store.error(), None);
    let blob = bytes(&store, "000").await.unwrap().unwrap();
    assert_eq!(decode_shard(&blob), Ok(vec![file()]));
    let write = vec![Write::value(StoreName::Settings, "settings", "{}".into())];
    store.write(write).await.unwrap();
}

#[wasm_bindgen_test]
async fn a_spoiled_shard_is_told_from_a_good_one() {
    let store = fresh("test-spoiled").await;
    let mut blob = encode_shard(&[file()]);
    *blob.last_mut().unwrap() ^= 1;
    let write = vec![Write::bytes(StoreName::Shards, "000", &blob)];
    store.write(write).await.unwrap();
    let blob = bytes(&store, "000").await.unwrap().unwrap();
    assert_eq!(decode_shard(&blob), Err(BlobError::Corrupt));
}

#[wasm_bindgen_test]
async fn a_refused_write_says_so_and_a_later_version_blocks_nothing_for_ever() {
    let name = "test-newer";
    let factory = idb::Factory::new().unwrap();
    factory.delete(name).unwrap().await.unwrap();
    let newer = factory.open(name, Some(VERSION + 1)).unwrap();
    newer.await.unwrap().close();
    let store = Store::open(name, |_| {}).await;
    assert_eq!(store.error(), Some(&StoreError::Newer));
    let write = vec![Write::value(StoreName::Meta, "a", JsValue::TRUE)];
    assert!(store.write(write).await.is_err());
    Store::delete(name).await.unwrap();
    assert_eq!(Store::open(name, |_| {}).await.error(), None);
}

#[wasm_bindgen_test]
fn zones_change_when_they_are_known_to() {
    let at = |iso: &str| Instant::parse(iso.as_bytes()).unwrap();
    let (from, to) = (at("2026-01-01T00:00:00Z"), at("2026-12-31T00:00:00Z"));
    let offsets = |name| zone::table(name, from, to).unwrap().offsets;
    assert_eq!(
        offsets("Europe/Berlin"),
        [
            (from.0, 60),
            (at("2026-03-29T01:00:00Z").0, 120),
            (at("2026-10-25T01:00:00Z").0, 60)
        ]
    );
    assert_eq!(
        offsets("America/New_York"),
        [
            (from.0, -300),
            (at("2026-03-08T07:00:00Z").0, -240),
            (at("2026-11-01T06:00:00Z").0, -300)
        ]
    );
    // Half an hour of daylight saving time, and a zone at three quarters of an hour.
    assert_eq!(
        offsets("Australia/Lord_Howe"),
        [
            (from.0, 660),
            (at("2026-04-04T15:00:00Z").0, 630),
            (at("2026-10-03T15:30:00Z").0, 660)
        ]
    );
    assert_eq!(offsets("Asia/Kathmandu"), [(from.0, 345)]);
    assert_eq!(offsets("UTC"), [(from.0, 0)]);
    assert_eq!(zone::table("Middle/Earth", from, to), None);
    assert!(zone::names().iter().any(|name| name == "UTC"));
}

#[wasm_bindgen_test]
async fn what_takes_too_long_is_given_up() {
    let never = futures::future::pending::<()>();
    assert_eq!(clock::within(20, never).await, None);
    assert_eq!(clock::within(1000, async { 7 }).await, Some(7));
    clock::breathe().await;
}

#[wasm_bindgen_test]
async fn single_files_are_listed_and_only_logs_among_them() {
    let file = |name: &str| File::new_with_str_sequence(&Array::of1(&"{}\n".into()), name).unwrap();
    let given = of_files("Files", [file("a.jsonl"), file("b.txt")]).unwrap();
    let listing = list(&given.folder).await.unwrap();
    let paths: Vec<_> = listing.files.iter().map(|file| file.path.clone()).collect();
    assert_eq!(paths, ["a.jsonl"]);
    assert_eq!(listing.files[0].size_bytes, 3);
    assert!(of_files("Files", [file("b.txt")]).is_none());
}

/// The origin's private file system has the same handles as a folder that was dropped.
#[wasm_bindgen_test]
async fn a_folder_is_listed_to_any_depth() {
    let root = private_folder("test-list").await;
    for path in ["p/s.jsonl", "p/s/subagents/agent-1.jsonl", "p/notes.md"] {
        write(&root, path, "{}\n").await;
    }
    let folder = Folder::Handle(root.unchecked_into());
    let listing = list(&folder).await.unwrap();
    let mut paths: Vec<_> = listing.files.iter().map(|file| file.path.clone()).collect();
    paths.sort();
    assert_eq!(paths, ["p/s.jsonl", "p/s/subagents/agent-1.jsonl"]);
    assert!(listing.refused.is_empty());
    let again = super::folder::file_at(&folder, "p/s.jsonl").await.unwrap();
    assert!((again.size() - 3.0).abs() < f64::EPSILON);
    assert!(
        super::folder::file_at(&folder, "p/none.jsonl")
            .await
            .is_err()
    );
}

async fn private_folder(name: &str) -> JsValue {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).unwrap();
    let storage = super::bind::get(&navigator, "storage").unwrap();
    let root = super::bind::call_async(&storage, "getDirectory", &[])
        .await
        .unwrap();
    folder_in(&root, name).await
}

async fn folder_in(parent: &JsValue, name: &str) -> JsValue {
    let create = super::bind::object(&[("create", JsValue::TRUE)]);
    super::bind::call_async(parent, "getDirectoryHandle", &[name.into(), create.into()])
        .await
        .unwrap()
}

async fn write(root: &JsValue, path: &str, text: &str) {
    let mut parts: Vec<&str> = path.split('/').collect();
    let name = parts.pop().unwrap();
    let mut parent = root.clone();
    for part in parts {
        parent = folder_in(&parent, part).await;
    }
    let create = super::bind::object(&[("create", JsValue::TRUE)]);
    let handle = super::bind::call_async(&parent, "getFileHandle", &[name.into(), create.into()])
        .await
        .unwrap();
    let stream = super::bind::call_async(&handle, "createWritable", &[])
        .await
        .unwrap();
    super::bind::call_async(&stream, "write", &[text.into()])
        .await
        .unwrap();
    super::bind::call_async(&stream, "close", &[])
        .await
        .unwrap();
}

#[wasm_bindgen_test]
fn settings_are_read_as_they_were_written() {
    let mut settings = Settings {
        zone: Some("Europe/Berlin".to_owned()),
        week_start: 6,
        prices: Some("{\"models\":[]}".to_owned()),
        cache_on: false,
        ..Settings::default()
    };
    settings.currency.per_usd = 0.91;
    for settings in [settings, Settings::default()] {
        let text = json::write(&settings).unwrap();
        assert_eq!(json::read::<Settings>(&text), Some(settings));
    }
}

#[wasm_bindgen_test]
fn settings_of_other_versions_are_read_or_refused() {
    let old = r#"{"zone":null,"theme":"dark","prices":null,"cost_mode":"Auto","later":{"a":1}}"#;
    let settings = json::read::<Settings>(old).unwrap();
    let text = json::write(&settings).unwrap();
    assert!(text.contains("\"dark\""), "{text}");
    assert!(settings.workers_on && settings.zone.is_none());
    for text in ["", "{", "7", r#"{"theme":"blue"}"#, r#"{"week_start":-1}"#] {
        assert_eq!(json::read::<Settings>(text), None, "{text}");
    }
}
