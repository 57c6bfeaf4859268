//! The little of the wasm binary format that putting functions in order and weighing them needs: where their
//! bodies are, what they are called, and a name section of our own.

use anyhow::{Context as _, Result, bail};

/// `\0asm` and the version.
const HEAD_BYTES: usize = 8;
const CUSTOM: u8 = 0;
const IMPORT: u8 = 2;
const CODE: u8 = 10;
/// Subsection of the name section that names functions.
const FUNCTION_NAMES: u8 = 1;

/// The functions of a module.
pub struct Functions<'a> {
    /// How many are imported; they come first in the numbering.
    pub imported: usize,
    /// The bytes of each function of the module itself, in the order of their numbers.
    pub bodies: Vec<&'a [u8]>,
}

/// Finds the functions of a module.
///
/// # Errors
/// It is no module.
pub fn functions(module: &[u8]) -> Result<Functions<'_>> {
    let mut functions = Functions {
        imported: 0,
        bodies: Vec::new(),
    };
    let mut sections = Reader(
        module
            .get(HEAD_BYTES..)
            .context("a wasm module has a head")?,
    );
    while !sections.0.is_empty() {
        let kind = sections.byte()?;
        let mut section = Reader(sections.counted()?);
        match kind {
            IMPORT => functions.imported = imported(&mut section)?,
            CODE => {
                let count = section.number()?;
                functions.bodies = (0..count)
                    .map(|_| section.counted())
                    .collect::<Result<_>>()?;
            }
            _ => {}
        }
    }
    Ok(functions)
}

fn imported(section: &mut Reader<'_>) -> Result<usize> {
    let mut functions = 0;
    for _ in 0..section.number()? {
        section.counted()?;
        section.counted()?;
        match section.byte()? {
            0 => {
                section.number()?;
                functions += 1;
            }
            1 => {
                section.byte()?;
                section.limits()?;
            }
            2 => section.limits()?,
            3 => {
                section.byte()?;
                section.byte()?;
            }
            other => bail!("an import of the unknown kind {other}"),
        }
    }
    Ok(functions)
}

/// What the functions of a module are called, by their numbers, imported ones included. Empty without a name
/// section.
///
/// # Errors
/// It is no module.
pub fn names(module: &[u8]) -> Result<Vec<(usize, String)>> {
    let mut sections = Reader(
        module
            .get(HEAD_BYTES..)
            .context("a wasm module has a head")?,
    );
    while !sections.0.is_empty() {
        let kind = sections.byte()?;
        let mut section = Reader(sections.counted()?);
        if kind == CUSTOM && section.counted()? == b"name" {
            return function_names(&mut section);
        }
    }
    Ok(Vec::new())
}

fn function_names(section: &mut Reader<'_>) -> Result<Vec<(usize, String)>> {
    while !section.0.is_empty() {
        let kind = section.byte()?;
        let mut map = Reader(section.counted()?);
        if kind == FUNCTION_NAMES {
            let count = map.number()?;
            let name = |map: &mut Reader<'_>| -> Result<(usize, String)> {
                let number = map.number()?;
                Ok((number, String::from_utf8_lossy(map.counted()?).into_owned()))
            };
            return (0..count).map(|_| name(&mut map)).collect();
        }
    }
    Ok(Vec::new())
}

/// The module without what the linker noted for those who take it apart.
///
/// # Errors
/// It is no module.
pub fn without_links(module: &[u8]) -> Result<Vec<u8>> {
    without(module, |name| {
        name == b"linking" || name.starts_with(b"reloc.")
    })
}

/// The module without the custom sections of some names.
fn without(module: &[u8], goes: fn(&[u8]) -> bool) -> Result<Vec<u8>> {
    let (head, rest) = module
        .split_at_checked(HEAD_BYTES)
        .context("a wasm module has a head")?;
    let mut output = head.to_vec();
    let mut sections = Reader(rest);
    while !sections.0.is_empty() {
        let kind = sections.byte()?;
        let section = sections.counted()?;
        if kind != CUSTOM || !goes(Reader(section).counted()?) {
            output.push(kind);
            counted(&mut output, section);
        }
    }
    Ok(output)
}

