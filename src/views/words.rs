//! What jargon means, in one place, so that it means the same everywhere.

use sessionscope_engine::report::Sums;

use crate::parts::format;

/// Input tokens.
pub const INPUT: &str =
    "What was sent to the model and neither written to nor read from the prompt cache.";
/// Why a cost is only known to be at least so much; nothing where it is known.
pub fn at_least(sums: &Sums) -> Vec<String> {
    let told = |count: u64, one: &str, many: &str| {
        let verb = if count == 1 { one } else { many };
        (count > 0).then(|| format!("{} {verb}", format::count(count, "response")))
    };
    let partly = sums.unpriced_responses.saturating_sub(sums.without_price);
    let reasons = [
        told(
            sums.without_price,
            "is of a model without a price",
            "are of models without a price",
        ),
        told(
            partly,
            "needs a rate that is not known",
            "need a rate that is not known",
        ),
        told(
            sums.suspect_responses,
            "has more output than was logged",
            "have more output than was logged",
        ),
    ];
    reasons.into_iter().flatten().collect()
}

/// Output tokens.
pub const OUTPUT: &str = "What the model wrote: text, thinking and tool calls. As recorded; some versions of Claude Code recorded too little, see what stands beside it.";
/// Cache writes.
pub const CACHE_WRITE: &str = "Prompt stored for reuse. It costs 1.25 times plain input when kept for 5 minutes, twice when kept for an hour.";
/// Cache reads.
pub const CACHE_READ: &str =
    "Prompt that was taken from the cache, at a tenth of the price of plain input or so.";
/// Cost.
pub const COST: &str = "What the tokens cost at Anthropic's list prices. With a subscription you pay a flat fee instead.";
/// Subagents.
pub const SUBAGENTS: &str =
    "Helpers that a session started. Their tokens count for the session that started them.";
/// Responses.
pub const RESPONSES: &str = "Answers of the model that are billed, each counted once, however often its record is repeated.";
/// Messages of the user.
pub const MESSAGES_USER: &str =
    "All that was sent in your name: prompts, commands and their output, notifications.";
/// Prompts.
pub const PROMPTS: &str = "Messages that a person wrote.";
/// Malformed.
pub const MALFORMED: &str = "Lines that are not one JSON object. Health lists each with its place.";
/// Blocks.
pub const BLOCK: &str = "An estimate of the windows in which usage limits are counted: from the full hour (UTC) of the first response, five hours long.";
/// Sessions with the same messages.
pub const RELATED: &str = "A session that was resumed or forked may begin with a copy of another one’s messages. They are the same messages, and count once: where they were written first.";
/// Cache efficiency.
pub const CACHE_RATE: &str = "The part of all prompt tokens that came from the cache.";
/// Cache savings.
pub const CACHE_SAVED: &str = "What cache reads would have cost more as plain input. What writing to the cache cost extra stands beside it.";
/// Suspect output.
pub const SUSPECT: &str = "Responses whose recorded output is 8 tokens or fewer although they hold more than 200 visible characters. Claude Code 2.1.0 to 2.1.59 often wrote a placeholder. The estimate goes by what is visible and is in no total.";
/// Turns.
pub const TURNS: &str = "A turn is a prompt and what follows until the next. What a subagent did belongs to the turn whose call started it. Outside of all turns is what came before the first prompt, and what subagents did that no call names, such as those that sum the context up.";
/// Why a thread begins.
pub const THREADS: &str = "A thread is a run of turns about one thing. Where one begins is judged from pauses, words, files, tools and what Claude Code noted, so it can be wrong; the words after its number are those that tell it from the others.";
/// What a message costs.
pub const MESSAGE_COST: &str = "What the response that begins here cost, with all that was billed inside it. What all messages of a session and of its subagents cost adds up to what the session costs.";
/// A message that counts in another log.
pub const COUNTED_ELSEWHERE: &str = "The same response stands in several logs and counts once: where it was written first. Here it costs nothing.";
/// A message that is repeated.
pub const COUNTED_ABOVE: &str =
    "The same response stands further up, where it counts. Here it costs nothing.";
/// What tools cost.
pub const COST_OF_TOOLS: &str = "What each response cost, shared equally among the tool calls that it made. Responses without a call stand in a row of their own, so that all rows add up to what the session cost.";
/// What no tool cost.
pub const NO_TOOL_CALL: &str = "Responses that called no tool.";
