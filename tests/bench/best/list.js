// How a dropped folder is listed, and its files looked at.

const isLog = ({ kind, name }) => kind === 'file' && name.endsWith('.jsonl');

/** Every log below `root`, all folders at once. */
async function list(root) {
  const found = [];
  const walk = async (folder) => {
    const inner = [];
    for await (const entry of folder.values()) {
      if (entry.kind === 'directory') inner.push(walk(entry));
      else if (isLog(entry)) found.push(entry);
    }
    await Promise.all(inner);
  };
  await walk(root);
  return found;
}

/** The size and time of each file, `width` of them under way; `take` gets each as soon as it is known. */
async function look(handles, width, take = () => {}) {
  const files = [];
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < handles.length; at = next++) {
      files[at] = await handles[at].getFile();
      take(files[at]);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return files;
}
