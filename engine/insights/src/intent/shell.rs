//! Lines that were typed for a shell: `git status`, `npm run build`, `/compact`.

/// Programs that are run by name and are no words of a sentence at its start.
const PROGRAMS: &str = "adb aider ansible apt apt-get awk aws az bash brew bun bundle bunx cargo cat cd chmod chown \
    claude clear cls cmake code composer conda cp curl deno df dig docker docker-compose dotnet du \
    echo emacs env exit export fastlane ffmpeg find firebase flutter gcc gcloud gem gh git go \
    gradle grep head helm heroku hostname htop ifconfig ip java jq kill kubectl lerna less ln ls \
    make mix mkdir mv mvn mysql nano nc netlify nix node nohup npm npx nslookup nx opencode openssl \
    pacman php pip pip3 pkill pnpm podman poetry printenv ps psql pwd pyenv pytest python python3 \
    rails rake redis-cli rg rm rsync ruby rustc rustup scp screen sed service sh source sqlite3 ssh \
    sudo swift systemctl tail tar terraform tmux top touch tree tsc uname unzip uptime uv uvx \
    vercel vi vim wget which whoami winget wrangler xcodebuild yarn yum zsh";
/// Programs that take no word behind them.
const ALONE: &str = "clear cls exit htop ls pwd top whoami uptime hostname ifconfig env printenv";
/// Words of sentences, which no line for a shell has.
const SENTENCE: &str = "the a an is are was were me my our your it this that these and or but to into for with of in \
    not does doesn't fails failed please i we you how what why when works still should so if then \
    has have all again from on seems now says shows prints returns crashes hangs gives needs takes \
    complains exits collects";

fn has(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|listed| listed == word)
}

/// Whether a line is for a shell, or a slash command of the program.
pub(super) fn is_shell(line: &str) -> bool {
    let line = line.trim_start_matches(['$', '!', '%']).trim();
    is_slash(line) || is_program(line)
}

/// `/compact`, `/model name`: a slash, a short name, and no further slash in it.
fn is_slash(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    first.strip_prefix('/').is_some_and(|name| {
        !name.is_empty()
            && name.len() <= 40
            && name
                .chars()
                .all(|char| char.is_ascii_alphanumeric() || "-_:".contains(char))
    })
}

fn is_program(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or_default();
    let named = has(PROGRAMS, first) || first.starts_with("./");
    let count = line.split_whitespace().count();
    let quoted = line.contains(['"', '\'']);
    named
        && (!line.ends_with(['?', '.', '!', ':']) || line.ends_with(" .") || line.ends_with(" .."))
        && (count > 1 || has(ALONE, first) || first.starts_with("./"))
        && (quoted || !words.any(|word| has(SENTENCE, &word.to_lowercase()) || !word.is_ascii()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_for_a_shell() {
        for (line, shell) in [
            ("git status", true),
            ("npm run build", true),
            ("$ ls -l", true),
            ("pwd", true),
            ("/compact", true),
            ("/src/main.rs is wrong", false),
            ("./run.sh --fast", true),
            ("git push it to the fork", false),
            ("node is missing", false),
            ("make the button red", false),
            ("Build it", false),
        ] {
            assert_eq!(is_shell(line), shell, "{line}");
        }
    }
}
