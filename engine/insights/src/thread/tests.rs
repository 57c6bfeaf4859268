#![allow(clippy::float_cmp, reason = "these are exact")]

use proptest::prelude::*;

use super::boundary::Reason;
use super::*;
use crate::drawing::{log, read, session};

/// The titles of a drawing's threads.
fn titles(drawing: &str) -> Vec<String> {
    let threads = threads(&session(drawing)).threads;
    threads.into_iter().map(|thread| thread.title).collect()
}

const TWO: &str = "
    10:00 u The lamp in src/lamp.rs flickers when the sensor is read. Find out why.
    10:01 t Read src/lamp.rs
    10:02 r fn lamp() { sensor.read(); sensor.read(); }
    10:03 a The sensor is read twice for each lamp, so the lamp flickers.
    10:04 u Then read the sensor once per lamp
    10:05 t Edit src/lamp.rs
    10:06 r lamp.rs was changed
    10:07 a The lamp reads its sensor once now.
    10:09 u Another task: write docs/harbour.md with a table of all boats, their berths and owners.
    10:10 t Write docs/harbour.md
    10:11 r harbour.md was written
    10:12 a The table of boats names every berth and owner.
    10:13 u Sort the boats by berth
    10:14 t Edit docs/harbour.md
    10:15 r harbour.md was changed
    10:16 a The boats are sorted by berth.
";

#[test]
fn a_new_task_begins_a_thread_without_any_pause() {
    let found = threads(&session(TWO));
    assert_eq!(found.threads.len(), 2);
    let second = &found.threads[1];
    assert!(second.title.starts_with("Another task"));
    let reasons: Vec<_> = second
        .boundary
        .reasons
        .iter()
        .map(|because| &because.reason)
        .collect();
    assert!(matches!(reasons[0], Reason::Topic { .. }), "{reasons:?}");
    assert!(reasons.contains(&&Reason::Said));
    assert!(
        reasons
            .iter()
            .any(|reason| matches!(reason, Reason::Files { .. }))
    );
    assert!(second.boundary.confidence > 0.5 && second.boundary.confidence <= 1.0);
}

#[test]
fn facts_of_threads_are_told() {
    let found = threads(&session(TWO));
    let first = &found.threads[0];
    assert_eq!(
        (first.messages, first.turns, first.calls, first.files),
        (8, 2, 2, 1)
    );
    assert_eq!(
        (first.first_message.as_str(), first.last_message.as_str()),
        ("m0", "m7")
    );
    assert_eq!(first.duration_ms, 7 * 60_000);
    assert_eq!(
        first.end_ms.unwrap() - first.start_ms.unwrap(),
        first.duration_ms
    );
    assert_eq!(
        first.tools,
        [("Read".to_owned(), 1), ("Edit".to_owned(), 1)]
    );
    assert_eq!(first.depth, 2);
    assert_eq!(first.boundary.reasons[0].reason, Reason::First);
    assert!(
        ["reads", "read", "sensor", "flickers", "lamp"].contains(&first.topic.primary.as_str()),
        "{:?}",
        first.topic
    );
    let words: Vec<_> = found.threads[1]
        .topic
        .keywords
        .iter()
        .map(|(word, _)| word.as_str())
        .collect();
    assert!(
        words.contains(&"boats") && !words.contains(&"lamp"),
        "{words:?}"
    );
    assert_eq!(found.mean_messages, 8.0);
    assert_eq!(found.mean_duration_ms, 7.0 * 60_000.0);
    assert!(found.coherence.unwrap() > 0.1);
}

#[test]
fn threads_are_found_in_other_languages() {
    let chinese = titles(
        "
        10:00 u 登录页面的验证码总是显示失败，请检查验证码的生成逻辑
        10:01 a 验证码的生成逻辑没有问题，登录页面的缓存导致验证码失败。
        10:02 u 那就清除登录页面的验证码缓存
        10:03 a 已经清除验证码缓存，登录页面恢复正常。
        10:05 u 接下来给天气预报添加温度曲线图，横轴是小时，纵轴是温度
        10:06 a 天气预报的温度曲线图画好了，横轴按小时显示。
        10:07 u 温度曲线图的颜色改成蓝色
        10:08 a 曲线图的颜色现在是蓝色。
    ",
    );
    assert_eq!(chinese.len(), 2, "{chinese:?}");
    assert!(chinese[1].starts_with("接下来"));
    let russian = titles(
        "
        10:00 u Тесты разбора конфигурации падают, посмотри разбор конфигурации
        10:01 a Разбор конфигурации падает на пустых строках, тесты это проверяют.
        10:02 u Исправь разбор пустых строк в конфигурации
        10:03 a Исправил разбор конфигурации, тесты проходят.
        10:05 u Теперь давай нарисуем график продаж по месяцам с легендой справа
        10:06 a График продаж по месяцам готов, легенда стоит справа.
        10:07 u Перенеси легенду графика вниз
        10:08 a Легенда графика теперь внизу.
    ",
    );
    assert_eq!(russian.len(), 2, "{russian:?}");
    assert!(russian[1].starts_with("Теперь"));
}

