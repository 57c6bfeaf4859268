//! English: words and phrases. The grammar that uses them is in `intent/english.rs`.

use super::Lexicon;

pub(super) static LEXICON: Lexicon = Lexicon {
    joined: false,
    common: &[
        "the", "a", "an", "is", "are", "to", "of", "and", "in", "it", "this", "that", "for", "on", "with", "you", "i", "we", "not",
        "be", "do", "can", "what", "how", "why", "please", "if", "from", "as", "but", "my", "have", "add", "fix", "should", "now", "all", "no", "me",
    ],
    leads: &[],
    agree: &[
        "yes", "yep", "yeah", "yup", "yea", "ye", "y", "yes please", "yes do it", "yes and yes", "ok", "okay", "k", "kk", "okey", "sure", "sure thing", "of course", "alright", "fine", "right", "correct", "exactly", "agreed", "agree", "i agree", "absolutely", "definitely", "indeed", "true", "roger", "affirmative",
        "continue", "go", "go on", "go ahead", "go for it", "carry on", "keep going", "keep on", "proceed", "resume", "next", "move on", "onwards", "continue working", "continue please", "please continue", "please proceed", "please go ahead", "please go on", "let's continue", "let's continue please", "let's go", "let's proceed", "let's move on",
        "let's do it", "let's do this", "let's do that", "do it", "do that", "do so", "do this", "do them all", "make it so", "please do", "please do so", "yes go", "yes go ahead", "sounds good", "sounds great", "sounds right", "sounds fine", "that sounds good", "that works", "that's fine", "that's right", "that's correct", "that's ok", "it's ok", "it's fine",
        "works for me", "fine by me", "all good", "good to go", "approved", "i approve", "accept", "confirmed", "confirm", "deal", "ship it", "done", "ready", "i'm ready", "start", "begin", "you may proceed", "you can proceed", "you can continue", "you can start", "you can go ahead", "as you suggested", "as you wish", "up to you", "your call", "whatever you think", "you decide",
        "keep working", "finish it", "go go go", "let's start", "let's begin", "pick up where you left off", "continue where you left off", "continue from where you left off", "got it", "i see", "understood", "makes sense", "fair enough", "never mind", "nevermind", "all of the above", "carry on please", "try now", "again", "same", "yes of course", "yes sure", "ok go", "ok do it", "yeah do it", "yeah go ahead", "ok continue",
    ],
    refuse: &["no", "nope", "nah", "no thanks", "no thank you", "not yet", "not now", "stop", "cancel", "abort", "n", "never", "don't", "wait", "hold on"],
    greet: &["hello", "hi", "hey", "hello there", "hi there", "hey there", "yo", "good morning", "good afternoon", "good evening", "good night", "howdy", "greetings", "test", "testing", "test test", "test prompt", "test message", "this is a test", "ping", "hello world", "sup", "hey claude", "hi claude", "hello claude", "bye", "goodbye", "hmm", "hm", "hmmm", "um", "uh", "lol", "haha", "just testing", "are you there", "you there", "anyone there"],
    thank: &["thanks", "thank you", "thx", "ty", "cheers", "thanks a lot", "thank you so much", "thank you very much", "many thanks", "much appreciated", "thanks again", "thanks so much", "thanks for your help", "thanks for the help", "thank u", "thanks claude"],
    choose: &["option*", "the first*", "the second*", "the third*", "the fourth*", "the last one*", "the latter*", "the former*", "first one*", "second one*", "third one*", "last one", "both", "both please", "both of them", "neither", "none", "none of them", "either", "all", "all of them", "all three", "all four", "any", "the other*", "the same one", "this one", "that one"],
    explore: &[],
    can_you: &[],
    please: &[],
    want: &[],
    lets: &[],
    should: &[],
    explain: &[],
    question: &[],
    correct: &[],
    restrict: &[],
    fact: &[],
    forbid: &[],
    command: &[],
    fault: &[],
    displease: DISPLEASURE,
    praise: PRAISE,
    urgent: &[
        "urgent", "urgently", "urgency", "asap", "immediately", "emergency", "critical outage", "production is down", "prod is down", "site is down", "server is down", "production outage", "deadline", "due today", "due tomorrow", "by tonight", "by end of day", "by eod", "eod", "before the meeting", "in an hour", "in 10 minutes", "in an hour", "within the hour", "today at", "releases today", "goes live today", "is on fire", "at 5pm", "hotfix now",
    ],
    pressing: &[
        "quick", "quickly", "right now", "right away", "hurry", "hurry up", "real quick", "fast please", "as fast as possible", "as soon as possible", "as quickly as possible", "are waiting", "is waiting", "is blocked", "are blocked", "blocked on this", "blocking", "i'm blocked", "time is short", "running out of time", "for the last time", "how many times", "once again", "soon", "at once", "come on", "finally work*",
    ],
    repair: &[],
    elsewhere: &[],
};

