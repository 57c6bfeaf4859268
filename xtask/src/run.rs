//! Starts programs and says in one sentence what went wrong.

use std::io::{BufRead as _, BufReader};
use std::process::{ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// Runs a program to its end; its output is shown as it comes.
///
/// # Errors
/// It cannot be started, or ends with a failure.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start `{}`", line(command)))?;
    check(command, status)
}

/// Runs a program and returns what it printed; nothing is shown.
///
/// # Errors
/// It cannot be started, or ends with a failure (whose last words are part of the error).
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("cannot start `{}`", line(command)))?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed: {}", line(command), words.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program, shows its output as it comes and keeps it too.
///
/// # Errors
/// It cannot be started. How it ended is for the caller to judge.
pub fn tee(command: &mut Command) -> Result<(ExitStatus, String)> {
    tee_within(command, Duration::MAX)
}

/// [`tee`] that ends a program which prints its last line and then never ends, or never prints.
///
/// # Errors
/// It cannot be started, or was not done within `limit`: then it was ended, and what it printed
/// has been shown.
pub fn tee_within(command: &mut Command, limit: Duration) -> Result<(ExitStatus, String)> {
    let started = Instant::now();
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`", line(command)))?;
    let lines = lines_of(child.stdout.take());
    let mut text = String::new();
    loop {
        match lines.recv_timeout(limit.saturating_sub(started.elapsed())) {
            Ok(line) => {
                println!("{line}");
                text.push_str(&line);
                text.push('\n');
            }
            Err(RecvTimeoutError::Disconnected) => return Ok((child.wait()?, text)),
            Err(RecvTimeoutError::Timeout) => {
                child.kill()?;
                child.wait()?;
                let seconds = limit.as_secs();
                bail!("`{}` did not end within {seconds} s", line(command));
            }
        }
    }
}

/// The lines of a program's output as they come; ends where the output ends.
fn lines_of(output: Option<ChildStdout>) -> Receiver<String> {
    let (sender, receiver) = channel();
    let Some(output) = output else {
        return receiver;
    };
    std::thread::spawn(move || {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

/// True if the program can be started and ends well; nothing is shown.
pub fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// The command as it would be typed.
pub fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}

fn check(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    match status.code() {
        Some(code) => bail!("`{}` failed with exit code {code}", line(command)),
        None => bail!("`{}` was ended by a signal", line(command)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn what_a_program_prints_is_kept() {
        let (status, text) = tee(&mut shell("echo one; echo two; exit 3")).unwrap();
        assert_eq!((status.code(), text.as_str()), (Some(3), "one\ntwo\n"));
    }

    #[test]
    fn a_program_that_does_not_end_is_ended() {
        let limit = Duration::from_millis(50);
        let error = tee_within(&mut shell("echo one; exec sleep 600"), limit).unwrap_err();
        assert!(error.to_string().contains("did not end"), "{error}");
    }
}
