//! What a file's path says: which project and session it belongs to, and whether it counts.

use serde::{Deserialize, Serialize};

use crate::key::{Domain, Key};

/// A folder that the user gave; files are named within one.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct RootId(pub u16);

/// Where a log file belongs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Name of the project's folder, or of the given folder where there is none.
    pub project: String,
    /// Session that the path names; for [`FileKind::OldSubagent`] only until the file names its own.
    pub session: String,
    /// What kind of file it is.
    pub kind: FileKind,
}

/// Kinds of log files that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FileKind {
    /// A session's own file.
    Main,
    /// A file below `<session>/subagents/`.
    Subagent,
    /// An older `agent-*.jsonl` beside the session, whose records name the session.
    OldSubagent,
}

impl FileKind {
    /// A subagent wrote it.
    pub fn is_subagent(self) -> bool {
        self != Self::Main
    }
}

/// Where the project folders of a given folder are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Layout {
    /// In the folder itself; or it is one project, or one session.
    #[default]
    Here,
    /// In its folder `projects`: it is `~/.claude`, or another folder that holds one. Other things in it, such
    /// as `history.jsonl` and `todos`, are then no logs.
    Projects,
    /// In folders `.claude/projects` at any depth: a home folder, a backup of several machines, the sessions of
    /// the desktop app. Each is a root of its own, and what is beside them is no log.
    Nested,
}

impl Layout {
    /// What the paths of all files of the folder `root_name` say.
    pub fn of<'a>(root_name: &str, paths: impl IntoIterator<Item = &'a str>) -> Self {
        let mut layout = Self::Here;
        for path in paths.into_iter().filter(|path| is_jsonl(path)) {
            if nested(path).is_some() {
                return Self::Nested;
            }
            let is_below = |rest: &str| rest.contains('/');
            if root_name != PROJECTS && path.strip_prefix("projects/").is_some_and(is_below) {
                layout = Self::Projects;
            }
        }
        layout
    }

    /// What comes before a path [`within`](Self::within) the project folders to make it one of the folder given.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Projects => "projects/",
            Self::Here | Self::Nested => "",
        }
    }

    /// The path by which a file of the folder `root_name` is known, if it lies where project folders are.
    pub fn within<'a>(self, root_name: &str, path: &'a str) -> Option<&'a str> {
        match self {
            Self::Here => Some(path),
            Self::Projects => path.strip_prefix(self.prefix()),
            Self::Nested => {
                let is_own = is_claude(root_name) && path.starts_with("projects/");
                (is_own || nested(path).is_some()).then_some(path)
            }
        }
    }

    /// A name for it that is stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Here | Self::Projects => self.prefix(),
            Self::Nested => "nested",
        }
    }

    /// The one of this name; [`Layout::Here`] if there is none.
    pub fn named(name: &str) -> Self {
        let all = [Self::Projects, Self::Nested];
        let found = all.into_iter().find(|layout| layout.name() == name);
        found.unwrap_or_default()
    }
}

/// The folder in which Claude Code keeps project folders, in its `.claude`.
const PROJECTS: &str = "projects";
/// How a path goes on from what holds a root of its own.
const NESTED: &str = ".claude/projects/";

/// A path in a folder `.claude/projects`, cut there: what holds that folder (without the `/`), and what comes
/// below it. Of one within another the inner one counts.
fn nested(path: &str) -> Option<(&str, &str)> {
    let mut until = path.len();
    loop {
        let at = path.get(..until)?.rfind(NESTED)?;
        let (above, below) = path.split_at(at);
        let below = below.get(NESTED.len()..)?;
        if above.is_empty() {
            return Some((above, below));
        }
        if let Some(above) = above.strip_suffix('/') {
            return Some((above, below));
        }
        // The end of a longer name.
        until = at;
    }
}

/// The folder given is Claude Code's own; a second one of the name is shown with a number.
fn is_claude(root_name: &str) -> bool {
    let number = root_name.strip_prefix(".claude");
    number.is_some_and(|number| number.is_empty() || number.starts_with(" ("))
}

/// The label of the root that the file at `path` is in: what holds its `.claude/projects`, below the folder
/// given. `None` where the folder given is the root.
pub fn label(path: &str) -> Option<&str> {
    nested(path).map(|(above, _)| above)
}

/// Why a `.jsonl` file that no [`place`] or layout takes is not counted.
pub fn why_left_out(path: &str) -> &'static str {
    match path.rsplit('/').next() {
        Some("journal.jsonl") => "a workflow's journal",
        Some("history.jsonl") => "Claude Code's list of prompts",
        Some("audit.jsonl") => "the desktop app's own partial copy",
        _ => "not in a project folder",
    }
}