/// Phrases that think aloud or weigh alternatives, anywhere in a clause.
pub(in crate::intent) static EXPLORATIONS: &[&str] = &[
    "what if", "what do you think", "what you think", "your thoughts", "any thoughts", "thoughts on", "^thoughts", "your opinion", "your take", "your view", "what's your recommendation", "any recommendations", "any suggestions", "do you recommend", "would you recommend", "would you suggest", "do you suggest", "do you think", "don't you think", "you think we", "would it make sense", "does it make sense to", "would make sense", "might make sense", "makes more sense", "make more sense",
    "pros and cons", "trade-offs", "tradeoffs", "trade offs", "trade-off", "advantages and disadvantages", "what are the options", "what are our options", "what are my options", "what options", "which options", "what alternatives", "are there alternatives", "any alternatives", "any better way", "is there a better way", "a better approach", "better alternatives", "what are the alternatives", "what are some ways",
    "i'm wondering", "i am wondering", "i wonder", "wondering if", "wondering whether", "i'm thinking", "i am thinking", "i was thinking", "been thinking", "thinking about", "thinking of", "thinking out loud", "thinking aloud", "let's discuss", "let's brainstorm", "let's think", "let's talk", "let's explore options", "let's weigh", "brainstorm", "discuss", "talk through", "not sure if", "not sure whether", "not sure which", "not sure what's better", "unsure whether", "unsure if", "undecided", "torn between", "on the fence",
    "is it worth", "would it be worth", "worth switching", "worth it", "be worth a", "could be worth", "might be worth", "overkill", "is this a good idea", "still a good idea", "a good idea to", "good idea or", "a bad idea", "would it be better", "would it be wise", "is it better to", "is it wise", "better to use", "or should we", "or should i", "or is it better", "or would it", "should i rather", "should we rather", "alternatively", "suppose", "supposing", "imagine if", "hypothetically", "let's say we", "i could either", "we could either", "could also", "how about", "what would be the best", "what's better", "which is better", "which one is better", "what would you do", "how would you approach", "how would you go about", "i suspect", "maybe we could", "perhaps we could", "would benefit", "long run", "food for thought", "curious whether", "what about using", "^or not", "what about having",
];

/// Phrases that correct or refine what was said, anywhere in a clause.
pub(in crate::intent) static CORRECTIONS: &[&str] = &[
    "i mean", "i meant", "i was talking", "i was asking", "i was referring", "i'm referring", "i'm talking about", "i am talking about", "i was mistaken", "my mistake", "my bad", "what i mean", "what i meant", "that's what i meant", "i'm trying to achieve", "i'm trying to say", "trying to achieve", "to be clear", "to clarify", "clarification", "you misunderstood", "misunderstood", "not the", "^not", "^instead", "^rather", "^except", "^unless", "by that i", "i said", "as i said", "like i said", "i asked for", "i asked about", "correction",
    "^only", "^just the", "^just for", "^without", "^also for", "^and also for", "^same for", "^same with", "^same goes", "^both in", "^for all of", "^for now", "^as long as", "^also in", "^also on", "^including", "^excluding", "^but only", "^but not", "^no need", "no need to", "you don't need to", "you don't have to", "must not", "mustn't", "should not", "shouldn't",
];