/// The module with a name section that names its own functions; one that it has goes.
///
/// # Errors
/// It is no module.
pub fn with_names(module: &[u8], imported: usize, names: &[String]) -> Result<Vec<u8>> {
    let mut output = without(module, |name| name == b"name")?;
    let mut map = Vec::new();
    number(&mut map, names.len());
    for (at, name) in names.iter().enumerate() {
        number(&mut map, imported + at);
        counted(&mut map, name.as_bytes());
    }
    let mut section = Vec::new();
    counted(&mut section, b"name");
    section.push(FUNCTION_NAMES);
    counted(&mut section, &map);
    output.push(CUSTOM);
    counted(&mut output, &section);
    Ok(output)
}

/// Writes a length and bytes.
fn counted(into: &mut Vec<u8>, bytes: &[u8]) {
    number(into, bytes.len());
    into.extend_from_slice(bytes);
}

/// Writes an unsigned LEB128.
fn number(into: &mut Vec<u8>, mut value: usize) {
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or_default();
        value >>= 7;
        if value == 0 {
            into.push(low);
            return;
        }
        into.push(low | 0x80);
    }
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8> {
        let (first, rest) = self.0.split_first().context("a wasm module ends early")?;
        self.0 = rest;
        Ok(*first)
    }

    /// An unsigned LEB128 of at most 32 bits.
    fn number(&mut self) -> Result<usize> {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        bail!("a number of a wasm module is too long")
    }

    /// A length and so many bytes.
    fn counted(&mut self) -> Result<&'a [u8]> {
        let count = self.number()?;
        let (taken, rest) = self
            .0
            .split_at_checked(count)
            .context("a wasm module ends early")?;
        self.0 = rest;
        Ok(taken)
    }

    /// The size of a table or memory.
    fn limits(&mut self) -> Result<()> {
        let has_maximum = self.byte()? & 1 == 1;
        self.number()?;
        if has_maximum {
            self.number()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Imports a function and a memory; two functions of its own.
    fn module() -> Vec<u8> {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend_from_slice(b"\x02\x0e\x02\x01m\x01f\0\0\x01m\x01g\x02\0\x01");
        module.extend_from_slice(b"\x0a\x08\x02\x02\0\x0b\x03\0\x01\x0b");
        module
    }

    #[test]
    fn bodies_are_found_behind_imports() {
        let module = module();
        let functions = functions(&module).unwrap();
        assert_eq!(functions.imported, 1);
        assert_eq!(functions.bodies, [&b"\0\x0b"[..], &b"\0\x01\x0b"[..]]);
    }

    #[test]
    fn names_are_replaced() {
        let names = ["b".to_owned(), "a".to_owned()];
        let once = with_names(&module(), 1, &names).unwrap();
        assert!(once.ends_with(b"\0\x0e\x04name\x01\x07\x02\x01\x01b\x02\x01a"));
        assert_eq!(with_names(&once, 1, &names).unwrap(), once);
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        let given = ["b".to_owned(), "a".to_owned()];
        let named = with_names(&module(), 1, &given).unwrap();
        let read = names(&named).unwrap();
        assert_eq!(read, [(1, "b".to_owned()), (2, "a".to_owned())]);
        assert!(names(&module()).unwrap().is_empty());
    }

    #[test]
    fn what_is_cut_off_is_an_error() {
        let module = module();
        for length in [0, 9, 12, module.len() - 1] {
            assert!(functions(&module[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn numbers_are_written_as_they_are_read() {
        for value in [0, 127, 128, 6500, 1 << 21] {
            let mut bytes = Vec::new();
            number(&mut bytes, value);
            assert_eq!(Reader(&bytes).number().unwrap(), value);
        }
    }
}
