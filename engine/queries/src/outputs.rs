//! What tools gave out that was too large for a log, and lies in files beside it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sessionscope_log::place::{Layout, RootId, output_of, output_path};

use crate::basis::Basis;
use crate::question::Question;

/// The outputs in a folder, as a listing found them.
#[derive(Clone, Copy, Debug)]
pub struct FolderOutputs<'a> {
    /// The folder.
    pub root: RootId,
    /// Its own name.
    pub name: &'a str,
    /// Where in it the project folders are.
    pub layout: Layout,
    /// Paths of outputs, below the folder itself.
    pub paths: &'a BTreeSet<String>,
}

/// Which outputs lie beside these logs, or beside any log?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputsQuestion {
    /// Folder and path of each log; `None` asks for all.
    pub logs: Option<Vec<(RootId, String)>>,
}

/// An output.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFile {
    /// Its folder.
    pub root: RootId,
    /// The path of its log below the project folders.
    pub log: String,
    /// Its path below the folder beside the log that holds outputs.
    pub name: String,
}

impl Question for OutputsQuestion {
    type Answer = Vec<OutputFile>;
    type Live = ();

    fn answer(&self, (): &mut (), basis: &mut Basis<'_>) -> Self::Answer {
        match &self.logs {
            None => basis.outputs.iter().flat_map(all).collect(),
            Some(logs) => {
                let of = |(root, log): &(RootId, String)| {
                    let folder = basis.outputs.iter().find(|folder| folder.root == *root);
                    folder.map_or_else(Vec::new, |folder| beside(folder, log))
                };
                logs.iter().flat_map(of).collect()
            }
        }
    }
}

fn all<'a>(folder: &'a FolderOutputs<'a>) -> impl Iterator<Item = OutputFile> + 'a {
    folder.paths.iter().filter_map(|path| {
        let (log, name) = output_of(folder.layout.within(folder.name, path)?)?;
        Some(OutputFile {
            root: folder.root,
            log,
            name: name.to_owned(),
        })
    })
}

fn beside(folder: &FolderOutputs<'_>, log: &str) -> Vec<OutputFile> {
    let Some(above) = output_path(log, "") else {
        return Vec::new();
    };
    let above = [folder.layout.prefix(), &above].concat();
    let inside = folder.paths.range(above.clone()..);
    let names = inside.map_while(|path| path.strip_prefix(&above));
    let files = names.map(|name| OutputFile {
        root: folder.root,
        log: log.to_owned(),
        name: name.to_owned(),
    });
    files.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sessionscope_accounts::ledger::Revision;
    use sessionscope_accounts::report::DailyRollup;

    #[test]
    fn outputs_are_found_beside_their_logs() {
        let paths = [
            "projects/p/s.jsonl",
            "projects/p/s/tool-results/a.txt",
            "projects/p/t/tool-results/b.txt",
        ];
        let paths = paths.map(str::to_owned).into();
        let revision = Revision::default();
        let mut rollup = DailyRollup::default();
        let mut basis = Basis::new(&revision, &mut rollup);
        basis.outputs.push(FolderOutputs {
            root: RootId(1),
            name: "claude",
            layout: Layout::Projects,
            paths: &paths,
        });
        let mut names = |logs| {
            let files = OutputsQuestion { logs }.answer(&mut (), &mut basis);
            files
                .into_iter()
                .map(|file| (file.log, file.name))
                .collect::<Vec<_>>()
        };
        let (a, b) = (("p/s.jsonl", "a.txt"), ("p/t.jsonl", "b.txt"));
        let text = |(log, name): (&str, &str)| (log.to_owned(), name.to_owned());
        assert_eq!(names(None), [text(a), text(b)]);
        let one = vec![(RootId(1), "p/t.jsonl".to_owned())];
        assert_eq!(names(Some(one)), [text(b)]);
        assert_eq!(names(Some(vec![(RootId(2), "p/t.jsonl".to_owned())])), []);
    }
}