/// Phrases that report a fault, anywhere in a clause.
pub(in crate::intent) static FAULTS: &[&str] = &[
    "doesn't", "does not", "didn't", "did not", "isn't", "is not", "aren't", "are not", "wasn't", "won't", "can't", "couldn't", "haven't", "hasn't", "wouldn't", "not working", "not work", "no longer", "nothing happens", "nothing happened", "nothing changed", "nothing shows", "no effect", "no change", "no output", "no response", "don't see", "do not see", "not seeing", "don't work", "don't get",
    "fail", "fails", "failed", "failing", "failure", "failures", "broken", "breaks", "broke", "breaking", "crash*", "error", "errors", "erroring", "errored", "exception", "exceptions", "bug", "bugs", "buggy", "wrong", "wrongly", "incorrect", "incorrectly", "missing", "stuck", "hangs", "hanging", "hung", "freezes", "frozen", "slow", "slower", "slowed", "regression", "issue", "issues", "problem", "problems", "flicker*", "flaky", "lags", "laggy", "glitch*",
    "empty", "blank", "duplicate", "duplicated", "duplicates", "lacks", "omits", "outdated", "stale", "unexpected", "unexpectedly", "weird", "strange", "odd", "inconsistent", "leaks", "leaking", "timeout", "timeouts", "times out", "timed out", "undefined", "404", "403", "401", "500", "502", "503", "conflict", "conflicts", "unreadable", "truncated", "cut off", "overlaps", "overlapping", "misaligned", "ignored", "ignores", "disappeared", "disappears", "vanished", "lost", "rejected", "denied", "unauthorized", "forbidden", "crept up", "too long", "too big", "too small", "too many", "never", "red", "mess", "messed", "unable to", "refuses", "closes when", "invalid", "corrupt", "corrupted", "warning", "warnings", "violation", "vulnerab*", "redundant", "dead", "stops", "stopped", "skips", "skipped", "out of sync", "off by one", "instead of", "keeps", "keep getting", "unhandled", "unfiltered", "hard-coded", "hardcoded", "not part of", "misleading", "confusing", "unclear", "unused", "incomplete", "malformed", "mismatch", "gone",
];

/// Phrases of a bad judgement, anywhere in a clause.
static DISPLEASURE: &[&str] = &[
    "still not", "still doesn't", "still broken", "still failing", "still fails", "still wrong", "still getting", "still get", "still see", "still seeing", "still have", "still an", "still the same", "still some", "still no", "still isn't", "still don't", "still can't", "still won't", "still shows", "still there", "still happening", "same error", "same problem", "same issue", "wrong again", "broken again", "fails again", "failed again", "crashes again", "empty again", "not what i asked", "not what i wanted", "not what i meant", "isn't what i", "that's wrong", "this is wrong", "that is wrong", "that's not right", "that's not it", "not right", "not correct", "not good", "no good", "not great", "not good enough", "not helpful", "i don't like", "don't quite like", "don't like", "do not like", "not happy", "dislike", "i hate", "hate it", "hate this", "made it worse", "worse", "worst", "terrible", "horrible", "awful", "ugly", "useless", "garbage", "crap", "shit", "wtf", "damn", "damned", "fuck", "fucking", "stupid", "ridiculous", "disappointing", "disappointed", "annoying", "annoyed", "frustrating", "frustrated", "nonsense", "sloppy", "you broke", "you deleted", "you removed", "you messed", "you ignored", "you forgot", "you keep", "you're being", "you being", "you made a mess", "you always", "you never", "why did you", "why are you still", "why do you keep", "how many times", "i told you", "i only asked", "didn't ask", "bad", "poor", "unacceptable", "makes no sense", "wasted", "waste of", "again and again", "nothing works", "sucks", "lazy", "hallucinat*",
];

