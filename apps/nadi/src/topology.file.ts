import { readFile } from 'node:fs/promises';
import { NetworkGraph, quoted, type TopologyDocument, TopologyError, type TopologyProblem } from '@app/topology';
import type { Io } from './io.js';

type LoadedTopology =
  | { readonly kind: 'loaded'; readonly graph: NetworkGraph; readonly passedOver: readonly TopologyProblem[] }
  /** Nothing that could be read: bad use. */
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** Read, but no topology that could be true. */
  | { readonly kind: 'refused'; readonly problems: readonly TopologyProblem[] };

/** A document without what it can do without, and what that was. */
interface Mended {
  readonly document: TopologyDocument;
  readonly passedOver: readonly TopologyProblem[];
}

/** A graph to work with; not whole where something had to be left out. */
export interface ReadGraph {
  readonly graph: NetworkGraph;
  readonly isWhole: boolean;
}

/** The graph of a topology file for an offline command; else the exit code, with what is wrong told on stderr. */
export async function readGraph(command: string, path: string, io: Io): Promise<NetworkGraph | 1 | 2> {
  const read = told(command, path, await loadTopology(path, (document) => ({ document, passedOver: [] })), io);
  return typeof read === 'number' ? read : read.graph;
}

/** The same for what pollers saw: one that stands nowhere is named and left out, as long as another one stands somewhere. */
export async function readGraphOfPollers(command: string, path: string, io: Io): Promise<ReadGraph | 1 | 2> {
  return told(command, path, await loadTopology(path, withoutLostPollers), io);
}

function told(command: string, path: string, topology: LoadedTopology, io: Io): ReadGraph | 1 | 2 {
  const tell = ({ place, reason }: TopologyProblem) => io.stderr.write(`${path}: ${place}: ${reason}\n`);
  switch (topology.kind) {
    case 'unreadable':
      io.stderr.write(`nadi ${command}: ${topology.reason}\n`);
      return 2;
    case 'refused':
      topology.problems.forEach(tell);
      return 1;
    case 'loaded':
      topology.passedOver.forEach(tell);
      for (const warning of topology.graph.warnings) io.stderr.write(`${path}: warning: ${warning}\n`);
      return { graph: topology.graph, isWhole: topology.passedOver.length === 0 };
  }
}

/**
 * Reads a topology v1 file for the offline commands. Checked is what the graph stands on (shapes, names, references); the whole schema is
 * checked on import.
 */
async function loadTopology(path: string, mend: (document: TopologyDocument) => Mended): Promise<LoadedTopology> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return { kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = quoted(error instanceof Error ? error.message : String(error));
    return { kind: 'refused', problems: [{ place: quoted(path), reason: `is no JSON: ${reason}` }] };
  }
  const problems = shapeProblems(value);
  if (problems.length > 0) return { kind: 'refused', problems };
  const { document, passedOver } = mend(value as TopologyDocument);
  try {
    return { kind: 'loaded', graph: NetworkGraph.from(document), passedOver };
  } catch (error) {
    if (error instanceof TopologyError) return { kind: 'refused', problems: [...passedOver, ...error.problems] };
    throw error;
  }
}

/** Each poller sees for itself: one that stands nowhere spoils its own lines and no others. If all do, the document is refused. */
function withoutLostPollers(document: TopologyDocument): Mended {
  const { pollers = [] } = document;
  const names = new Set(document.devices.map(({ name }) => name));
  const standing = pollers.filter(({ attachedTo }) => names.has(attachedTo));
  if (standing.length === 0 || standing.length === pollers.length) return { document, passedOver: [] };
  const passedOver = pollers.flatMap(({ code, attachedTo }, i) =>
    names.has(attachedTo) ? [] : { place: `pollers[${i}] ${quoted(code)}.attachedTo`, reason: `there is no device ${quoted(attachedTo)}` },
  );
  return { document: { ...document, pollers: standing }, passedOver };
}

/** What must be a text in each row of each list; the first names the row. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  stations: ['code', 'kind'],
  buildings: ['code', 'station'],
  accessPoints: ['code'],
  conduits: ['code'],
  spans: ['code', 'a', 'z'],
  devices: ['name', 'role', 'place'],
  links: ['code'],
  pollers: ['code', 'attachedTo'],
};
const REQUIRED = new Set(['stations', 'devices', 'links']);

type Row = Readonly<Record<string, unknown>>;

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shapeProblems(value: unknown): TopologyProblem[] {
  if (!isRow(value)) return [{ place: 'the document', reason: 'must be an object' }];
  const problems: TopologyProblem[] = [];
  if (value.version !== 1) problems.push({ place: 'version', reason: `must be 1, found ${quoted(value.version)}` });
  for (const [list, texts] of Object.entries(TEXTS)) {
    const rows = value[list];
    if (rows === undefined && !REQUIRED.has(list)) continue;
    if (!Array.isArray(rows)) {
      problems.push({ place: list, reason: rows === undefined ? 'is missing' : 'must be a list' });
      continue;
    }
    rows.forEach((row: unknown, i) => problems.push(...rowProblems(list, texts, row, i)));
  }
  return problems;
}

function rowProblems(list: string, texts: readonly string[], row: unknown, i: number): TopologyProblem[] {
  if (!isRow(row)) return [{ place: `${list}[${i}]`, reason: 'must be an object' }];
  const key = typeof row[texts[0]] === 'string' ? ` ${quoted(row[texts[0]])}` : '';
  const problem = (field: string, reason: string) => ({ place: `${list}[${i}]${key}.${field}`, reason });
  const found = texts.filter((field) => typeof row[field] !== 'string').map((field) => problem(field, 'must be a text'));
  if (list === 'spans') {
    if (row.conduit !== undefined && typeof row.conduit !== 'string') found.push(problem('conduit', 'must be a text'));
    const { lengthM } = row;
    if (lengthM !== undefined && !(typeof lengthM === 'number' && lengthM >= 0))
      found.push(problem('lengthM', 'must be a number of metres'));
  }
  if (list === 'links') {
    for (const end of ['a', 'z']) if (!isEnd(row[end])) found.push(problem(end, 'must name a device, and its interface as a text if any'));
    const { spans = [] } = row;
    const isList = Array.isArray(spans) && spans.every((span) => typeof span === 'string');
    if (!isList) found.push(problem('spans', 'must be a list of codes'));
  }
  return found;
}

function isEnd(value: unknown): boolean {
  return isRow(value) && typeof value.device === 'string' && (value.interface === undefined || typeof value.interface === 'string');
}
