// Reads files in one of several ways and says how many bytes they had. Nothing is done with them.

const sum = (buffers) => buffers.reduce((bytes, { byteLength }) => bytes + byteLength, 0);
const joined = (files) => (files.length > 1 ? new Blob(files) : files[0]);

const WAYS = {
  /** One promise a file, all at once. */
  each: async (files) => sum(await Promise.all(files.map((file) => file.arrayBuffer()))),
  join: async (files) => (await joined(files).arrayBuffer()).byteLength,
  sync: (files) => new FileReaderSync().readAsArrayBuffer(joined(files)).byteLength,
  async stream(files) {
    let bytes = 0;
    for await (const piece of joined(files).stream()) bytes += piece.byteLength;
    return bytes;
  },
};

onmessage = async ({ data: { way, files } }) => postMessage(await WAYS[way](files));
postMessage('ready');
