import { parseArgs } from 'node:util';
import { diagnose, type Evidence, type Verdict } from '@app/diagnosis';
import { darknessOf, effectOf, hopsFrom, NetworkGraph, noDarkness, reach } from '@app/topology';
import type { Io } from '../io.js';
import { syntheticTopology } from './synthetic.topology.js';

const SIZES = [10_000, 100_000];
const MILLION = 1_000_000;
const RUNS = 9;
const WARM_UPS = 3;

interface Scenario {
  readonly name: string;
  readonly broken: (graph: NetworkGraph) => { kind: 'SPAN' | 'DEVICE'; index: number }[];
}

const SCENARIOS: readonly Scenario[] = [
  { name: 'healthy', broken: () => [] },
  { name: 'one span of a ring', broken: () => [{ kind: 'SPAN', index: 0 }] },
  { name: 'a station off, all behind it dark', broken: (graph) => [{ kind: 'DEVICE', index: graph.deviceIndex('ST3-rt') }] },
  { name: '600 cameras dead each on its own', broken: (graph) => spread(graph, 'CAMERA', 600) },
  { name: '20 switches dead at once', broken: (graph) => spread(graph, 'SWITCH', 20) },
];

function spread(graph: NetworkGraph, role: string, count: number): { kind: 'DEVICE'; index: number }[] {
  const all = [...graph.deviceRoles.keys()].filter((device) => graph.deviceRoles[device] === role);
  return Array.from({ length: count }, (_, i) => ({ kind: 'DEVICE', index: all[Math.floor((i * all.length) / count)] }));
}

/** `nadi bench graph [--million]`: how long a full diagnosis takes, from evidence to verdict, on networks of growing size. */
export async function runGraphBench(args: string[], io: Io): Promise<number> {
  const { values } = parseArgs({ args, options: { million: { type: 'boolean' }, json: { type: 'boolean' } } });
  const sizes = values.million ? [...SIZES, MILLION] : SIZES;
  const rows: Record<string, unknown>[] = [];
  for (const size of sizes) {
    for (const row of measure(size)) {
      rows.push(row);
      if (!values.json) io.stdout.write(`${Object.values(row).join('\t')}\n`);
    }
  }
  if (values.json) io.stdout.write(`${JSON.stringify(rows)}\n`);
  return 0;
}

function* measure(size: number): Generator<Record<string, unknown>> {
  const document = syntheticTopology(size);
  const built = median(() => NetworkGraph.from(document), 3);
  const graph = built.result;
  yield row(graph, 'build the graph', built.ms, '');
  yield row(
    graph,
    'reach (one breadth-first search)',
    median(() => hopsFrom(graph, graph.pollers[0].device, noDarkness(graph)), RUNS).ms,
    '',
  );
  for (const { name, broken } of SCENARIOS) {
    const evidence = evidenceOf(graph, broken(graph));
    const { ms, result } = median(() => diagnose(graph, evidence), RUNS);
    yield row(graph, `diagnose: ${name}`, ms, told(result));
  }
}

function told({ rootCauses }: Verdict): string {
  const silent = rootCauses.reduce((count, { affectedDevices }) => count + affectedDevices.length, 0);
  return `${rootCauses.length} root causes, ${silent} devices behind them`;
}

function row(graph: NetworkGraph, what: string, ms: number, found: string): Record<string, unknown> {
  return { devices: graph.deviceCount, links: graph.linkCount, spans: graph.spanCount, what, ms: Number(ms.toFixed(2)), found };
}

/** Everything asked: every device by ICMP, every interface of what is reachable by SNMP (not of cameras). */
function evidenceOf(graph: NetworkGraph, broken: { kind: 'SPAN' | 'DEVICE'; index: number }[]): Evidence {
  const poller = graph.pollers[0].device;
  const dark = darknessOf(graph, broken);
  for (let device = 0; device < graph.deviceCount; device++) {
    if (dark.offDevices[device]) for (const link of effectOf(graph, 'DEVICE', device).links) dark.links[link] = 1;
  }
  const reached = reach(graph, poller, dark);
  const operUp = new Int8Array(2 * graph.linkCount).fill(-1);
  for (let end = 0; end < operUp.length; end++) {
    const device = (end & 1 ? graph.linkZ : graph.linkA)[end >> 1];
    if (reached[device] && graph.deviceRoles[device] !== 'CAMERA') operUp[end] = dark.links[end >> 1] ? 0 : 1;
  }
  return { poller, reachable: Int8Array.from(reached), operUp };
}

function median<Result>(run: () => Result, times: number): { ms: number; result: Result } {
  let result = run();
  for (let i = 1; i < Math.min(WARM_UPS, times); i++) result = run();
  const all = Array.from({ length: times }, () => {
    const started = performance.now();
    result = run();
    return performance.now() - started;
  });
  return { ms: all.sort((a, b) => a - b)[times >> 1], result };
}