/// Why the folder at `path` is not looked into for logs: large ones that hold none, in a home folder.
pub fn skipped(path: &str) -> Option<&'static str> {
    let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
    let parent = above.rsplit_once('/').map_or(above, |(_, parent)| parent);
    let reason = match name {
        "node_modules" | "bower_components" | "site-packages" => "installed packages",
        ".git" | ".hg" | ".svn" | ".jj" => "version control",
        "target" if !above.is_empty() => "what a build made",
        ".next" | ".nuxt" | ".turbo" | ".gradle" | ".tox" | "__pycache__" => "what a build made",
        ".cache" | ".npm" | ".yarn" | ".pnpm-store" | ".bun" | ".cargo" | ".rustup" | ".m2"
        | ".nuget" | ".nvm" | ".pyenv" | ".venv" | ".mypy_cache" | ".pytest_cache"
        | ".ruff_cache" | "Code Cache" | "GPUCache" => "a cache",
        "Caches" if parent == "Library" => "a cache",
        "Temp" if parent == "Local" => "temporary files",
        ".Trash" | ".Trashes" | "Trash" | "$RECYCLE.BIN" => "deleted files",
        "System Volume Information" => "the system's own",
        _ => return None,
    };
    // What Claude Code itself keeps is read whatever its name.
    let is_log_folder = nested(path).is_some() || is_project_folder(above);
    (!is_log_folder).then_some(reason)
}

/// The folder on the way to the file at `path` that is not looked into, and why.
pub fn skipped_above(path: &str) -> Option<(&str, &'static str)> {
    let ends = path.match_indices('/').map(|(at, _)| at);
    let mut folders = ends.filter_map(|at| path.get(..at));
    folders.find_map(|folder| Some((folder, skipped(folder)?)))
}

/// Whether the folder at `path` is a session's own, or in one: such a folder has the session's id, a UUID, as its
/// name. All names in it are Claude Code's.
pub fn is_of_session(path: &str) -> bool {
    path.split('/').any(is_uuid)
}

/// Five groups of hexadecimal digits: 8, 4, 4, 4 and 12.
fn is_uuid(text: &str) -> bool {
    let groups = text.split('-').map(|group| {
        let is_hex = group.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_hex { group.len() } else { 0 }
    });
    groups.eq([8, 4, 4, 4, 12])
}

/// Within a folder that Claude Code named after a directory: these begin with a dash, or a drive's letter and two.
fn is_project_folder(path: &str) -> bool {
    path.split('/').any(|part| {
        let drive = part.get(1..).is_some_and(|rest| rest.starts_with("--"));
        part.starts_with('-') || drive
    })
}

/// Where the file at `path` (relative to the folder `root_name`, parts joined by `/`) belongs.
///
/// `None` for what is never counted: other endings, `journal.jsonl`, `history.jsonl`, and
/// [outputs](is_output), whatever they are called. `path` is one
/// [`within`](Layout::within) a layout. The folder may be `projects`, one project or one session. Where it holds
/// several roots, a project's name begins with its root's [`label`]: two of one name stay two.
pub fn place(root_name: &str, path: &str) -> Option<Place> {
    if let Some((label, path)) = nested(path) {
        let mut place = place_in(PROJECTS, path)?;
        if !label.is_empty() {
            place.project = [label, "/", &place.project].concat();
        }
        return Some(place);
    }
    match path.strip_prefix("projects/") {
        Some(path) if is_claude(root_name) => place_in(PROJECTS, path),
        _ => place_in(root_name, path),
    }
}

/// The same for one root.
fn place_in(root_name: &str, path: &str) -> Option<Place> {
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let name = parts.pop()?;
    if !is_jsonl(name) || name == "journal.jsonl" || name == "history.jsonl" || is_output(path) {
        return None;
    }
    let stem = name.get(..name.len() - ".jsonl".len())?;
    if let Some(at) = parts.iter().position(|&part| part == "subagents") {
        let session = at
            .checked_sub(1)
            .and_then(|at| parts.get(at))
            .unwrap_or(&root_name);
        let project = if at >= 2 {
            parts.first().unwrap_or(&root_name)
        } else {
            &root_name
        };
        return Some(Place {
            project: (*project).to_owned(),
            session: (*session).to_owned(),
            kind: FileKind::Subagent,
        });
    }
    let kind = if stem.starts_with("agent-") {
        FileKind::OldSubagent
    } else {
        FileKind::Main
    };
    let project = parts.first().unwrap_or(&root_name);
    Some(Place {
        project: (*project).to_owned(),
        session: stem.to_owned(),
        kind,
    })
}

/// The key of a file, for its records without any id. Two folders may hold the same path.
pub fn file_key(root: RootId, path: &str) -> Key {
    Key::new(Domain::Own, format!("{}\0{path}", root.0).as_bytes())
}

