//! `cargo xtask serve`: the built folder, served the way a plain static host would.
//!
//! No special headers: what works here works on any host. Only this machine can connect.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context as _, Result, anyhow, ensure};
use lexopt::prelude::{Long, ValueExt as _};
use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use crate::env::Env;
use crate::{dist, mime, setup};

/// The port of `cargo xtask serve` when none is given.
const PORT: u16 = 8080;

/// Requests answered at the same time; a browser opens six connections to a host.
const THREADS: usize = 6;

/// What to serve, and where.
struct Options {
    port: u16,
    folder: PathBuf,
    /// The path under which the folder appears, with a slash at both ends.
    base: String,
}

/// Runs `cargo xtask serve`, until it is interrupted.
///
/// # Errors
/// The build fails, or the port is taken.
pub fn command(mut arguments: lexopt::Parser) -> Result<()> {
    let mut env = Env::new()?;
    let mut build = dist::Options {
        out: env.path("dist"),
        is_dev: false,
    };
    let (mut port, mut base, mut is_built) = (PORT, "/".to_owned(), false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => port = arguments.value()?.parse()?,
            Long("dir") => {
                build.out = std::path::absolute(arguments.value()?)?;
                is_built = true;
            }
            Long("base") => base = normal_base(&arguments.value()?.string()?),
            Long("no-build") => is_built = true,
            Long("dev") => build.is_dev = true,
            other if crate::is_help(&other) => return Ok(()),
            other => return Err(other.unexpected().into()),
        }
    }
    if !is_built {
        setup::for_build(&mut env)?;
        dist::build(&env, &build)?;
    }
    let folder = build.out;
    serve(&Options { port, folder, base })
}

fn serve(options: &Options) -> Result<()> {
    ensure!(
        options.folder.join("index.html").is_file(),
        "there is no index.html to serve in {}",
        options.folder.display()
    );
    let server = Server::http(("127.0.0.1", options.port))
        .map_err(|error| anyhow!("cannot listen on port {}: {error}", options.port))?;
    let address = server.server_addr().to_ip().context("no address")?;
    println!("Sessionscope is at http://{address}{}", options.base);
    println!("Press Ctrl+C to stop.");
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for request in server.incoming_requests() {
                    // The browser went away: nobody is left to be told.
                    let _ = answer(request, options);
                }
            });
        }
    });
    Ok(())
}

fn answer(request: Request, options: &Options) -> Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return Ok(request.respond(Response::empty(405))?);
    }
    match find(&options.folder, &options.base, request.url()) {
        Found::File(file) => send(request, &file, 200),
        Found::Folder(address) => {
            let location = header("Location", &address)?;
            Ok(request.respond(Response::empty(301).with_header(location))?)
        }
        Found::Nothing => {
            let page = options.folder.join("404.html");
            if page.is_file() {
                return send(request, &page, 404);
            }
            Ok(request.respond(Response::from_string("Not found").with_status_code(404))?)
        }
    }
}

fn send(request: Request, file: &Path, status: u16) -> Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let kind = header("Content-Type", mime::content_type(&name))?;
    let length = usize::try_from(fs::metadata(file)?.len())?;
    let response = Response::from_file(File::open(file)?)
        // Chunks would be sent above a threshold; hosts send files with their length.
        .with_chunked_threshold(length + 1)
        .with_status_code(StatusCode(status))
        .with_header(kind);
    Ok(request.respond(response)?)
}

fn header(name: &str, value: &str) -> Result<Header> {
    Header::from_bytes(name, value).map_err(|()| anyhow!("not a header: {name}"))
}

/// What lies at an address.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    File(PathBuf),
    /// A folder asked for without its slash, and its address with it.
    Folder(String),
    Nothing,
}

fn find(folder: &Path, base: &str, url: &str) -> Found {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    if format!("{path}/") == base {
        return Found::Folder(base.to_owned());
    }
    let Some(relative) = path.strip_prefix(base).and_then(decode) else {
        return Found::Nothing;
    };
    let Some(mut file) = inside(folder, &relative) else {
        return Found::Nothing;
    };
    if file.is_dir() {
        if !path.ends_with('/') {
            return Found::Folder(format!("{path}/"));
        }
        file.push("index.html");
    }
    if file.is_file() {
        Found::File(file)
    } else {
        Found::Nothing
    }
}

/// The path in the folder, `None` for one that would leave it.
fn inside(folder: &Path, relative: &str) -> Option<PathBuf> {
    let mut path = folder.to_path_buf();
    for part in relative.split('/') {
        let is_plain = part != ".." && !part.contains(['\\', ':', '\0']);
        if !is_plain {
            return None;
        }
        path.push(part);
    }
    Some(path)
}

/// Undoes percent encoding, `None` where it is broken or not UTF-8.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if first == b'%' {
            let (digits, after) = after.split_at_checked(2)?;
            let digits = std::str::from_utf8(digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = after;
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

/// The base with a slash at both ends.
fn normal_base(base: &str) -> String {
    match base.trim_matches('/') {
        "" => "/".to_owned(),
        inner => format!("/{inner}/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// This crate's own folder stands in for a site.
    fn here(base: &str, url: &str) -> Found {
        find(Path::new(env!("CARGO_MANIFEST_DIR")), base, url)
    }

    fn is_file(found: &Found, end: &str) -> bool {
        matches!(found, Found::File(path) if path.ends_with(end))
    }

    #[test]
    fn files_are_found_with_query_and_escapes() {
        assert!(is_file(&here("/", "/Cargo.toml?v=1"), "Cargo.toml"));
        assert!(is_file(&here("/", "/src/ma%69n.rs"), "src/main.rs"));
        assert_eq!(here("/", "/src"), Found::Folder("/src/".to_owned()));
        assert_eq!(here("/", "/src/"), Found::Nothing);
    }

    #[test]
    fn nothing_outside_is_found() {
        for url in [
            "/../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/src/..%2f..",
            "/%zz",
            "/%",
        ] {
            assert_eq!(here("/", url), Found::Nothing, "{url}");
        }
    }

    #[test]
    fn a_base_is_needed_and_taken_off() {
        assert!(is_file(&here("/sub/", "/sub/Cargo.toml"), "Cargo.toml"));
        assert_eq!(here("/sub/", "/Cargo.toml"), Found::Nothing);
        assert_eq!(here("/sub/", "/sub"), Found::Folder("/sub/".to_owned()));
        assert_eq!(normal_base("sub"), "/sub/");
        assert_eq!(normal_base("/"), "/");
    }
}
