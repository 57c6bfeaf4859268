//! What handles leave out of a folder in silence. The entry of a drop gives all of it, and only a page has one.

use std::collections::BTreeSet;

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{FileSystemDirectoryEntry, FileSystemEntry};

use super::content::{Content, entries_of};
use super::stat::stat;
use super::tree::Tree;
use super::{Listing, join};
use crate::garbage;
use crate::platform::clock::Slices;
use crate::platform::folder::{below, is_log};

/// What is in these folders below `root` beside the names that their handles told of; each folder that was left
/// out with all that is in it.
pub async fn hidden(root: &FileSystemDirectoryEntry, told: Vec<(String, Vec<String>)>) -> Listing {
    let mut content = Content::default();
    let mut hidden = Vec::new();
    let mut slices = Slices::default();
    for (path, names) in told {
        let entries = entries_at(root, &path).await;
        // What cannot be listed by its entry hides nothing that could be read.
        for entry in left_out(entries.unwrap_or_default(), &names) {
            hidden.push(join(&path, &entry.name()));
            content.take_entry(&path, entry);
        }
        slices.breathe().await;
    }
    let mut listing = content.listing;
    listing.hidden = hidden;
    stat(content.files, &mut listing).await;
    let mut tree = Tree::of(content.folders, &mut listing);
    while !tree.is_over() {
        // Only the folder that was given itself can fail as a whole.
        let Ok(next) = tree.next().await else { break };
        listing.extend(next);
    }
    // 20,000 entries and their readers took 50 MB of the page until then.
    garbage::invite_collection();
    listing
}

/// Logs and folders among these that were not told of.
fn left_out(entries: Vec<FileSystemEntry>, told: &[String]) -> Vec<FileSystemEntry> {
    let told: BTreeSet<&str> = told.iter().map(String::as_str).collect();
    let entries = entries.into_iter().filter(|entry| {
        let name = entry.name();
        let counts = entry.is_directory() || is_log(&name);
        counts && !name.is_empty() && !told.contains(name.as_str())
    });
    entries.collect()
}

async fn entries_at(
    root: &FileSystemDirectoryEntry,
    path: &str,
) -> Result<Vec<FileSystemEntry>, JsValue> {
    if path.is_empty() {
        return entries_of(root).await;
    }
    let folder = below(root, "getDirectory", path).await?;
    entries_of(&folder.unchecked_into()).await
}
