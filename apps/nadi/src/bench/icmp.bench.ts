import { parseArgs } from 'node:util';
import type { Io } from '../io.js';
import { measureCost } from './icmp.cost.js';
import { machine, type Section } from './icmp.figures.js';
import { measureOnePass } from './icmp.pass.js';
import { type CProgram, compileC, runEngine } from './icmp.peers.js';
import { measureRtt } from './icmp.rtt.js';
import { measureSteady } from './icmp.steady.js';

/**
 * `nadi bench icmp [--targets 10000] [--json]`: the poller's engine beside plain C, fping and the package ping, all in the same run,
 * against addresses of 127/8, which the kernel answers. Nothing is asserted: the machine and its other work decide the seconds.
 */
export async function runIcmpBench(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi bench icmp: ${asked}\n`);
    return 2;
  }
  const { engine } = await runEngine({ kind: 'rtt', targets: 1, tries: 1, spacingMs: 0 });
  const c = engine.startsWith('icmp-') ? await compileC(engine === 'icmp-dgram' ? 'dgram' : 'raw') : 'it has no peer for this engine';
  const print = (lines: readonly string[]) => void (asked.json || io.stdout.write(`${lines.join('\n')}\n`));
  const found: Record<string, unknown> = { machine: machine(), engine, targets: asked.targets };
  try {
    print([`${machine()}; Nadi asks by ${engine}`]);
    for (const [name, measure] of Object.entries(sections(asked.targets, c))) {
      const { lines, figures } = await measure();
      print(['', ...lines]);
      found[name] = figures;
    }
  } finally {
    if (typeof c !== 'string') c.remove();
  }
  if (asked.json) io.stdout.write(`${JSON.stringify(found)}\n`);
  return 0;
}

function sections(targets: number, c: CProgram | string): Record<string, () => Promise<Section>> {
  return {
    cost: () => measureCost(targets, c),
    onePass: measureOnePass,
    rtt: measureRtt,
    steady: () => measureSteady(c),
  };
}

/** What was asked for, or what is wrong with it. */
function readArguments(args: string[]): { targets: number; json: boolean } | string {
  try {
    const options = { targets: { type: 'string', default: '10000' }, json: { type: 'boolean', default: false } } as const;
    const { values } = parseArgs({ args, options });
    const targets = Number(values.targets);
    // fping takes no more than this in one process, and it is to be asked the same.
    const isUsable = Number.isInteger(targets) && targets >= 100 && targets <= 50_000;
    return isUsable ? { targets, json: values.json } : `--targets takes 100 to 50000, not "${values.targets}"`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
