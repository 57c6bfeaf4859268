//! The seal: from then on this page, and every worker it starts, can reach nobody.
//!
//! A second content security policy can only forbid more than the first. Taking the tag away
//! again does not lift it. It is put on before any log is read.

use web_sys::{HtmlMetaElement, window};

use wasm_bindgen::JsCast as _;

/// No connection of any kind; workers only from this page's own blobs, which inherit the policy.
const POLICY: &str = "connect-src 'none'; worker-src blob:";

/// Seals the page; `false` if that was not possible.
pub fn seal() -> bool {
    put_on().is_some()
}

fn put_on() -> Option<()> {
    let document = window()?.document()?;
    let meta: HtmlMetaElement = document.create_element("meta").ok()?.dyn_into().ok()?;
    meta.set_http_equiv("Content-Security-Policy");
    meta.set_content(POLICY);
    document.head()?.append_child(&meta).ok()?;
    Some(())
}
