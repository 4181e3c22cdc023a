import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = new URL('../../', import.meta.url).pathname;
const MAIN = join(ROOT, 'dist/apps/nadi/src/main.js');
const OWN_NODE = join(ROOT, 'node_modules/.bin/node');
/** The token is printed just after the address, at the first start on a folder only. */
const TOKEN_MS = 1_000;
const NODE = existsSync(OWN_NODE) ? OWN_NODE : process.execPath;

export interface RunningNadi {
  readonly url: string;
  readonly token: string;
  readonly dataDir: string;
  readonly child: ChildProcess;
  /** Everything printed so far. */
  output(): string;
  /** Waits until the service has printed a line that matches. */
  printed(pattern: RegExp, timeoutMs?: number): Promise<RegExpMatchArray>;
  graphql<T>(query: string, variables?: Record<string, unknown>): Promise<{ data: T; errors?: { message: string }[] }>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Whom to run as, where the tests run as root. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

export interface NadiOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A folder to reuse; it is then left alone at the end. */
  readonly dataDir?: string;
  /** Known from an earlier start on the same folder (it is printed only once). */
  readonly token?: string;
  readonly readyTimeoutMs?: number;
  /** How long the token may take to be printed after that; a large city on a busy machine keeps a first start waiting. */
  readonly tokenTimeoutMs?: number;
  readonly user?: User;
  /** As a shell starts it at a terminal: a signal may then be sent to the whole group. */
  readonly ownGroup?: boolean;
}

/** Runs the compiled command line and gathers what it prints. */
export async function nadi(
  args: readonly string[],
  options: { stdin?: string; env?: Record<string, string>; timeoutMs?: number; user?: User } = {},
) {
  const child = spawn(NODE, [MAIN, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', ...options.env },
    timeout: options.timeoutMs,
    killSignal: 'SIGKILL',
    ...options.user,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.end(options.stdin ?? '');
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

/** Starts the whole service as `npm start` does, in a folder of its own, and waits until it says that it is ready. */
export async function startNadi(options: NadiOptions = {}): Promise<RunningNadi> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'nadi-test-'));
  const child = spawn(NODE, [MAIN, 'up', '--data', dataDir, '--port', '0', ...(options.args ?? [])], {
    env: { ...process.env, NODE_OPTIONS: '', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.ownGroup,
    ...options.user,
  });
  let output = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      output += `${line}\n`;
      for (const look of waiting) look();
    });
  }
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const printed = (pattern: RegExp, timeoutMs = 30_000) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const finish = (act: () => void) => {
        clearTimeout(timer);
        waiting.delete(look);
        act();
      };
      const look = () => {
        const match = pattern.exec(output);
        if (match) finish(() => resolve(match));
      };
      const fail = (why: string) => finish(() => reject(new Error(`${why} without printing ${pattern}:\n${output.slice(-4000)}`)));
      const timer = setTimeout(() => fail(`waited ${timeoutMs} ms`), timeoutMs);
      waiting.add(look);
      void exited.then(() => fail('nadi ended'));
      look();
    });
  const ready = await printed(/ready at (http:\/\/\S+)/, options.readyTimeoutMs ?? 60_000).catch((error: Error) => {
    // Nobody else knows of it to end it.
    child.kill('SIGTERM');
    throw error;
  });
  const token = options.token ?? (await printed(/admin token: (\S+)/, options.tokenTimeoutMs ?? TOKEN_MS).catch(() => null))?.[1] ?? '';
  const url = ready[1].replace(/\/$/, '');
  return {
    url,
    token,
    dataDir,
    child,
    output: () => output,
    printed,
    async graphql<T>(query: string, variables: Record<string, unknown> = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as { data: T; errors?: { message: string }[] };
    },
    async stop(signal: NodeJS.Signals = 'SIGTERM') {
      child.kill(signal);
      await exited;
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Asks again and again until the answer is right, or says what the last answer was. For what happens elsewhere in its own time. */
export async function eventually<T>(
  ask: () => Promise<T> | T,
  isRight: (answer: T) => boolean,
  what: string,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (Date.now() > deadline)
      throw new Error(`waited ${timeoutMs} ms for ${what}; the last answer was ${JSON.stringify(answer)?.slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
