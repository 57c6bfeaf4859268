// Writes FILE.br and FILE.gz beside each of the files named: node xtask/compress.mjs FILE…

import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const CODINGS = {
  br: (bytes) => promisify(brotliCompress)(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  }),
  gz: (bytes) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
};

async function compress(file) {
  const bytes = await readFile(file);
  await Promise.all(Object.entries(CODINGS).map(async ([extension, code]) => {
    const coded = await code(bytes);
    if (coded.length < bytes.length) await writeFile(`${file}.${extension}`, coded);
  }));
}

await Promise.all(process.argv.slice(2).map(compress));
