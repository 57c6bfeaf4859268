//! `cargo xtask serve`: the built folder, served the way a plain static host would.
//!
//! No special headers: what works here works on any host. Only this machine can connect.

use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    ACCEPT_ENCODING, ALLOW, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION,
};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use lexopt::prelude::{Long, ValueExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::env::Env;
use crate::{compress, dist, mime, setup};

/// The port of `cargo xtask serve` when none is given.
const PORT: u16 = 8080;

type Answer = Response<Full<Bytes>>;

/// What to serve, and where.
struct Options {
    port: u16,
    folder: PathBuf,
    /// The path under which the folder appears, with a slash at both ends.
    base: String,
    /// Sends the compressed copies to browsers that take them, as docs/hosting.md asks hosts to do.
    is_compressed: bool,
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
    let mut is_compressed = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => port = arguments.value()?.parse()?,
            Long("dir") => {
                build.out = std::path::absolute(arguments.value()?)?;
                is_built = true;
            }
            Long("base") => base = normal_base(&arguments.value()?.string()?),
            Long("compressed") => is_compressed = true,
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
    serve(Options {
        port,
        folder,
        base,
        is_compressed,
    })
}

fn serve(options: Options) -> Result<()> {
    ensure!(
        options.folder.join("index.html").is_file(),
        "there is no index.html to serve in {}",
        options.folder.display()
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    runtime.block_on(listen(Arc::new(options)))
}

async fn listen(options: Arc<Options>) -> Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", options.port))
        .await
        .with_context(|| format!("cannot listen on port {}", options.port))?;
    let address = listener.local_addr()?;
    println!("Sessionscope is at http://{address}{}", options.base);
    println!("Press Ctrl+C to stop.");
    loop {
        let (connection, _) = listener.accept().await?;
        tokio::spawn(converse(connection, Arc::clone(&options)));
    }
}

/// Answers one connection until the browser closes it.
async fn converse(connection: TcpStream, options: Arc<Options>) {
    let service = service_fn(move |request: Request<Incoming>| {
        let answer = answer(&request, &options);
        async move { Ok::<_, Infallible>(answer) }
    });
    let connection = http1::Builder::new().serve_connection(TokioIo::new(connection), service);
    // A browser that went away is nobody to be told, and no trouble of ours.
    let _ = connection.await;
}

fn answer<Body>(request: &Request<Body>, options: &Options) -> Answer {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return respond(
            StatusCode::METHOD_NOT_ALLOWED,
            (ALLOW, "GET, HEAD"),
            Vec::new(),
        );
    }
    let accepted = request.headers().get(ACCEPT_ENCODING);
    let accepted = accepted.and_then(|value| value.to_str().ok());
    let accepted = accepted.filter(|_| options.is_compressed).unwrap_or("");
    match find(&options.folder, &options.base, request.uri().path()) {
        Found::File(file) => send(&file, accepted, StatusCode::OK),
        Found::Folder(address) => respond(
            StatusCode::MOVED_PERMANENTLY,
            (LOCATION, &address),
            Vec::new(),
        ),
        Found::Nothing => {
            let file = options.folder.join("404.html");
            send(&file, accepted, StatusCode::NOT_FOUND)
        }
    }
}

fn send(file: &Path, accepted: &str, status: StatusCode) -> Answer {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    if let Some((coding, bytes)) = coded(file, accepted) {
        let mut answer = respond(status, (CONTENT_TYPE, mime::content_type(&name)), bytes);
        let coding = HeaderValue::from_static(coding);
        answer.headers_mut().insert(CONTENT_ENCODING, coding);
        return answer;
    }
    match fs::read(file) {
        Ok(bytes) => respond(status, (CONTENT_TYPE, mime::content_type(&name)), bytes),
        Err(_) => respond(
            StatusCode::NOT_FOUND,
            (CONTENT_TYPE, "text/plain"),
            b"Not found".into(),
        ),
    }
}

/// The first compressed copy of a file of which the browser says that it takes it.
fn coded(file: &Path, accepted: &str) -> Option<(&'static str, Vec<u8>)> {
    let takes = |coding: &str| accepted.split(',').any(|one| one.trim() == coding);
    compress::CODINGS
        .into_iter()
        .filter(|(coding, _)| takes(coding))
        .find_map(|(coding, extension)| {
            let mut copy = file.as_os_str().to_owned();
            copy.push(format!(".{extension}"));
            Some((coding, fs::read(copy).ok()?))
        })
}

fn respond(status: StatusCode, (name, value): (HeaderName, &str), body: Vec<u8>) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(body)));
    *answer.status_mut() = status;
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
    answer
}

/// What lies at an address.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    File(PathBuf),
    /// A folder asked for without its slash, and its address with it.
    Folder(String),
    Nothing,
}

fn find(folder: &Path, base: &str, path: &str) -> Found {
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
    fn files_are_found_by_escaped_names() {
        assert!(is_file(&here("/", "/Cargo.toml"), "Cargo.toml"));
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
    fn a_copy_is_sent_only_where_it_is_taken() {
        let folder = std::env::temp_dir().join(format!("xtask-coded-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("a.js");
        fs::write(folder.join("a.js.br"), "b").unwrap();
        fs::write(folder.join("a.js.gz"), "g").unwrap();
        let coding = |accepted| coded(&file, accepted).map(|(coding, _)| coding);
        assert_eq!(coding("gzip, deflate, br, zstd"), Some("br"));
        assert_eq!(coding("gzip, deflate"), Some("gzip"));
        assert_eq!(coding("br;q=0"), None);
        assert_eq!(coding(""), None);
        fs::remove_file(folder.join("a.js.br")).unwrap();
        assert_eq!(coding("gzip, br"), Some("gzip"));
        fs::remove_dir_all(&folder).unwrap();
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
