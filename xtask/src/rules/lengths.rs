//! How long functions and files may be.
//!
//! Clippy counts the lines of functions too, but not those of components, whose attribute rewrites them.

use anyhow::Result;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

use super::Source;

/// Most lines of code of a function's body.
const FUNCTION_LINES: usize = 60;
/// Most lines of a Rust file, without its tests.
const FILE_LINES: usize = 400;
/// Most lines of a style sheet.
const STYLE_LINES: usize = 600;

/// Each function and file that is too long, and its lines.
///
/// # Errors
/// The text is no Rust.
pub fn breaches(source: &Source) -> Result<Vec<(String, usize)>> {
    let path = &source.path;
    if path.starts_with("style/") {
        let lines = source.text.lines().count();
        return Ok(too_long(path.clone(), lines, STYLE_LINES)
            .into_iter()
            .collect());
    }
    if path.ends_with("tests.rs") {
        return Ok(Vec::new());
    }
    let file = syn::parse_file(&source.text)?;
    let mut lengths = Lengths {
        lines: source.text.lines().collect(),
        functions: Vec::new(),
        test_lines: 0,
    };
    lengths.visit_file(&file);
    let of_file = source.text.lines().count() - lengths.test_lines;
    let functions = lengths.functions.into_iter();
    let functions = functions
        .filter_map(|(name, lines)| too_long(format!("{path} fn {name}"), lines, FUNCTION_LINES));
    let mut breaches: Vec<_> = functions.collect();
    breaches.extend(too_long(path.clone(), of_file, FILE_LINES));
    Ok(breaches)
}

fn too_long(name: String, lines: usize, most: usize) -> Option<(String, usize)> {
    (lines > most).then_some((name, lines))
}

struct Lengths<'a> {
    lines: Vec<&'a str>,
    functions: Vec<(String, usize)>,
    /// Lines of modules of tests.
    test_lines: usize,
}

impl Lengths<'_> {
    fn function(&mut self, name: &syn::Ident, body: &syn::Block) {
        let span = body.span();
        let inside = self
            .lines
            .get(span.start().line..span.end().line.saturating_sub(1));
        let code = inside.unwrap_or_default().iter().filter(|line| {
            let line = line.trim_start();
            !line.is_empty() && !line.starts_with("//")
        });
        self.functions.push((name.to_string(), code.count()));
    }
}

impl<'ast> Visit<'ast> for Lengths<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if is_test(&module.attrs) {
            let span = module.span();
            self.test_lines += span.end().line - span.start().line + 1;
        } else {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.function(&function.sig.ident, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.function(&function.sig.ident, &function.block);
        visit::visit_impl_item_fn(self, function);
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && matches!(&attribute.meta, syn::Meta::List(list) if list.tokens.to_string() == "test")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: String) -> Vec<(String, usize)> {
        let path = "src/a.rs".to_owned();
        breaches(&Source { path, text }).unwrap()
    }

    #[test]
    fn code_counts_and_comments_do_not() {
        let code = "    call();\n".repeat(61);
        let comments = "    // a reason\n\n".repeat(61);
        let long = format!("#[component]\npub fn View() -> impl IntoView {{\n{code}}}\n");
        assert_eq!(told(long), [("src/a.rs fn View".to_owned(), 61)]);
        assert!(told(format!("fn short() {{\n{comments}}}\n")).is_empty());
    }

    #[test]
    fn tests_of_a_file_do_not_count() {
        let lines = "const A: u8 = 1;\n".repeat(399);
        let tests = "#[cfg(test)]\nmod tests {\n    fn a() {}\n}\n";
        assert!(told(format!("{lines}{tests}")).is_empty());
        assert_eq!(told(lines.repeat(2)), [("src/a.rs".to_owned(), 798)]);
    }
}
