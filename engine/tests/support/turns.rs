//! What the turns of sessions cost, beside all other figures.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use sessionscope_engine::accounts::{Accounts, Parts, Start};
use sessionscope_engine::answers::answers;
use sessionscope_engine::ledger::Ledger;
use sessionscope_engine::report::Subagents;
use sessionscope_engine::transcript::index::Indexer;

/// The answers of all files of a folder, and by session `cost_of_turns` and `cost_outside_turns`.
pub fn answers_of(folder: &Path) -> std::io::Result<Value> {
    let (accounts, ledger) = super::accounts_of(folder)?;
    let starts = starts_of(folder, &ledger)?;
    let mut told = answers(&ledger.clone().canonical());
    for (session, _) in (0_u32..).zip(&ledger.sessions) {
        let starts = starts.get(&session).map_or(&[][..], Vec::as_slice);
        let (turns, outside) = turns_of(&accounts, &ledger, session, starts);
        let cost = |parts: &Parts| parts.sum(Subagents::In).cost.to_decimal();
        let costs: Vec<String> = turns.iter().map(cost).collect();
        let sessions = told.get_mut("by_session").and_then(Value::as_object_mut);
        if let Some(of) = sessions.and_then(|all| all.get_mut(&ledger.session_key(session)))
            && let Some(of) = of.as_object_mut()
        {
            of.insert("cost_of_turns".to_owned(), json!(costs));
            of.insert("cost_outside_turns".to_owned(), json!(cost(&outside)));
        }
    }
    Ok(told)
}

/// The figures of a session's turns, and what is outside of them.
pub fn turns_of(
    accounts: &Accounts,
    ledger: &Ledger,
    session: u32,
    starts: &[Start],
) -> (Vec<Parts>, Parts) {
    let turns = accounts.turns(ledger, session, starts);
    turns.figures(&accounts.account(ledger, session))
}

/// The calls that started subagents, by session.
pub fn starts_of(folder: &Path, ledger: &Ledger) -> std::io::Result<BTreeMap<u32, Vec<Start>>> {
    let rows = (0_u32..).zip(&ledger.files);
    let rows: BTreeMap<&str, u32> = rows.map(|(row, file)| (file.path.as_str(), row)).collect();
    let mut starts: BTreeMap<u32, Vec<Start>> = BTreeMap::new();
    super::each_file(folder, |path, bytes| {
        let row = rows.get(path).copied();
        let file = row.and_then(|row| ledger.files.get(row as usize));
        let (Some(file), Some(session)) = (row, file.and_then(|file| file.session)) else {
            return;
        };
        let mut indexer = Indexer::default();
        indexer.push(bytes);
        let index = indexer.finish();
        let told = index.starts().map(|(agent, _, line)| Start {
            agent: agent.to_owned(),
            file,
            line,
        });
        starts.entry(session).or_default().extend(told);
    })?;
    Ok(starts)
}