#[test]
fn threads_are_found_without_words_of_switching() {
    let japanese = titles(
        "
        10:00 u ログイン画面のパスワード検証が失敗する原因を調べてください
        10:01 a パスワード検証の正規表現が間違っているため、ログイン画面で失敗します。
        10:02 u パスワード検証の正規表現を直してください
        10:03 a ログイン画面のパスワード検証を直しました。
        10:05 u 売上グラフを月ごとの棒グラフにして、凡例を右側に表示したい
        10:06 a 売上グラフを月ごとの棒グラフにし、凡例を右側に置きました。
        10:07 u 棒グラフの凡例は下に表示して
        10:08 a 凡例を棒グラフの下に移しました。
    ",
    );
    assert_eq!(japanese.len(), 2, "{japanese:?}");
    assert!(japanese[1].starts_with("売上"));
    let korean = titles(
        "
        10:00 u 로그인 화면에서 비밀번호 검증이 실패하는 원인을 찾아 주세요
        10:01 a 비밀번호 검증 정규식이 잘못되어 로그인 화면에서 실패합니다.
        10:02 u 비밀번호 검증 정규식을 고쳐 주세요
        10:03 a 로그인 화면의 비밀번호 검증을 고쳤습니다.
        10:05 u 매출 그래프를 월별 막대 그래프로 바꾸고 범례를 오른쪽에 표시해 주세요
        10:06 a 매출 그래프를 월별 막대 그래프로 바꾸고 범례를 오른쪽에 두었습니다.
        10:07 u 막대 그래프의 범례는 아래에 표시해 주세요
        10:08 a 범례를 막대 그래프 아래로 옮겼습니다.
    ",
    );
    assert_eq!(korean.len(), 2, "{korean:?}");
    assert!(korean[1].starts_with("매출"));
}

#[test]
fn going_on_begins_nothing() {
    let found = titles(
        "
        10:00 u The lamp flickers when the sensor is read
        10:01 a The sensor is read twice.
        10:02 u ok, go on
        10:03 a The lamp reads the sensor once now.
        10:04 u 继续
        10:05 a The sensor of the lamp is tested too.
        10:06 u да, продолжай
        10:07 a The tests of the lamp and the sensor pass.
    ",
    );
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_cleared_conversation_begins_a_thread() {
    let found = threads(&session(
        "
        10:00 u The lamp flickers when the sensor is read
        10:01 a The sensor is read twice.
        10:02 a The lamp is fixed.
        10:03 c /clear
        10:04 u The lamp flickers again when the sensor is read
        10:05 a The sensor is read twice again.
        10:06 a The lamp is fixed again.
    ",
    ));
    assert_eq!(found.threads.len(), 2);
    assert_eq!(found.threads[1].boundary.reasons[0].reason, Reason::Cleared);
    assert_eq!(found.threads[1].first_message, "m3");
}

#[test]
fn a_session_without_messages_has_no_threads() {
    let found = threads(&Session::default());
    assert!(found.threads.is_empty() && found.coherence.is_none());
}

#[test]
fn titles_are_short() {
    let found = titles(&format!("10:00 u {}", "лампа ".repeat(60)));
    assert_eq!(found[0].chars().count(), 100);
}

proptest! {
    #[test]
    fn threads_of_a_grown_session_are_those_of_the_whole(cut in 0_usize..16) {
        let bytes = log(TWO);
        let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
        let first: Vec<u8> = lines[..cut].concat();
        let mut grown = Session::default();
        let mut reader = sessionscope_log::reader::RecordReader::default();
        reader.push(&first, &mut grown);
        threads(&grown);
        reader.push(&lines[cut..].concat(), &mut grown);
        reader.finish(&mut grown);
        let mut whole = Session::default();
        read(&bytes, &mut whole);
        prop_assert_eq!(threads(&grown), threads(&whole));
        prop_assert_eq!(grown, whole);
    }

    #[test]
    fn threads_cover_a_session_and_do_not_overlap(lines in proptest::collection::vec("1?[0-9]:[0-5][0-9] (u|a|n|r|t Read|c|stop|compact|sum) (lamp|boat|/clear|/exit|新任务|lib/a\\.rs|hi){1,3}", 0..12)) {
        let session = session(&lines.join("\n"));
        let found = threads(&session);
        let count: u64 = found.threads.iter().map(|thread| thread.messages).sum();
        prop_assert_eq!(count, session.messages().len() as u64);
        let uuids: Vec<&str> = session.messages().iter().map(|message| &*message.uuid).collect();
        let mut at = 0;
        for thread in &found.threads {
            prop_assert_eq!(thread.first_message.as_str(), uuids[at]);
            at += usize::try_from(thread.messages).unwrap();
            prop_assert_eq!(thread.last_message.as_str(), uuids[at - 1]);
            prop_assert!((0.0..=1.0).contains(&thread.confidence));
            prop_assert!((0.0..=1.0).contains(&thread.boundary.confidence));
            prop_assert!((0.0..=1.0).contains(&thread.topic.confidence));
            prop_assert!(thread.duration_ms >= 0);
            prop_assert!(!thread.boundary.reasons.is_empty());
        }
        prop_assert!(found.coherence.is_none_or(|coherence| (0.0..=1.0 + 1e-9).contains(&coherence)));
    }
}
