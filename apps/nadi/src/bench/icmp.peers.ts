import { fork, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BLAST_C } from './icmp.blast.js';
import type { EngineOrder, EngineReport } from './icmp.child.js';
import { benchAddresses, median, type PassFigures } from './icmp.figures.js';

/** CPU of a child is read from our own account of children that ended, in ticks of this many a second. */
const TICKS_PER_SECOND = 100;

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** User and kernel time of all children (and theirs) that ended so far: exact only while one runs at a time. */
function childrenCpuSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

/** Runs a program to its end; null if there is none of that name. */
function run(program: string, args: readonly string[], input = ''): Promise<Finished | null> {
  const started = performance.now();
  const used = childrenCpuSeconds();
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  // A program that ends before it has read everything is judged by its exit code.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', (code) =>
      resolve({ code, stdout, stderr, seconds: (performance.now() - started) / 1000, cpuSeconds: childrenCpuSeconds() - used }),
    );
  });
}

/** Has Nadi's own engine do something, in a process of its own. */
export function runEngine(order: EngineOrder): Promise<EngineReport> {
  const child = fork(new URL('./icmp.child.js', import.meta.url), [JSON.stringify(order)]);
  return new Promise((resolve, reject) => {
    let report: EngineReport | undefined;
    child.once('message', (message) => (report = message as EngineReport));
    child.once('error', reject);
    child.once('exit', (code) =>
      report ? resolve(report) : reject(new Error(`the process that runs the engine ended with ${code} before it told anything`)),
    );
  });
}

export interface CProgram {
  /** @param tickMs 0: at full speed; else a pass takes ten seconds, a share of it each tick. */
  readonly run: (targets: number, passes: number, tickMs: number) => Promise<PassFigures[]>;
  readonly remove: () => void;
}

/** The C peer, compiled here, or why there is none. */
export async function compileC(socketKind: 'dgram' | 'raw'): Promise<CProgram | string> {
  const folder = mkdtempSync(join(tmpdir(), 'nadi-bench-icmp-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const source = join(folder, 'blast.c');
  const program = join(folder, 'blast');
  writeFileSync(source, BLAST_C);
  const compiled = await run('gcc', ['-O2', '-o', program, source]);
  if (compiled?.code !== 0) {
    remove();
    return compiled === null ? 'no gcc' : `gcc: ${compiled.stderr.slice(0, 200)}`;
  }
  return {
    remove,
    run: async (targets, passes, tickMs) => {
      const done = await run(program, [socketKind, String(targets), String(passes), String(tickMs)]);
      if (done?.code !== 0) throw new Error(`the C program ended with ${done?.code}: ${done?.stderr}`);
      return done.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as PassFigures);
    },
  };
}

export interface FpingPass extends PassFigures {
  readonly code: number | null;
  /** What it complained of. */
  readonly fault: string;
  readonly rttSeconds: number;
}

/** One process of fping over all addresses, each asked `count` times; null if there is no fping. Its start is in its CPU. */
export async function runFping(addresses: readonly string[], intervalMs: string, count = 1, periodMs = 1000): Promise<FpingPass | null> {
  const args = ['-q', `-C${count}`, `-p${periodMs}`, '-r0', `-i${intervalMs}`, '-t1000'];
  const done = await run('fping', args, `${addresses.join('\n')}\n`);
  if (done === null) return null;
  let answered = 0;
  const rtts: number[] = [];
  for (const line of done.stderr.split('\n')) {
    const figures = / : ([\d. -]+)$/.exec(line)?.[1].split(' ').map(Number) ?? [];
    const heard = figures.filter((rtt) => !Number.isNaN(rtt));
    if (heard.length > 0) answered += 1;
    rtts.push(...heard);
  }
  const fault = done.stderr.split('\n').find((line) => /error|not enough/.test(line)) ?? '';
  return { answered, seconds: done.seconds, cpuSeconds: done.cpuSeconds, code: done.code, fault, rttSeconds: median(rtts) / 1000 };
}

/** The package ping, as its users call it: a process of the system's ping for each question. */
export async function runNpmPing(probes: number, concurrency: number): Promise<PassFigures | null> {
  const load = `await import(${JSON.stringify(pathToFileURL(createRequire(import.meta.url).resolve('ping')).href)})`;
  const script = `
    const { promise } = (${load}).default;
    const addresses = ${JSON.stringify(benchAddresses(probes))};
    const used = process.cpuUsage();
    let answered = 0;
    const lane = async () => { for (let to = addresses.pop(); to; to = addresses.pop()) if ((await promise.probe(to, { timeout: 1 })).alive) answered++; };
    await Promise.all(Array.from({ length: ${concurrency} }, lane));
    console.log(answered);`;
  const done = await run(process.execPath, ['--input-type=module', '--eval', script]);
  if (done?.code !== 0) return null;
  // Node's own start is not the package's fault.
  const start = await run(process.execPath, ['--input-type=module', '--eval', load]);
  return {
    answered: Number(done.stdout),
    seconds: done.seconds - (start?.seconds ?? 0),
    cpuSeconds: done.cpuSeconds - (start?.cpuSeconds ?? 0),
  };
}

/** Round trips in seconds by the system's ping, two addresses at a time; null if there is no ping. */
export async function runSystemPing(addresses: readonly string[], tries: number): Promise<number[] | null> {
  const rtts: number[] = [];
  for (let i = 0; i < addresses.length; i += 2) {
    const some = addresses.slice(i, i + 2).map((address) => run('ping', ['-n', '-c', String(tries), '-i', '0.2', '-W', '1', address]));
    for (const done of await Promise.all(some)) {
      if (done === null) return null;
      for (const [, ms] of done.stdout.matchAll(/time=([\d.]+) ms/g)) rtts.push(Number(ms) / 1000);
    }
  }
  return rtts;
}
