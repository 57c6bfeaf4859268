//! What a file's path says: which project and session it belongs to, and whether it counts.

use serde::{Deserialize, Serialize};

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

/// The part of `paths` that is above the project folders: `projects/` where the folder given was
/// `~/.claude` (or any folder that holds a `projects` folder), else nothing.
///
/// Other things in `~/.claude`, such as `history.jsonl` and `todos`, are then no logs.
pub fn base<'a>(root_name: &str, paths: impl IntoIterator<Item = &'a str>) -> &'static str {
    let has_projects = paths.into_iter().any(|path| {
        path.strip_prefix("projects/")
            .is_some_and(|rest| rest.contains('/') && is_jsonl(rest))
    });
    if has_projects && root_name != "projects" {
        "projects/"
    } else {
        ""
    }
}

/// Where the file at `path` (relative to the folder `root_name`, parts joined by `/`) belongs.
///
/// `None` for what is never counted: other endings, `journal.jsonl`, `history.jsonl`. `path` is
/// without the [`base`]. The folder may be `projects`, one project or one session.
pub fn place(root_name: &str, path: &str) -> Option<Place> {
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let name = parts.pop()?;
    if !is_jsonl(name) || name == "journal.jsonl" || name == "history.jsonl" {
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

/// The id of the subagent whose file this is, as its name has it.
pub fn agent_of(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.strip_suffix(".jsonl").unwrap_or(name);
    stem.strip_prefix("agent-").unwrap_or(stem)
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
        assert_eq!(
            base(".claude", ["history.jsonl", "projects/p/s.jsonl"]),
            "projects/"
        );
        assert_eq!(base("projects", ["p/s.jsonl"]), "");
        assert_eq!(base("projects", ["projects/s.jsonl"]), "");
        assert_eq!(
            base("backup", ["projects/p/s.jsonl", "x.jsonl"]),
            "projects/"
        );
    }
}
