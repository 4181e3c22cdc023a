import { parseArgs } from 'node:util';
import { hopsFrom, intactTree, type NetworkGraph, noDarkness } from '@app/topology';
import type { Io } from '../io.js';
import { CLOCK, type Figure } from './graph.figures.js';
import { measureGraphology, type PeerQuestions } from './graph.graphology.js';
import { GraphMeasures, GraphScale } from './graph.measures.js';
import { MOST_HOPS_ASKED, PostgresPeer } from './graph.postgres.js';
import { spread } from './graph.scenarios.js';

const SIZES = [10_000, 100_000, 1_000_000];
/** The growth of what takes less is the growth of the clock's own noise. */
const LEAST_MS = 0.5;
/** Buildings and cameras looked through for good questions. */
const QUESTIONED = 200;

/**
 * `nadi bench graph [--devices N[,N…]] [--alone] [--json]`: the graph built, weighed, judged and asked on networks of growing size, beside
 * graphology and PostgreSQL's recursive query. Exits 1 if any answer is wrong, never for a time.
 */
export async function runGraphBench(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi bench graph: ${asked}\n`);
    return 2;
  }
  const figures: Figure[] = [];
  const wrong: string[] = [];
  const tell = (measured: { readonly figures: readonly Figure[]; readonly wrong?: readonly string[] }) => {
    figures.push(...measured.figures);
    wrong.push(...(measured.wrong ?? []));
    if (!asked.json) for (const figure of measured.figures) io.stdout.write(`${lineOf(figure)}\n`);
  };
  if (!asked.json) io.stdout.write(`nadi and graphology: ${CLOCK}; PostgreSQL: time by the clock\n`);
  const postgres = asked.isAlone ? 'not asked for' : await PostgresPeer.start();
  try {
    for (const size of asked.sizes) await measureSize(size, asked.isAlone, postgres, tell);
  } finally {
    if (typeof postgres !== 'string') await postgres.stop();
  }
  if (asked.json) io.stdout.write(`${JSON.stringify({ figures, growth: growthOf(figures), wrong })}\n`);
  else io.stdout.write(reportOf(figures, wrong));
  return wrong.length > 0 ? 1 : 0;
}

type Tell = (measured: { readonly figures: readonly Figure[]; readonly wrong?: readonly string[] }) => void;

async function measureSize(size: number, isAlone: boolean, postgres: PostgresPeer | string, tell: Tell): Promise<void> {
  const one = (figure: Figure) => tell({ figures: [figure] });
  const scale = new GraphScale(size, one);
  const { graph } = scale;
  const measures = new GraphMeasures(graph, one);
  measures.all();
  scale.weigh('memory with all that answering keeps');
  tell({ figures: [], wrong: measures.wrong });
  if (isAlone) return;
  const questions = questionsTo(graph);
  tell(await measureGraphology(graph, questions));
  if (typeof postgres !== 'string') tell(await postgres.measure(graph, questions));
  else tell({ figures: [{ who: 'PostgreSQL', devices: graph.deviceCount, what: postgres, ms: null, note: '' }] });
}

/** The uplink of a building that hangs on it alone, and the farthest camera that a recursive query can be asked about. */
function questionsTo(graph: NetworkGraph): PeerQuestions {
  const root = graph.pollers[0].device;
  const tree = intactTree(graph, [root]);
  const uplinks = spread(graph, 'SWITCH', QUESTIONED).map(({ index }) => tree.parentLink[index]);
  const lost = uplinks.map((link) => tree.lostWith([link], []).length);
  const cut = lost.indexOf(Math.max(...lost));
  const hops = hopsFrom(graph, root, noDarkness(graph));
  const cameras = spread(graph, 'CAMERA', QUESTIONED).map(({ index }) => index);
  const camera = cameras.reduce((far, other) => (hops[other] > hops[far] && hops[other] <= MOST_HOPS_ASKED ? other : far));
  return { reached: tree.preorder.length, cutLink: uplinks[cut], lostByCut: lost[cut], camera, hops: hops[camera] };
}

function readArguments(args: string[]): { sizes: readonly number[]; isAlone: boolean; json: boolean } | string {
  try {
    const options = { devices: { type: 'string' }, alone: { type: 'boolean' }, json: { type: 'boolean' } } as const;
    const { values } = parseArgs({ args, options });
    const sizes = values.devices?.split(',').map(Number) ?? SIZES;
    if (!sizes.every((size) => Number.isInteger(size) && size >= 1_000 && size <= 2_000_000)) {
      return '--devices wants whole numbers from 1000 to 2000000, with commas between';
    }
    return { sizes, isAlone: values.alone ?? false, json: values.json ?? false };
  } catch (error) {
    return (error as Error).message;
  }
}

function lineOf({ who, devices, what, ms, note }: Figure): string {
  return `${String(devices).padStart(8)}  ${who.padEnd(10)}  ${what.padEnd(60)} ${ms === null ? ''.padStart(13) : `${ms.toFixed(2).padStart(10)} ms`}  ${note}`.trimEnd();
}

interface Growth {
  readonly who: string;
  readonly what: string;
  /** Nanoseconds a device, by size of network. */
  readonly nsADevice: readonly { readonly devices: number; readonly ns: number }[];
  /** Of the largest network to the smallest whose time can be told from noise: 1 is linear. */
  readonly ratio: number | null;
}

/** What each took for one device of the network, size by size. */
function growthOf(figures: readonly Figure[]): Growth[] {
  const lines = new Map<string, Figure[]>();
  for (const figure of figures) {
    if (figure.ms === null) continue;
    const key = `${figure.who}|${figure.what}`;
    lines.set(key, [...(lines.get(key) ?? []), figure]);
  }
  return [...lines.values()].map((line) => {
    const nsADevice = line.map(({ devices, ms }) => ({ devices, ns: ((ms ?? 0) * 1e6) / devices }));
    const solid = nsADevice.filter((_, i) => (line[i].ms ?? 0) >= LEAST_MS);
    const ratio = solid.length < 2 ? null : solid[solid.length - 1].ns / solid[0].ns;
    return { who: line[0].who, what: line[0].what, nsADevice, ratio };
  });
}

function reportOf(figures: readonly Figure[], wrong: readonly string[]): string {
  const growth = growthOf(figures).filter(({ nsADevice }) => nsADevice.length > 1);
  const lines = growth.map(({ who, what, nsADevice, ratio }) => {
    const each = nsADevice.map(({ ns }) => ns.toFixed(1).padStart(9)).join('');
    return `${who.padEnd(10)}  ${what.padEnd(60)} ${each}  ${ratio === null ? '' : `${ratio.toFixed(2)} times`}`.trimEnd();
  });
  const head =
    lines.length > 0 ? ['', 'Nanoseconds a device as the network grows (1 time: linear; less: it does not grow with the network)'] : [];
  const end = wrong.length > 0 ? ['', ...wrong.map((line) => `WRONG: ${line}`)] : ['', 'every answer was right'];
  return [...head, ...lines, ...end, ''].join('\n');
}