/// Phrases of a good judgement, anywhere in a clause.
pub(in crate::intent) static PRAISE: &[&str] = &[
    "great", "nice", "nicely", "perfect", "perfectly", "awesome", "excellent", "amazing", "fantastic", "brilliant", "wonderful", "superb", "beautiful", "beautifully", "love", "lovely", "well done", "good job", "great job", "nice work", "good work", "great work", "excellent work", "looks good", "look good", "looking good", "looks great", "looks nice", "looks right", "looks fine", "looks better", "seems fine", "seems good", "very good", "really good", "pretty good", "so good", "much better", "way better", "a lot better", "cleaner", "i like", "very much like", "really like", "works now", "it works", "works great", "works well", "works fine", "works perfectly", "now works", "working now", "is working", "that worked", "it worked", "worked", "works", "fixed it", "that fixed", "that did it", "exactly what i", "exactly right", "that's it", "that is it", "spot on", "lgtm", "good catch", "good point", "good stuff", "impressive", "impressed", "kudos", "congrats", "cool", "neat", "sweet", "yay", "hooray", "wow", "happy with", "not bad", "passes now", "all green", "tests pass", "all pass", "good enough", "solid", "helpful", "elegant", "you rock", "the best", "so much nicer", "magnificent", "outstanding", "stellar", "bravo", "nailed it",
];

