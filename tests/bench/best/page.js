// Lists, looks at and reads every log of a dropped folder, in each way that is known, and times them.
// It shares no code with the app: what it compares the app with must not be the app's own work.

/** Files from this size on are read alone, the others so many or so many bytes together. */
const ALONE_BYTES = 1 << 20;
const TOGETHER = { files: 64, bytes: 4 << 20 };

/** How jobs are read, and by how many workers; see `worker.js`. */
const WAYS = [['each', 2], ['join', 2], ['each', 4], ['sync', 2], ['stream', 2]];

/** How many files are looked at together. */
const LOOKS = [64, 512];

const isLog = ({ kind, name }) => kind === 'file' && name.endsWith('.jsonl');

async function timed(work) {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
}

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

/** The size and time of each file, `width` of them under way. */
async function look(handles, width) {
  const files = [];
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < handles.length; at = next++) files[at] = await handles[at].getFile();
  };
  await Promise.all(Array.from({ length: width }, lane));
  return files;
}

/** Files as they are read: large ones alone, small ones together. */
function jobsOf(files) {
  const jobs = [];
  let job = [];
  let bytes = 0;
  for (const file of files) {
    if (file.size >= ALONE_BYTES) {
      jobs.push([file]);
      continue;
    }
    job.push(file);
    bytes += file.size;
    if (job.length < TOGETHER.files && bytes < TOGETHER.bytes) continue;
    jobs.push(job);
    job = [];
    bytes = 0;
  }
  if (job.length > 0) jobs.push(job);
  return jobs;
}

/** Workers that have started. */
function workersOf(count) {
  return Promise.all(Array.from({ length: count }, () => new Promise((resolve) => {
    const worker = new Worker('worker.js');
    worker.onmessage = () => resolve(worker);
  })));
}

/** Has every job read in one way, two in each worker's hands; gives the bytes. */
function read(workers, jobs, way) {
  const idle = workers.flatMap((worker) => [worker, worker]);
  let next = 0;
  let bytes = 0;
  return new Promise((resolve) => {
    const give = () => {
      while (idle.length > 0 && next < jobs.length) idle.shift().postMessage({ way, files: jobs[next++] });
      if (next === jobs.length && idle.length === 2 * workers.length) resolve(bytes);
    };
    for (const worker of workers) {
      worker.onmessage = ({ data }) => {
        bytes += data;
        idle.push(worker);
        give();
      };
    }
    give();
  });
}

async function withWorkers(count, work) {
  const workers = await workersOf(count);
  try {
    return await timed(() => work(workers));
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

async function measure(root) {
  const listed = await timed(() => list(root));
  const looks = {};
  let files = [];
  for (const width of LOOKS) {
    const looked = await timed(() => look(listed.result, width));
    looks[width] = looked.ms;
    files = looked.result;
  }
  const reads = {};
  const jobs = jobsOf(files);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  for (const [way, count] of WAYS) {
    const { ms, result } = await withWorkers(count, (workers) => read(workers, jobs, way));
    if (result !== bytes) throw new Error(`${result} bytes were read of ${bytes}`);
    reads[`${way}, ${count} workers`] = ms;
  }
  const looked = Math.min(...Object.values(looks));
  const listing = listed.ms + looked;
  return { files: files.length, bytes, listed: listed.ms, looks, reads, listing, ms: listing + Math.min(...Object.values(reads)) };
}

addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', async (event) => {
  event.preventDefault();
  try {
    globalThis.best = await measure(await event.dataTransfer.items[0].getAsFileSystemHandle());
  } catch (error) {
    globalThis.best = { error: String(error) };
  }
});
