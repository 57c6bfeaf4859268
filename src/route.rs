//! The view and its filters as they stand in the URL's hash.
//!
//! `#/projects/my%20project?from=2026-01-01&sub=out` is the whole state that a link carries:
//! hash routes work on any static host and under any sub-path.

use std::fmt::Write as _;

/// A view with its query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// What is shown.
    pub view: View,
    /// Filters and choices of the view, in the order in which they were set.
    pub query: Query,
}

/// What is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// `#/`
    #[default]
    Overview,
    /// `#/projects`
    Projects,
    /// `#/projects/<name>`
    Project(String),
    /// `#/sessions`
    Sessions,
    /// `#/sessions/<id>`
    Session(String),
    /// `#/blocks`
    Blocks,
    /// `#/reports`
    Reports,
    /// `#/tools`
    Tools,
    /// `#/search`
    Search,
    /// `#/health`
    Health,
    /// Any other path.
    Unknown(String),
}

/// The query part of a hash: names and values, repeats allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// The first value of `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut named = self.0.iter().filter(|(own, _)| own == name);
        named.next().map(|(_, value)| value.as_str())
    }

    /// Every value of `name`.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(move |(own, _)| own == name);
        named.map(|(_, value)| value.as_str())
    }

    /// Replaces every value of `name` by `values`; none takes the name out.
    pub fn set<'a>(&mut self, name: &str, values: impl IntoIterator<Item = &'a str>) {
        self.0.retain(|(own, _)| own != name);
        let new = values.into_iter();
        self.0
            .extend(new.map(|value| (name.to_owned(), value.to_owned())));
    }

    fn parse(text: &str) -> Self {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        Self(
            pairs
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (decode(name, true), decode(value, true))
                })
                .collect(),
        )
    }
}

impl Route {
    /// Reads a location hash, with or without its `#`.
    pub fn parse(hash: &str) -> Self {
        let hash = hash.strip_prefix('#').unwrap_or(hash);
        let (path, query) = hash.split_once('?').unwrap_or((hash, ""));
        Self {
            view: View::parse(path),
            query: Query::parse(query),
        }
    }

    /// The view without any query.
    pub fn to(view: View) -> Self {
        Self {
            view,
            query: Query::default(),
        }
    }

    /// The same view with `name` set to `value`, or taken out.
    #[must_use]
    pub fn with(mut self, name: &str, value: Option<&str>) -> Self {
        self.query.set(name, value);
        self
    }

    /// The same view with every value of `name` replaced.
    #[must_use]
    pub fn with_all<'a>(mut self, name: &str, values: impl IntoIterator<Item = &'a str>) -> Self {
        self.query.set(name, values);
        self
    }

    /// The hash of this route, `#` included; [`Route::parse`] gives the route back.
    pub fn to_hash(&self) -> String {
        let mut hash = String::from("#");
        hash.push_str(&self.view.path());
        for (at, (name, value)) in self.query.0.iter().enumerate() {
            hash.push(if at == 0 { '?' } else { '&' });
            hash.push_str(&encode(name));
            hash.push('=');
            hash.push_str(&encode(value));
        }
        hash
    }
}

impl View {
    /// The first part of the path, by which menus mark the view that is open.
    pub fn section(&self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Projects | Self::Project(_) => "projects",
            Self::Sessions | Self::Session(_) => "sessions",
            Self::Blocks => "blocks",
            Self::Reports => "reports",
            Self::Tools => "tools",
            Self::Search => "search",
            Self::Health => "health",
            Self::Unknown(_) => "unknown",
        }
    }

    fn path(&self) -> String {
        match self {
            Self::Overview => "/".to_owned(),
            Self::Project(name) => format!("/projects/{}", encode(name)),
            Self::Session(id) => format!("/sessions/{}", encode(id)),
            Self::Unknown(path) => path.clone(),
            other => format!("/{}", other.section()),
        }
    }

    fn parse(path: &str) -> Self {
        let trimmed = path.trim_matches('/');
        let (head, rest) = trimmed.split_once('/').unwrap_or((trimmed, ""));
        match (head, rest) {
            ("" | "overview", "") => Self::Overview,
            ("projects", "") => Self::Projects,
            ("projects", name) => Self::Project(decode(name, false)),
            ("sessions", "") => Self::Sessions,
            ("sessions", id) => Self::Session(decode(id, false)),
            ("blocks", "") => Self::Blocks,
            ("reports", "") => Self::Reports,
            ("tools", "") => Self::Tools,
            ("search", "") => Self::Search,
            ("health", "") => Self::Health,
            _ => Self::Unknown(path.to_owned()),
        }
    }
}

/// Percent-encodes all but RFC 3986's unreserved characters.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Undoes [`encode`]; what is no valid escape stands for itself. In a query `+` is a blank.
fn decode(text: &str, plus_is_blank: bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let escaped = tail.get(..2).filter(|_| first == b'%').and_then(hex_byte);
        if let Some(byte) = escaped {
            bytes.push(byte);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            let blank = plus_is_blank && first == b'+';
            bytes.push(if blank { b' ' } else { first });
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(digits).ok()?;
    let all_digits = digits.iter().all(u8::is_ascii_hexdigit);
    all_digits.then(|| u8::from_str_radix(text, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_view_goes_there_and_back() {
        for view in [
            View::Overview,
            View::Projects,
            View::Project("C:\\a b/ü?&#%".to_owned()),
            View::Sessions,
            View::Session("0000-1".to_owned()),
            View::Blocks,
            View::Reports,
            View::Tools,
            View::Search,
            View::Health,
        ] {
            let route = Route::to(view)
                .with("from", Some("2026-01-01"))
                .with_all("project", ["a&b", "c=d e+f"]);
            assert_eq!(Route::parse(&route.to_hash()), route);
        }
    }

    #[test]
    fn an_empty_hash_is_the_overview() {
        for hash in ["", "#", "#/", "/"] {
            assert_eq!(Route::parse(hash), Route::default(), "{hash}");
        }
    }

    #[test]
    fn an_unknown_path_is_kept() {
        let route = Route::parse("#/nowhere/else?x=1");
        assert_eq!(route.view, View::Unknown("/nowhere/else".to_owned()));
        assert_eq!(route.to_hash(), "#/nowhere/else?x=1");
    }

    #[test]
    fn broken_escapes_stand_for_themselves() {
        let route = Route::parse("#/projects/50%?q=%zz%4");
        assert_eq!(route.view, View::Project("50%".to_owned()));
        assert_eq!(route.query.get("q"), Some("%zz%4"));
    }

    #[test]
    fn setting_a_name_replaces_all_its_values() {
        let route = Route::parse("#/?project=a&sub=out&project=b");
        assert_eq!(
            route.query.all("project").collect::<Vec<_>>(),
            vec!["a", "b"]
        );
        let one = route.clone().with("project", Some("c"));
        assert_eq!(one.to_hash(), "#/?sub=out&project=c");
        assert_eq!(route.with("project", None).to_hash(), "#/?sub=out");
    }
}
