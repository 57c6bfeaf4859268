// Lists, looks at and reads every log of a dropped folder, in each way that is known, and times it.
// It shares no code with the app: what it compares the app with must not be the app's own work.
// `../best.mjs` has it take one step after the other, to see what each takes of the processor.

/** What was found last; each step goes on with it. */
let root;
let handles = [];
let files = [];

async function timed(work) {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
}

/** Has workers that have started read the jobs that `work` gives: ms and bytes. */
async function reading({ way, workers }, work) {
  const readers = await Readers.start(way, workers);
  try {
    const { ms, result } = await timed(async () => {
      await work((job) => readers.give(job));
      return readers.done();
    });
    return { ms, bytes: result };
  } finally {
    readers.end();
  }
}

globalThis.steps = {
  async list() {
    const { ms, result } = await timed(() => list(root));
    handles = result;
    return { ms };
  },
  async look(width) {
    const { ms, result } = await timed(() => look(handles, width));
    files = result;
    return { ms, files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
  },
  read: (how) => reading(how, (give) => {
    const jobs = new Jobs(how.cut, give);
    for (const file of files) jobs.add(file);
    jobs.end();
  }),
  /** All files are joined, and that is cut into pieces. */
  readAsOne: (how) => reading(how, (give) => {
    for (const piece of piecesOf(new Blob(files))) give([piece]);
  }),
  /** Each file is read as soon as it is looked at. */
  lookAndRead: (how) => reading(how, async (give) => {
    const jobs = new Jobs(how.cut, give);
    await look(handles, how.width, (file) => jobs.add(file));
    jobs.end();
  }),
};

addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', async (event) => {
  event.preventDefault();
  root = await event.dataTransfer.items[0].getAsFileSystemHandle();
  globalThis.isDropped = true;
});
