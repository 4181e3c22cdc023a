import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AGENT_C } from './snmp.agent.js';
import type { SnmpOrder, SnmpReport } from './snmp.child.js';

/** Has something asked in a process of its own. */
export function runAsker(order: SnmpOrder): Promise<SnmpReport> {
  const child = fork(new URL('./snmp.child.js', import.meta.url), [JSON.stringify(order)]);
  return new Promise((resolve, reject) => {
    let report: SnmpReport | undefined;
    child.once('message', (message) => (report = message as SnmpReport));
    child.once('error', reject);
    child.once('exit', (code) =>
      report ? resolve(report) : reject(new Error(`the process that asks ended with ${code} before it told anything`)),
    );
  });
}

export interface BenchAgent {
  readonly port: number;
  readonly stop: () => void;
}

/** Compiles and starts the agent that is asked, or says why there is none. */
export async function startAgent(): Promise<BenchAgent | string> {
  const folder = mkdtempSync(join(tmpdir(), 'nadi-bench-agent-'));
  const program = join(folder, 'agent');
  writeFileSync(`${program}.c`, AGENT_C);
  const compiled = spawn('gcc', ['-O2', '-o', program, `${program}.c`], { stdio: 'ignore' });
  const code = await new Promise<number | null>((resolve) => compiled.once('error', () => resolve(null)).once('exit', resolve));
  if (code !== 0) {
    rmSync(folder, { recursive: true, force: true });
    return code === null ? 'no gcc to compile the agent with' : `gcc ended with ${code}`;
  }
  // It ends with its input, so it outlives nobody.
  const agent = spawn(program, { stdio: ['pipe', 'pipe', 'ignore'] });
  const [line] = (await once(agent.stdout, 'data')) as [Buffer];
  const stop = () => {
    agent.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  return { port: Number(line.toString()), stop };
}
