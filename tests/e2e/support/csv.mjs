// Reads CSV as RFC 4180 has it.

/** Rows of fields; quotes are taken off. */
export function parseCsv(text) {
  const rows = [[]];
  const pattern = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/gy;
  const body = text.replace(/^\uFEFF/, '');
  while (pattern.lastIndex < body.length) {
    const [, field, end] = pattern.exec(body);
    rows.at(-1).push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end !== ',' && pattern.lastIndex < body.length) rows.push([]);
  }
  return rows;
}
