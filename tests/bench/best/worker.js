// Reads files in one of several ways and says how many bytes they had. Nothing is done with them.

const PIECE_BYTES = 2 << 20;

const sum = (buffers) => buffers.reduce((bytes, { byteLength }) => bytes + byteLength, 0);
const joined = (files) => (files.length > 1 ? new Blob(files) : files[0]);

/** Buffers that no stream reads into just now. */
const buffers = [];

const WAYS = {
  /** One promise a file, all at once. */
  each: async (files) => sum(await Promise.all(files.map((file) => file.arrayBuffer()))),
  join: async (files) => (await joined(files).arrayBuffer()).byteLength,
  sync: (files) => new FileReaderSync().readAsArrayBuffer(joined(files)).byteLength,
  /** As the browser cuts it. */
  async stream(files) {
    let bytes = 0;
    for await (const piece of joined(files).stream()) bytes += piece.byteLength;
    return bytes;
  },
  /** Into a buffer that is used again and again. */
  async byob(files) {
    const reader = joined(files).stream().getReader({ mode: 'byob' });
    let buffer = buffers.pop() ?? new ArrayBuffer(PIECE_BYTES);
    for (let bytes = 0; ;) {
      const { done, value } = await reader.read(new Uint8Array(buffer));
      if (value) buffer = value.buffer;
      if (done) {
        buffers.push(buffer);
        return bytes;
      }
      bytes += value.byteLength;
    }
  },
};

onmessage = async ({ data: { way, files } }) => postMessage(await WAYS[way](files));
postMessage('ready');
