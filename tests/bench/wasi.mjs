// Runs a program that was compiled for WASI: `node wasi.mjs PROGRAM FOLDER [ARGUMENTS]`. It sees the folder as `/logs`.

import { readFile } from 'node:fs/promises';
import { WASI } from 'node:wasi';

const [program, folder, ...others] = process.argv.slice(2);
const wasi = new WASI({ version: 'preview1', args: [program, '/logs', ...others], preopens: { '/logs': folder } });
const module = await WebAssembly.compile(await readFile(program));
wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
