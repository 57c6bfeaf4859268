// How files are read by workers: what is a job, who gets it, and when it is there.

/** Files from this size on are read alone, others together. */
const ALONE_BYTES = 1 << 20;

/** So much is a job where files are read in pieces. */
const PIECE_BYTES = 4 << 20;

/** How files are made jobs of: so many files or bytes of small ones together, and large ones in pieces or not. */
const CUTS = {
  few: { files: 64, bytes: 4 << 20 },
  many: { files: 256, bytes: 16 << 20 },
  pieces: { files: 64, bytes: 4 << 20, inPieces: true },
};

/** The pieces of a file or of files that are joined. */
function piecesOf(blob) {
  const count = Math.ceil(blob.size / PIECE_BYTES);
  return Array.from({ length: count }, (_, at) => blob.slice(at * PIECE_BYTES, (at + 1) * PIECE_BYTES));
}

/** Makes jobs of files, and gives each to `give` as soon as it is full. */
class Jobs {
  constructor(cut, give) {
    Object.assign(this, { cut: CUTS[cut], give, job: [], bytes: 0 });
  }

  add(file) {
    if (file.size >= ALONE_BYTES) {
      for (const part of this.cut.inPieces ? piecesOf(file) : [file]) this.give([part]);
      return;
    }
    this.job.push(file);
    this.bytes += file.size;
    if (this.job.length === this.cut.files || this.bytes >= this.cut.bytes) this.end();
  }

  /** What is left is a job too. */
  end() {
    if (this.job.length > 0) this.give(this.job);
    this.job = [];
    this.bytes = 0;
  }
}

/** A worker that has started. */
function started(script) {
  return new Promise((resolve) => {
    const worker = new Worker(script);
    worker.onmessage = () => resolve(worker);
  });
}

/** Workers that read jobs in one way, two in each worker's hands. */
class Readers {
  static async start(way, count) {
    return new Readers(way, await Promise.all(Array.from({ length: count }, () => started('worker.js'))));
  }

  constructor(way, workers) {
    Object.assign(this, { way, workers, idle: [...workers, ...workers], waiting: [], bytes: 0, ended: null });
    for (const worker of workers) {
      worker.onmessage = ({ data }) => {
        this.bytes += data;
        this.idle.push(worker);
        this.next();
      };
    }
  }

  give(job) {
    this.waiting.push(job);
    this.next();
  }

  next() {
    while (this.idle.length > 0 && this.waiting.length > 0) this.idle.shift().postMessage({ way: this.way, files: this.waiting.shift() });
    if (this.idle.length === 2 * this.workers.length) this.ended?.(this.bytes);
  }

  /** The bytes that were read, when all given jobs are done. */
  done() {
    return new Promise((resolve) => {
      this.ended = resolve;
      this.next();
    });
  }

  end() {
    for (const worker of this.workers) worker.terminate();
  }
}
