import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { normalPassword } from './password.rules.js';

export interface Argon2Parameters {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** The least that OWASP's cheat sheet asks for with 19 MiB; it stands with each hash, so that raising it here raises each at its next sign-on. */
export const ARGON2_PARAMETERS: Argon2Parameters = { memoryKib: 19_456, passes: 2, lanes: 1 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const MOST_WAITING = 32;
const IDLE_MS = 30_000;
// Never the hash of anything: its length is right, and nobody knows what would give it.
const OF_NOBODY = randomBytes(HASH_BYTES).toString('base64').replaceAll('=', '');

/** A thread of its own: 80 ms of arithmetic would else keep everybody waiting, and the probers' answers too. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const { argon2id, argon2Verify } = require(workerData);
parentPort.on('message', ({ id, kind, options }) => {
  const work = kind === 'hash' ? argon2id(options) : argon2Verify(options);
  work.then((answer) => parentPort.postMessage({ id, answer }), (error) => parentPort.postMessage({ id, error: String(error && error.message) }));
});`;

/** More sign-ons at once than can be checked in time: the next is told to come again. */
export class PasswordsBusyError extends Error {}

interface Waiting {
  readonly resolve: (answer: string | boolean) => void;
  readonly reject: (error: Error) => void;
}

/** Hashes and compares passwords with argon2id, one after the other on a thread that lives only while there is work. */
export class PasswordHasher {
  private thread: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private next = 0;
  private idle: NodeJS.Timeout | null = null;
  private readonly ofNobody: string;

  constructor(private readonly parameters: Argon2Parameters = ARGON2_PARAMETERS) {
    const salt = randomBytes(SALT_BYTES).toString('base64').replaceAll('=', '');
    this.ofNobody = `${head(parameters)}${salt}$${OF_NOBODY}`;
  }

  async hash(password: string): Promise<string> {
    const { memoryKib, passes, lanes } = this.parameters;
    const answer = await this.ask('hash', {
      password: normalPassword(password),
      salt: randomBytes(SALT_BYTES),
      parallelism: lanes,
      iterations: passes,
      memorySize: memoryKib,
      hashLength: HASH_BYTES,
      outputType: 'encoded',
    });
    return String(answer);
  }

  /** Without a hash the same work is done for nothing: the time it takes tells nobody whether there is such an account. */
  async matches(password: string, hash: string | null): Promise<boolean> {
    // An empty one is not taken by the library, and is nobody's.
    const tried = normalPassword(password) || ' ';
    const isSame = (await this.ask('compare', { password: tried, hash: hash ?? this.ofNobody })) === true;
    return isSame && hash !== null && password !== '';
  }

  /** Whether a hash was made with other parameters than the present ones. */
  isOutdated(hash: string): boolean {
    return !hash.startsWith(head(this.parameters));
  }

  async stop(): Promise<void> {
    if (this.idle) clearTimeout(this.idle);
    await this.thread?.terminate();
  }

  private ask(kind: 'hash' | 'compare', options: object): Promise<string | boolean> {
    if (this.waiting.size >= MOST_WAITING) return Promise.reject(new PasswordsBusyError('too many sign-ons at once'));
    const id = this.next++;
    const thread = (this.thread ??= this.start());
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      thread.postMessage({ id, kind, options });
      // Whoever waits for an answer keeps the process; an idle thread does not.
      thread.ref();
    });
  }

  private start(): Worker {
    const library = createRequire(import.meta.url).resolve('hash-wasm');
    const thread = new Worker(THREAD, { eval: true, workerData: library, execArgv: [] });
    thread.on('message', ({ id, answer, error }: { id: number; answer?: string | boolean; error?: string }) => {
      const waiting = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) waiting?.resolve(answer ?? false);
      else waiting?.reject(new Error(`argon2: ${error}`));
      if (this.waiting.size === 0) this.rest(thread);
    });
    thread.on('error', (error) => this.lose(thread, error as Error));
    thread.on('exit', () => this.lose(thread, new Error('the thread of the passwords ended')));
    return thread;
  }

  private rest(thread: Worker): void {
    thread.unref();
    if (this.idle) clearTimeout(this.idle);
    this.idle = setTimeout(() => {
      if (this.waiting.size === 0 && this.thread === thread) void thread.terminate();
    }, IDLE_MS).unref();
  }

  private lose(thread: Worker, error: Error): void {
    if (this.thread !== thread) return;
    this.thread = null;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

function head({ memoryKib, passes, lanes }: Argon2Parameters): string {
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$`;
}
