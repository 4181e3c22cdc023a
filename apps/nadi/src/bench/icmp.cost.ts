import { benchAddresses, median, type PassFigures, type Section } from './icmp.figures.js';
import { type CProgram, runEngine, runFping, runNpmPing } from './icmp.peers.js';

/** The ways take turns, so that what else the machine does meets all of them alike. */
const ROUNDS = 5;
const PASSES = 5;
const WARM_UPS = 10;
/** So many a second that the system calls alone set the pace. */
const FULL_SPEED = 1_000_000;
const NPM_PROBES = 200;
const NPM_CONCURRENCY = 20;

interface Way {
  readonly name: string;
  readonly note: string;
  readonly passes: PassFigures[];
  readonly cpuPer10k: number;
  readonly perSecond: number;
}

/** What a probe costs: CPU, the kernel's work included. */
export async function measureCost(targets: number, c: CProgram | string): Promise<Section> {
  const ours: PassFigures[] = [];
  const plain: PassFigures[] = [];
  const fast: PassFigures[] = [];
  const paced: PassFigures[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(...(await runEngine({ kind: 'passes', targets, perSecond: FULL_SPEED, warmUps: WARM_UPS, passes: PASSES })).passes);
    if (typeof c !== 'string') plain.push(...(await c.run(targets, PASSES, 0)));
    const addresses = benchAddresses(targets);
    push(fast, await runFping(addresses, '0'));
    push(paced, await runFping(addresses, '0.05'));
  }
  const npm = await runNpmPing(NPM_PROBES, NPM_CONCURRENCY);
  const ways = [
    way('Nadi', 'at full speed, through the schedule and its thread', ours, targets),
    way('plain C', typeof c === 'string' ? `not run: ${c}` : 'sendmmsg/recvmmsg, nothing else', plain, targets),
    way('fping -i 0', fast.length > 0 ? 'its start included; no pause between probes' : 'not run: no fping', fast, targets),
    way('fping -i 0.05', paced.length > 0 ? 'its start included; 0.05 ms between probes' : 'not run: no fping', paced, targets),
    way(
      'npm ping',
      npm ? `extrapolated from ${NPM_PROBES} probes, ${NPM_CONCURRENCY} at a time, Node's start taken off` : 'not run',
      npm ? [npm] : [],
      NPM_PROBES,
    ),
  ];
  const [nadi, bare, ...others] = ways.map(({ cpuPer10k }) => cpuPer10k);
  const ratios = {
    oursToC: nadi / bare,
    fpingToOurs: others[0] / nadi,
    pacedFpingToOurs: others[1] / nadi,
    npmPingToOurs: others[2] / nadi,
  };
  return {
    figures: { ways: ways.map(({ passes, ...rest }) => ({ ...rest, runs: passes.length })), ratios },
    lines: [
      `CPU seconds for 10,000 probes (user and kernel; ${targets} targets a pass; median of ${ROUNDS} rounds of each in turn)`,
      ...ways.map(row),
      `Nadi/C ${times(ratios.oursToC)}, fping/Nadi ${times(ratios.fpingToOurs)} (-i 0) and ${times(ratios.pacedFpingToOurs)} (-i 0.05), npm ping/Nadi ${times(ratios.npmPingToOurs)}`,
    ],
  };
}

function push(passes: PassFigures[], pass: PassFigures | null): void {
  if (pass) passes.push(pass);
}

function way(name: string, note: string, passes: PassFigures[], targets: number): Way {
  return {
    name,
    note,
    passes,
    cpuPer10k: (median(passes.map(({ cpuSeconds }) => cpuSeconds)) / targets) * 10_000,
    perSecond: targets / median(passes.map(({ seconds }) => seconds)),
  };
}

function row({ name, note, passes, cpuPer10k, perSecond }: Way): string {
  if (passes.length === 0) return `  ${name.padEnd(14)} ${note}`;
  const answered = Math.min(...passes.map((pass) => pass.answered));
  return `  ${name.padEnd(14)} ${cpuPer10k.toFixed(3).padStart(7)} s  ${perSecond.toFixed(0).padStart(7)}/s  ${answered} answered at worst  (${note})`;
}

function times(ratio: number): string {
  return Number.isNaN(ratio) ? '-' : `${ratio.toFixed(ratio < 10 ? 2 : 0)}x`;
}
