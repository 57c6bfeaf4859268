//! What projects and sessions are called.

use sessionscope_accounts::ledger::Ledger;

/// A project by the end of its real path where that is known, else by its key.
pub fn project_label(ledger: &Ledger, project: u32) -> String {
    let row = ledger.projects.get(project as usize);
    match row.and_then(|row| row.cwd.as_deref()) {
        Some(cwd) => short_path(cwd),
        None => ledger.project_key(project),
    }
}

/// The whole path of a project where that is known, else its key.
pub fn project_path(ledger: &Ledger, project: u32) -> String {
    let row = ledger.projects.get(project as usize);
    row.and_then(|row| row.cwd.clone())
        .unwrap_or_else(|| ledger.project_key(project))
}

/// A session by its title, else by its first prompt, else by its id.
pub fn session_label(ledger: &Ledger, session: u32) -> String {
    let Some(row) = ledger.sessions.get(session as usize) else {
        return String::new();
    };
    let told = row.title.as_deref().or(row.first_prompt.as_deref());
    told.map_or_else(|| row.name.clone(), one_line)
}

/// The last two parts of a path: enough to know a project by.
pub fn short_path(path: &str) -> String {
    let is_break = |letter: char| letter == '/' || letter == '\\';
    let parts: Vec<&str> = path
        .split(is_break)
        .filter(|part| !part.is_empty())
        .collect();
    match parts.as_slice() {
        [] => path.to_owned(),
        [one] => (*one).to_owned(),
        [.., folder, name] => format!("{folder}/{name}"),
    }
}

/// A text without line ends or runs of blanks.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_known_by_their_end() {
        assert_eq!(short_path("/home/ada/work/engine"), "work/engine");
        assert_eq!(short_path("C:\\Users\\ada\\engine"), "ada/engine");
        assert_eq!(short_path("/engine"), "engine");
        assert_eq!(short_path("/"), "/");
        assert_eq!(one_line("a\n  b\tc "), "a b c");
    }
}
