use super::*;
use crate::question::Question;
use crate::scope::Scope;
use crate::tests::{World, said, user};
use sessionscope_accounts::report::Subagents;

const OWN: &str = "p/s.jsonl";
const AGENT: &str = "p/s/subagents/agent-a1.jsonl";

/// A session with two prompts. The second starts a subagent, which fails to write a file.
fn world() -> World {
    let call = |id: &str, tool: &str, input: &str| {
        format!(r#"{{"type":"tool_use","id":"{id}","name":"{tool}","input":{input}}}"#)
    };
    let result = |id: &str, failed: bool| {
        format!(
            r#"[{{"type":"tool_result","tool_use_id":"{id}","is_error":{failed},"content":"x"}}]"#
        )
    };
    let write = call("t1", "Write", r#"{"file_path":"/a"}"#);
    let task = call("t2", "Task", r#"{"prompt":"go"}"#);
    let read = call("t3", "Read", r#"{"file_path":"/b"}"#);
    let agent = call("t4", "Write", r#"{"file_path":"/b"}"#);
    let done = user("s", "r2", "00:05:00", &result("t2", false)).replacen(
        '{',
        r#"{"toolUseResult":{"agentId":"a1"},"#,
        1,
    );
    let own = [
        user("s", "p1", "00:00:00", r#""one""#),
        said("s", "m1", 1_000_000, "00:00:10", &write),
        user("s", "r1", "00:00:12", &result("t1", false)),
        user("s", "p2", "00:01:00", r#""two""#),
        said("s", "m2", 2_000_000, "00:01:20", &[task, read].join(",")),
        done,
        user("s", "r3", "00:05:01", &result("t3", false)),
    ];
    let side = |line: String| line.replacen('{', r#"{"isSidechain":true,"agentId":"a1","#, 1);
    let of_agent = [
        side(user("s", "p3", "00:02:00", r#""go""#)),
        side(said("s", "m3", 4_000_000, "00:03:00", &agent)),
        side(user("s", "r4", "00:03:30", &result("t4", true))),
    ];
    World::of(&[(OWN, &own), (AGENT, &of_agent)])
}

fn found<Q: Question<Answer = Lookup<T>>, T: Clone>(world: &World, question: &Q) -> T {
    world.ask(question, false).found().unwrap().clone()
}

fn survey(world: &World) -> SessionSurvey {
    world.survey("p/s", &[OWN, AGENT], 1)
}

#[test]
fn turns_hold_what_subagents_did_for_them() {
    let world = world();
    let ask = |subagents| {
        let of = survey(&world).into();
        found(&world, &TurnsQuestion { of, subagents })
    };
    let all = ask(Subagents::In);
    let costs: Vec<String> = all
        .turns
        .iter()
        .map(|turn| turn.part.cost.to_decimal())
        .collect();
    assert_eq!(costs, ["25", "150"]);
    assert_eq!(all.whole.cost.to_decimal(), "175");
    assert!(!all.has_outside);
    let prompts: Vec<Option<u32>> = all.turns.iter().map(|turn| turn.prompt).collect();
    assert_eq!(prompts, [Some(0), Some(1)]);
    let second = &all.turns[1];
    assert_eq!(second.by_agents.unwrap().to_decimal(), "100");
    assert_eq!((second.edits, second.part.tool_errors), (1, 1));
    assert_eq!(second.took_ms, Some(241_000));
    let threads = |begins: &[Option<u32>]| {
        let question = ThreadsQuestion {
            of: survey(&world).into(),
            begins: begins.to_vec(),
            subagents: Subagents::In,
        };
        let told = found(&world, &question).into_iter();
        let told = told.map(|of| {
            (
                of.thread,
                of.first_turn,
                of.turns,
                of.part.cost.to_decimal(),
            )
        });
        told.collect::<Vec<_>>()
    };
    let whole = (0, 0, 2, "175".to_owned());
    assert_eq!(threads(&[]), std::slice::from_ref(&whole));
    let (first, second_thread) = ((0, 0, 1, "25".to_owned()), (2, 1, 1, "150".to_owned()));
    assert_eq!(threads(&[Some(0), None, Some(1)]), [first, second_thread]);
    // The second one has no prompt among the turns.
    assert_eq!(threads(&[Some(0), Some(9)]), [whole]);
    let own = ask(Subagents::Out);
    assert_eq!(own.whole.cost.to_decimal(), "75");
    assert_eq!((own.turns[1].edits, own.turns[1].by_agents), (0, None));
}

#[test]
fn tools_share_the_cost_of_their_responses() {
    let world = world();
    let of = survey(&world).into();
    let subagents = Subagents::In;
    let answer = found(&world, &ToolsQuestion { of, subagents });
    let named = |name: &str| answer.tools.iter().find(|tool| tool.name == name).unwrap();
    let write = named("Write");
    assert_eq!((write.calls, write.failed), (2, 1));
    assert!((write.error_rate - 0.5).abs() < 1e-9);
    assert_eq!((write.median_ms, write.total_ms), (Some(30_000), 32_000));
    assert_eq!(write.part.cost.to_decimal(), "125");
    assert_eq!(named("Read").part.cost.to_decimal(), "25");
    assert_eq!((answer.calls, answer.failed), (4, 1));
    assert_eq!(answer.part.cost.to_decimal(), "175");
    assert_eq!(answer.no_tool, None);
}

#[test]
fn time_is_told_by_spans_and_lanes() {
    let world = world();
    let of = survey(&world).into();
    let subagents = Subagents::In;
    let answer = found(&world, &TimesQuestion { of, subagents });
    assert_eq!(answer.turns, 2);
    assert_eq!(answer.whole_ms, 301_000);
    assert_eq!(answer.worked_ms, 12_000 + 241_000);
    assert_eq!(answer.waited_ms, 48_000);
    assert_eq!(answer.model_ms, 30_000);
    let started = answer
        .spans
        .iter()
        .find(|span| span.name == "Task")
        .unwrap();
    assert_eq!(started.kind, SpanKind::Agent);
    assert_eq!(started.cost.unwrap().to_decimal(), "100");
    let failed = answer
        .spans
        .iter()
        .find(|span| span.kind == SpanKind::Failed);
    let at = failed.unwrap().at.clone().unwrap();
    assert_eq!((at.agent.as_deref(), at.place.file), (Some("a1"), 0));
    let lanes: Vec<(&LaneName, String)> = answer
        .lanes
        .iter()
        .map(|lane| (&lane.name, lane.part.cost.to_decimal()))
        .collect();
    let agent = LaneName::Agent(Some("a1".to_owned()));
    assert_eq!(
        lanes,
        [
            (&LaneName::Own, "75".to_owned()),
            (&agent, "100".to_owned())
        ]
    );
}

#[test]
fn touched_files_are_told_with_what_was_done_to_them() {
    let world = world();
    let ask = |subagents| {
        let of = survey(&world).into();
        found(&world, &TouchedQuestion { of, subagents })
    };
    let all = ask(Subagents::In);
    let sums: Vec<(&str, u64, u64)> = all
        .iter()
        .map(|file| (&*file.name, file.edits, file.reads))
        .collect();
    assert_eq!(sums, [("/b", 1, 1), ("/a", 1, 0)]);
    assert_eq!(all[0].calls[0].tool, "Read");
    assert!(all[0].calls[1].failed);
    let own = ask(Subagents::Out);
    assert_eq!((&*own[1].name, own[1].edits), ("/b", 0));
}

#[test]
fn the_context_is_that_of_each_response() {
    let world = world();
    let ask = |subagents| {
        let of = survey(&world).into();
        let scope = Scope {
            subagents,
            ..Scope::default()
        };
        found(&world, &ContextQuestion { of, scope })
    };
    let all = ask(Subagents::In);
    assert_eq!(all.given.len(), 3);
    assert!(all.own.is_some());
    assert!(ask(Subagents::Only).own.is_none());
}

#[test]
fn nothing_differs_while_names_are_hidden_but_names() {
    let world = world();
    let plain = survey(&world);
    let mut hidden = plain.clone();
    hidden.session = "Project 1/session-1".to_owned();
    for (_, path) in &mut hidden.files {
        *path = world.shown_path(path);
    }
    for start in &mut hidden.survey.starts {
        start.agent = world.shown_agent(&start.agent);
    }
    let subagents = Subagents::In;
    let turns = world.ask(
        &TurnsQuestion {
            of: hidden.clone().into(),
            subagents,
        },
        true,
    );
    let of = plain.into();
    assert_eq!(turns, world.ask(&TurnsQuestion { of, subagents }, false));
    let of = hidden.into();
    let times = world.ask(&TimesQuestion { of, subagents }, true);
    let lane = times.found().unwrap().lanes[1].name.clone();
    assert_eq!(lane, LaneName::Agent(Some(world.shown_agent("a1"))));
}

#[test]
fn what_counts_is_kept_while_the_accounts_are_closed() {
    let world = world();
    let of = survey(&world).into();
    let subagents = Subagents::In;
    let question = TurnsQuestion { of, subagents };
    let mut live = CountedLive::default();
    assert_eq!(
        world.ask_with(&question, &mut live, false),
        (Lookup::Pending, true)
    );
    let (open, _) = world.ask_with(&question, &mut live, true);
    assert!(open.found().is_some());
    assert_eq!(world.ask_with(&question, &mut live, false), (open, false));
}