/// Verbs that order work when a clause begins with them, sorted.
pub(in crate::intent) static VERBS: &[&str] = &[
    "abort", "accept", "access", "achieve", "act", "activate", "adapt", "add", "address", "adjust", "adopt", "advance", "align", "allow", "alter", "amend", "analyse", "analyze", "annotate", "answer", "append", "apply", "approve", "archive", "arrange", "ask", "assemble", "assess", "assign", "assume", "attach", "attempt", "audit", "augment", "automate", "avoid", "await",
    "backport", "backup", "bake", "balance", "base", "batch", "be", "begin", "benchmark", "bisect", "block", "bootstrap", "break", "bring", "browse", "build", "bump", "bundle", "bypass", "cache", "calculate", "call", "cancel", "capture", "carry", "catch", "center", "centralize", "centre", "change", "check", "checkout", "cherry-pick", "choose", "clarify", "classify", "clean", "cleanup", "clear", "clone", "close", "code", "collapse", "collect", "combine", "come", "comment", "commit", "compact", "compare", "compile", "complete", "compress", "compute", "concatenate", "condense", "conduct", "configure", "confirm", "connect", "consider", "consolidate", "construct", "consult", "containerize", "continue", "convert", "copy", "correct", "count", "cover", "craft", "create", "cut",
    "deactivate", "debug", "decide", "declare", "decouple", "decrease", "dedupe", "deduplicate", "default", "define", "delegate", "delete", "deploy", "deprecate", "derive", "design", "destroy", "detect", "determine", "develop", "diagnose", "diff", "dig", "disable", "discard", "disconnect", "dispatch", "display", "ditch", "dive", "divide", "do", "dockerize", "document", "double", "double-check", "doublecheck", "download", "draft", "draw", "drop", "dump", "duplicate",
    "edit", "elaborate", "eliminate", "embed", "emit", "enable", "encapsulate", "encode", "encrypt", "end", "enforce", "enhance", "enlarge", "enrich", "ensure", "enter", "enumerate", "erase", "escape", "establish", "estimate", "evaluate", "examine", "exclude", "execute", "exit", "expand", "experiment", "explore", "export", "expose", "extend", "extract",
    "factor", "fetch", "figure", "file", "fill", "filter", "finalise", "finalize", "find", "finish", "fix", "flag", "flatten", "flesh", "flip", "flush", "focus", "fold", "follow", "force", "forget", "fork", "format", "formulate", "gather", "generalize", "generate", "get", "git", "give", "go", "grab", "grant", "grep", "group", "guard", "guide", "halt", "hand", "handle", "hardcode", "harden", "have", "help", "hide", "highlight", "hook", "host",
    "identify", "ignore", "implement", "import", "improve", "include", "incorporate", "increase", "indent", "index", "ingest", "inherit", "initialise", "initialize", "inject", "inline", "insert", "inspect", "install", "instrument", "integrate", "introduce", "invert", "investigate", "invoke", "isolate", "issue", "iterate", "join", "justify", "keep", "kill",
    "label", "launch", "leave", "leverage", "lift", "limit", "link", "lint", "list", "load", "localize", "locate", "lock", "log", "login", "logout", "look", "lookup", "loop", "lower", "maintain", "make", "manage", "map", "mark", "match", "maximize", "measure", "merge", "migrate", "minify", "minimize", "mirror", "mock", "modernize", "modify", "monitor", "mount", "move", "multiply", "mute",
    "name", "narrow", "navigate", "nest", "normalise", "normalize", "note", "notify", "obfuscate", "offer", "omit", "open", "optimise", "optimize", "order", "organise", "organize", "outline", "output", "override", "overwrite",
    "pack", "package", "paginate", "paint", "parallelize", "parametrize", "parse", "paste", "patch", "pause", "perform", "persist", "pick", "pin", "ping", "pipe", "place", "plan", "play", "plot", "point", "polish", "poll", "pop", "populate", "port", "post", "prefer", "prefix", "prepare", "prepend", "present", "preserve", "press", "pretend", "prevent", "preview", "print", "prioritise", "prioritize", "process", "produce", "profile", "prompt", "propose", "protect", "prototype", "prove", "provide", "provision", "prune", "publish", "pull", "purge", "push", "put",
    "query", "queue", "quit", "quote", "raise", "re-add", "re-check", "re-enable", "re-read", "re-run", "re-test", "reach", "read", "rearrange", "rebase", "rebuild", "recalculate", "recheck", "recommend", "reconsider", "reconstruct", "record", "recover", "recreate", "redeploy", "redesign", "redirect", "redo", "reduce", "refactor", "refer", "refine", "reformat", "refresh", "regenerate", "register", "reimplement", "reinstall", "reject", "relabel", "release", "reload", "relocate", "remember", "remove", "rename", "render", "renumber", "reopen", "reorder", "reorganize", "repair", "repeat", "rephrase", "replace", "reply", "report", "reproduce", "request", "require", "rerun", "rescan", "research", "reset", "resize", "resolve", "respond", "restart", "restore", "restrict", "restructure", "resubmit", "resume", "retest", "rethink", "retrieve", "retry", "return", "reuse", "reverse", "revert", "review", "revise", "revisit", "rewire", "rework", "rewrite", "roll", "rollback", "rotate", "round", "route", "run",
    "sanitize", "save", "say", "scaffold", "scale", "scan", "schedule", "scrap", "scrape", "scroll", "search", "seed", "select", "send", "separate", "serialize", "serve", "set", "setup", "ship", "shorten", "show", "shrink", "shuffle", "shut", "shutdown", "sign", "simplify", "simulate", "skip", "sleep", "slim", "snapshot", "solve", "sort", "source", "spawn", "specify", "speed", "spin", "split", "squash", "stage", "standardize", "start", "stash", "state", "stick", "stop", "store", "stream", "streamline", "strengthen", "stress-test", "stretch", "strip", "structure", "study", "style", "stub", "subclass", "submit", "subscribe", "substitute", "subtract", "suggest", "summarise", "summarize", "support", "suppress", "surface", "survey", "suspend", "swap", "switch", "sync", "synchronize", "synthesize",
    "tackle", "tag", "tail", "take", "target", "teach", "tell", "terminate", "test", "think", "throw", "tidy", "tie", "tighten", "time", "toggle", "touch", "trace", "track", "train", "transfer", "transform", "translate", "transpose", "traverse", "treat", "trigger", "trim", "troubleshoot", "truncate", "try", "tune", "turn", "tweak", "type", "unblock", "uncomment", "undo", "unify", "uninstall", "unite", "unlink", "unlock", "unpack", "unpin", "unset", "unstage", "unwrap", "unzip", "update", "upgrade", "upload", "use", "utilize",
    "validate", "vendor", "verify", "version", "view", "visit", "visualize", "wait", "walk", "warn", "watch", "websearch", "weigh", "whitelist", "widen", "wipe", "wire", "work", "wrap", "write", "yank", "zip", "zoom",
];

