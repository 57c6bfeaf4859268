//! What of a linked program refers to what, by the relocations that the linker leaves when told to
//! (`--emit-relocs`): the only record of which numbers in code and data are addresses.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use anyhow::{Context as _, Result, bail, ensure};
use wasmparser::{
    DataKind, KnownCustom, LinkingSectionReader, Operator, Parser, Payload, RelocSectionReader,
    RelocationType, SymbolInfo,
};

use super::Needed;

/// References of a program, before anything was bound to it.
#[derive(Debug, Default)]
pub struct Links {
    /// What the code of each function refers to, by the function's name, calls left out.
    pub functions: HashMap<String, Vec<Needed>>,
    /// What the functions are called.
    pub names: HashSet<String>,
    /// The parts of the data that are referred to.
    pub data: Vec<Datum>,
    /// What is referred to by data that is no part of these.
    pub loose: Vec<Needed>,
    /// The bytes of the data segments, by their addresses.
    pub memory: BTreeMap<u64, Vec<u8>>,
}

/// A part of the data: one symbol, or several that overlap.
#[derive(Debug, Default)]
pub struct Datum {
    /// Its addresses.
    pub range: Range<u64>,
    /// What its bytes refer to.
    pub needs: Vec<Needed>,
}

/// The sections that matter, as they stand in the file.
#[derive(Default)]
struct Sections<'a> {
    /// Where each section's content begins, by number.
    starts: Vec<usize>,
    code: u32,
    data: u32,
    imported: u32,
    bodies: Vec<Range<usize>>,
    segments: Vec<Segment<'a>>,
    relocations: Vec<RelocSectionReader<'a>>,
    symbols: Vec<SymbolInfo<'a>>,
}

struct Segment<'a> {
    address: u64,
    /// Where its bytes begin in the file.
    place: usize,
    bytes: &'a [u8],
}

impl Links {
    /// Reads them from what the linker wrote.
    ///
    /// # Errors
    /// It is no module, or was linked without relocations.
    pub fn read(linked: &[u8]) -> Result<Self> {
        let sections = Sections::read(linked)?;
        ensure!(
            !sections.symbols.is_empty() && !sections.relocations.is_empty(),
            "the program was linked without --emit-relocs"
        );
        let names: HashMap<usize, String> = crate::module::names(linked)?.into_iter().collect();
        let mut links = Self {
            data: sections.data()?,
            names: names.values().cloned().collect(),
            ..Self::default()
        };
        for segment in &sections.segments {
            let bytes = segment.bytes.to_vec();
            links.memory.insert(segment.address, bytes);
        }
        for relocations in &sections.relocations {
            let section = relocations.section_index();
            let start = sections.start(section)?;
            for entry in relocations.entries() {
                let entry = entry?;
                let Some(needed) = sections.needed(&links, &names, entry.ty, entry.index)? else {
                    continue;
                };
                let place = start + entry.offset as usize;
                if section == sections.code {
                    let number = sections.function_at(place)?;
                    let name = names.get(&number).context("a function without a name")?;
                    let needs = links.functions.entry(name.clone()).or_default();
                    needs.push(needed);
                } else if section == sections.data {
                    let address = sections.address_of(place)?;
                    links.data_needs(address).push(needed);
                }
            }
        }
        Ok(links)
    }

    /// The part of the data at an address, by its number.
    pub fn datum(&self, address: u64) -> Option<usize> {
        let after = self.data.partition_point(|it| it.range.start <= address);
        let at = after.checked_sub(1)?;
        let it = self.data.get(at)?;
        (address < it.range.end).then_some(at)
    }

    fn data_needs(&mut self, address: u64) -> &mut Vec<Needed> {
        let at = self.datum(address);
        match at.and_then(|at| self.data.get_mut(at)) {
            Some(it) => &mut it.needs,
            None => &mut self.loose,
        }
    }
}