/// The id of the subagent whose file this is, as its name has it.
pub fn agent_of(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.strip_suffix(".jsonl").unwrap_or(name);
    stem.strip_prefix("agent-").unwrap_or(stem)
}

/// The folder beside a session's log that holds what was too large for it.
const OUTPUTS: &str = "tool-results";

/// Whether this is what a tool gave out and was too large for its log: `<session>/tool-results/…`.
pub fn is_output(path: &str) -> bool {
    output_parts(path).is_some()
}

/// What comes before `/tool-results/` in the path of an output, and what comes behind it.
fn output_parts(path: &str) -> Option<(&str, &str)> {
    let middle = ["/", OUTPUTS, "/"].concat();
    let (above, name) = path.split_once(&middle)?;
    let is_seen = name
        .rsplit('/')
        .next()
        .is_some_and(|name| !name.starts_with('.'));
    (is_seen && !name.is_empty()).then_some((above, name))
}

/// The path of the session's log beside which an output lies, and the output's name.
pub fn output_of(path: &str) -> Option<(String, &str)> {
    let (above, name) = output_parts(path)?;
    Some(([above, ".jsonl"].concat(), name))
}

/// The path of an output of this name beside a session's log.
pub fn output_path(log: &str, name: &str) -> Option<String> {
    let above = log.strip_suffix(".jsonl")?;
    Some([above, "/", OUTPUTS, "/", name].concat())
}

/// Whether this says what a subagent is: `agent-….meta.json` beside the subagent's log.
pub fn is_agent_note(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with("agent-") && name.ends_with(".meta.json")
}