/// Verbs that are nouns as well, so that a clause may begin with them and order nothing, sorted.
pub(in crate::intent) static AMBIGUOUS: &[&str] = &[
    "access", "address", "answer", "archive", "audit", "backup", "balance", "base", "batch", "block", "break", "build", "bundle", "cache", "call", "cancel", "center", "change", "check", "code", "comment", "commit", "copy", "count", "cover", "default", "design", "diff", "display", "document", "download", "draft", "dump", "duplicate", "end", "escape", "exit", "export", "factor", "file", "filter", "fix", "flag", "focus", "force", "fork", "format", "git", "group", "guard", "guide", "hand", "handle", "help", "highlight", "hook", "host", "import", "index", "issue", "label", "launch", "leverage", "limit", "link", "lint", "list", "load", "lock", "log", "login", "logout", "look", "loop", "map", "mark", "match", "measure", "merge", "mirror", "mock", "monitor", "move", "name", "note", "offer", "order", "outline", "output", "package", "patch", "pause", "pin", "pipe", "place", "plan", "play", "plot", "point", "poll", "port", "post", "prefix", "present", "press", "preview", "print", "process", "profile", "prompt", "prototype", "pull", "push", "query", "queue", "quote", "record", "release", "render", "report", "request", "research", "reset", "return", "review", "roll", "rollback", "round", "route", "run", "scale", "scan", "schedule", "search", "seed", "separate", "set", "setup", "shutdown", "sign", "snapshot", "sort", "source", "split", "stage", "start", "state", "stop", "store", "stream", "structure", "study", "style", "stub", "support", "surface", "survey", "switch", "sync", "tag", "tail", "target", "test", "time", "toggle", "touch", "trace", "track", "transfer", "trigger", "type", "update", "upgrade", "upload", "use", "vendor", "version", "view", "visit", "watch", "work", "wrap", "zip", "zoom",
];

/// Nouns of things that are made; a phrase around one, without a verb, names work.
pub(in crate::intent) static WORK_NOUNS: &[&str] = &[
    "alias", "animation", "api", "app", "architecture", "badge", "banner", "benchmark", "benchmarks", "button", "changelog", "chart", "cli", "class", "command", "comment", "comments", "component", "config", "dashboard", "diagram", "dockerfile", "docs", "docstring", "docstrings", "documentation", "dropdown", "endpoint", "endpoints", "example", "examples", "feature", "fixture", "flag", "footer", "form", "function", "header", "helper", "hook", "icon", "implementation", "integration", "landing", "layout", "linter", "list", "logo", "menu", "message", "method", "middleware", "migration", "migrations", "mock", "mockup", "mode", "modal", "module", "navbar", "overview", "page", "pagination", "parser", "plan", "plugin", "poem", "pr", "prototype", "query", "readme", "refactor", "refactoring", "regex", "release", "report", "review", "route", "schema", "screen", "script", "shortcut", "sidebar", "skeleton", "snippet", "spec", "spinner", "story", "summary", "support", "table", "template", "test", "tests", "tool", "tooltip", "tutorial", "type", "types", "ui", "unit", "validation", "version", "website", "widget", "workflow", "wrapper",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_hold_nothing_twice() {
        for list in [VERBS, AMBIGUOUS, WORK_NOUNS] {
            let wrong: Vec<_> = list.windows(2).filter(|pair| pair[0] >= pair[1]).collect();
            assert!(wrong.is_empty(), "{wrong:?}");
        }
    }

    #[test]
    fn what_may_be_a_noun_is_a_verb() {
        let wrong: Vec<_> = AMBIGUOUS.iter().filter(|word| VERBS.binary_search(word).is_err()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