impl<'a> Sections<'a> {
    fn read(linked: &'a [u8]) -> Result<Self> {
        let mut sections = Self::default();
        for payload in Parser::new(0).parse_all(linked) {
            let payload = payload?;
            if let Some((_, range)) = payload.as_section() {
                sections.starts.push(range.start);
            }
            sections.take(payload)?;
        }
        Ok(sections)
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<()> {
        let number = u32::try_from(self.starts.len().saturating_sub(1))?;
        match payload {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let is_function = matches!(
                        import?.ty,
                        wasmparser::TypeRef::Func(_) | wasmparser::TypeRef::FuncExact(_)
                    );
                    self.imported += u32::from(is_function);
                }
            }
            Payload::CodeSectionStart { .. } => self.code = number,
            Payload::CodeSectionEntry(body) => self.bodies.push(body.range()),
            Payload::DataSection(segments) => {
                self.data = number;
                for segment in segments {
                    self.segments.push(Segment::of(&segment?)?);
                }
            }
            Payload::CustomSection(custom) => match custom.as_known() {
                KnownCustom::Reloc(relocations) => self.relocations.push(relocations),
                KnownCustom::Linking(linking) => self.symbols = symbols(&linking)?,
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    fn start(&self, section: u32) -> Result<usize> {
        let start = self.starts.get(section as usize);
        start.copied().context("relocations of no section")
    }

    /// The number of the function whose body is at this place of the file.
    fn function_at(&self, place: usize) -> Result<usize> {
        let after = self.bodies.partition_point(|body| body.start <= place);
        let at = after.checked_sub(1).context("a relocation before code")?;
        Ok(at + self.imported as usize)
    }

    /// The address of the byte of data at this place of the file.
    fn address_of(&self, place: usize) -> Result<u64> {
        let holds = |segment: &&Segment<'_>| {
            let end = segment.place + segment.bytes.len();
            (segment.place..end).contains(&place)
        };
        let segment = self.segments.iter().find(holds);
        let segment = segment.context("a relocation outside data")?;
        Ok(segment.address + (place - segment.place) as u64)
    }

    /// The addresses of a symbol of data.
    fn range(&self, symbol: &SymbolInfo<'_>) -> Option<Range<u64>> {
        let SymbolInfo::Data {
            symbol: Some(defined),
            ..
        } = symbol
        else {
            return None;
        };
        let segment = self.segments.get(defined.index as usize)?;
        let start = segment.address + u64::from(defined.offset);
        Some(start..start + u64::from(defined.size).max(1))
    }

    /// All parts of the data, in order, none overlapping another.
    fn data(&self) -> Result<Vec<Datum>> {
        let mut ranges: Vec<_> = self
            .symbols
            .iter()
            .filter_map(|it| self.range(it))
            .collect();
        ensure!(!ranges.is_empty(), "no symbol names any data");
        ranges.sort_by_key(|range| (range.start, range.end));
        let mut data: Vec<Datum> = Vec::new();
        for range in ranges {
            match data.last_mut() {
                Some(last) if range.start < last.range.end => {
                    last.range.end = last.range.end.max(range.end);
                }
                _ => data.push(Datum {
                    range,
                    needs: Vec::new(),
                }),
            }
        }
        Ok(data)
    }

    /// What a relocation refers to; `None` for calls and all that is no address.
    fn needed(
        &self,
        links: &Links,
        names: &HashMap<usize, String>,
        kind: RelocationType,
        symbol: u32,
    ) -> Result<Option<Needed>> {
        use RelocationType as R;
        match kind {
            R::FunctionIndexLeb | R::TypeIndexLeb | R::GlobalIndexLeb | R::TableNumberLeb => {
                return Ok(None);
            }
            // Of custom sections only.
            R::FunctionOffsetI32 | R::SectionOffsetI32 | R::FunctionIndexI32 => return Ok(None),
            R::TableIndexSleb
            | R::TableIndexI32
            | R::MemoryAddrLeb
            | R::MemoryAddrSleb
            | R::MemoryAddrI32 => {}
            other => bail!("a relocation of the unknown kind {other:?}"),
        }
        let symbol = self.symbols.get(symbol as usize);
        let symbol = symbol.context("a relocation by no symbol")?;
        if let SymbolInfo::Func { index, .. } = symbol {
            let name = names.get(&(*index as usize));
            return Ok(name.map(|name| Needed::Function(name.clone())));
        }
        // Symbols of the linker itself, such as the end of the data, belong to no segment.
        let range = self.range(symbol);
        Ok(range
            .and_then(|range| links.datum(range.start))
            .map(Needed::Data))
    }
}

impl<'a> Segment<'a> {
    fn of(data: &wasmparser::Data<'a>) -> Result<Self> {
        let DataKind::Active { offset_expr, .. } = &data.kind else {
            bail!("a data segment without an address");
        };
        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
            bail!("a data segment whose address is reckoned");
        };
        Ok(Self {
            address: u64::from(value.cast_unsigned()),
            place: data.range.end - data.data.len(),
            bytes: data.data,
        })
    }
}

fn symbols<'a>(linking: &LinkingSectionReader<'a>) -> Result<Vec<SymbolInfo<'a>>> {
    let mut symbols = Vec::new();
    for part in linking.subsections() {
        if let wasmparser::Linking::SymbolTable(table) = part? {
            for symbol in table {
                symbols.push(symbol?);
            }
        }
    }
    Ok(symbols)
}