/// A file of this name or path may be a log.
pub fn is_jsonl(name: &str) -> bool {
    name.strip_suffix(".jsonl")
        .is_some_and(|stem| !stem.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_named_by_an_id_is_a_sessions() {
        let id = "53dd1b00-15f0-465a-adce-4943cd9e3653";
        let of = |path: &str| is_of_session(&path.replace("ID", id));
        assert!(of("ID") && of("projects/-home-a/ID") && of("-home-a/ID/subagents"));
        assert!(!of("") && !of("-home-ID") && !of("IDx") && !of("-home-a/memory"));
        assert!(!of("53dd1b00-15f0-465a-adce-4943cd9e365g"));
    }

    #[test]
    fn what_lies_beside_a_log_is_known_and_is_no_log() {
        for (path, log, name) in [
            ("p/s/tool-results/b7xk2.txt", "p/s.jsonl", "b7xk2.txt"),
            (
                "p/s/tool-results/deep/page.html",
                "p/s.jsonl",
                "deep/page.html",
            ),
            (
                "p/s/tool-results/records.jsonl",
                "p/s.jsonl",
                "records.jsonl",
            ),
        ] {
            assert_eq!(output_of(path), Some((log.to_owned(), name)), "{path}");
            assert_eq!(output_path(log, name).as_deref(), Some(path));
            assert_eq!(told("projects", path), None, "{path}");
        }
        for path in ["p/s.jsonl", "p/tool-results", "p/s/tool-results/.DS_Store"] {
            assert!(!is_output(path), "{path}");
        }
        assert!(is_agent_note("p/s/subagents/workflows/w/agent-1.meta.json"));
        assert!(!is_agent_note("p/s/subagents/agent-1.jsonl") && !is_agent_note("p/x.meta.json"));
    }

    #[test]
    fn only_jsonl_files_may_be_logs() {
        assert!(is_jsonl("p/s.jsonl"));
        for path in ["p/s.json", "jsonl", ".jsonl", "p/s.jsonl.bak", "p/s.JSON"] {
            assert!(!is_jsonl(path), "{path}");
        }
    }

    fn told(root: &str, path: &str) -> Option<(String, String, FileKind)> {
        place(root, path).map(|place| (place.project, place.session, place.kind))
    }

    #[allow(
        clippy::unnecessary_wraps,
        reason = "it is compared with what `told` says"
    )]
    fn some(project: &str, session: &str, kind: FileKind) -> Option<(String, String, FileKind)> {
        Some((project.to_owned(), session.to_owned(), kind))
    }

    #[test]
    fn each_layout_is_known() {
        use FileKind::{Main, OldSubagent, Subagent};
        assert_eq!(told("projects", "p/s.jsonl"), some("p", "s", Main));
        assert_eq!(
            told("projects", "p/agent-1.jsonl"),
            some("p", "agent-1", OldSubagent)
        );
        assert_eq!(
            told("projects", "p/s/subagents/agent-1.jsonl"),
            some("p", "s", Subagent)
        );
        let deep = "p/s/subagents/workflows/w1/agent-b.jsonl";
        assert_eq!(told("projects", deep), some("p", "s", Subagent));
        assert_eq!(
            told("projects", "p/s/subagents/other.jsonl"),
            some("p", "s", Subagent)
        );
        assert_eq!(told("projects", "p/deep/er/s.jsonl"), some("p", "s", Main));
        assert_eq!(told("projects", "s.jsonl"), some("projects", "s", Main));
    }

    #[test]
    fn a_project_or_a_session_may_be_given() {
        use FileKind::{Main, Subagent};
        assert_eq!(told("p", "s.jsonl"), some("p", "s", Main));
        assert_eq!(
            told("p", "s/subagents/agent-1.jsonl"),
            some("p", "s", Subagent)
        );
        assert_eq!(
            told("s", "subagents/agent-1.jsonl"),
            some("s", "s", Subagent)
        );
    }

    #[test]
    fn what_is_no_log_is_not_counted() {
        for path in [
            "p/s/subagents/workflows/w/journal.jsonl",
            "p/history.jsonl",
            "p/x.json",
            ".jsonl",
        ] {
            assert_eq!(told("projects", path), None, "{path}");
        }
    }

    #[test]
    fn the_folder_above_projects_is_seen_through() {
        let of = |root: &str, paths: &[&str]| Layout::of(root, paths.iter().copied());
        let home = [".claude", "backup"];
        for root in home {
            assert_eq!(
                of(root, &["x.jsonl", "projects/p/s.jsonl"]),
                Layout::Projects
            );
        }
        assert_eq!(of("projects", &["p/s.jsonl"]), Layout::Here);
        assert_eq!(of("projects", &["projects/s.jsonl"]), Layout::Here);
        assert_eq!(of("x", &["projects/p/readme", "p/s.jsonl"]), Layout::Here);
        let layout = Layout::Projects;
        assert_eq!(
            layout.within(".claude", "projects/p/s.jsonl"),
            Some("p/s.jsonl")
        );
        assert_eq!(layout.within(".claude", "history.jsonl"), None);
    }

    #[test]
    fn project_folders_are_found_at_any_depth() {
        use FileKind::{Main, Subagent};
        let deep = "ws/g/local_a/.claude/projects/p/s.jsonl";
        let paths = ["ws/g/local_a/audit.jsonl", "projects/q/t.jsonl", deep];
        let layout = Layout::of("home", paths);
        assert_eq!(layout, Layout::Nested);
        let known = paths.map(|path| layout.within("home", path));
        assert_eq!(known, [None, None, Some(deep)]);
        assert_eq!(told("home", deep), some("ws/g/local_a/p", "s", Main));
        assert_eq!(label(deep), Some("ws/g/local_a"));
        let own = ".claude/projects/p/s/subagents/agent-1.jsonl";
        assert_eq!(told("home", own), some("p", "s", Subagent));
        assert_eq!((label(own), label("p/s.jsonl")), (Some(""), None));
        assert_eq!(
            told("home", "a/.claude/projects/s.jsonl"),
            some("a/projects", "s", Main)
        );
        let within = "a/.claude/projects/p/.claude/projects/q/s.jsonl";
        assert_eq!(
            told("home", within),
            some("a/.claude/projects/p/q", "s", Main)
        );
        // The end of a longer name, and a folder that holds no log.
        for path in ["old.claude/projects/p/s.jsonl", ".claude/projects/p/s.txt"] {
            assert_eq!(Layout::of("home", [path]), Layout::Here, "{path}");
        }
        let both = ["projects/p/s.jsonl", "old/.claude/projects/p/s.jsonl"];
        let layout = Layout::of(".claude", both);
        for root in [".claude", ".claude (2)"] {
            assert_eq!(both.map(|path| layout.within(root, path)), both.map(Some));
            assert_eq!(told(root, both[0]), some("p", "s", Main));
            assert_eq!(told(root, both[1]), some("old/p", "s", Main));
        }
        for layout in [Layout::Here, Layout::Projects, Layout::Nested] {
            assert_eq!(Layout::named(layout.name()), layout);
        }
    }

    #[test]
    fn heavy_folders_are_skipped_but_never_where_logs_are() {
        for path in ["a/node_modules", ".git", "work/x/target", "Library/Caches"] {
            assert!(skipped(path).is_some(), "{path}");
        }
        let found = skipped_above("work/app/node_modules/kit/x.jsonl");
        assert_eq!(found, Some(("work/app/node_modules", "installed packages")));
        assert_eq!(skipped_above("p/s.jsonl"), None);
        for path in [
            "target",
            "Caches",
            "Library",
            "-home-me-app/target",
            "projects/C--work/.git",
            "a/.claude/projects/p/node_modules",
        ] {
            assert_eq!(skipped(path), None, "{path}");
        }
    }
}
