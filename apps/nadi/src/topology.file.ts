import { readFile } from 'node:fs/promises';
import { NetworkGraph, quoted, type TopologyDocument, TopologyError, type TopologyProblem } from '@app/topology';
import type { Io } from './io.js';

/** A topology v1 file as it was written, and its graph. */
export interface TopologyFile {
  readonly document: TopologyDocument;
  readonly graph: NetworkGraph;
  /** What the graph does without. */
  readonly passedOver: readonly TopologyProblem[];
}

type LoadedTopology =
  | { readonly kind: 'loaded'; readonly topology: TopologyFile }
  /** Nothing that could be read: bad use. */
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** Read, but no topology that could be true. */
  | { readonly kind: 'refused'; readonly problems: readonly TopologyProblem[] };

/** A document without what it can do without, and what that was. */
type Mended = Omit<TopologyFile, 'graph'>;

/** The graph of a topology file for an offline command; else the exit code, with what is wrong told on stderr. */
export async function readGraph(command: string, path: string, io: Io): Promise<NetworkGraph | 1 | 2> {
  const topology = await readTopology(command, path, io);
  return typeof topology === 'number' ? topology : topology.graph;
}

/** Like {@link readGraph}, with the document beside it. */
export async function readTopology(command: string, path: string, io: Io): Promise<TopologyFile | 1 | 2> {
  return told(command, path, await loadTopology(path, (document) => ({ document, passedOver: [] })), io);
}

/** The same for what pollers saw: one that stands nowhere is named and left out, as long as another one stands somewhere. */
export async function readTopologyOfPollers(command: string, path: string, io: Io): Promise<TopologyFile | 1 | 2> {
  return told(command, path, await loadTopology(path, withoutLostPollers), io);
}

function told(command: string, path: string, read: LoadedTopology, io: Io): TopologyFile | 1 | 2 {
  const tell = ({ place, reason }: TopologyProblem) => io.stderr.write(`${path}: ${place}: ${reason}\n`);
  switch (read.kind) {
    case 'unreadable':
      io.stderr.write(`nadi ${command}: ${read.reason}\n`);
      return 2;
    case 'refused':
      read.problems.forEach(tell);
      return 1;
    case 'loaded':
      read.topology.passedOver.forEach(tell);
      for (const warning of read.topology.graph.warnings) io.stderr.write(`${path}: warning: ${warning}\n`);
      return read.topology;
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
    // The message repeats some of the text.
    const reason = quoted(error instanceof Error ? error.message : String(error));
    return { kind: 'refused', problems: [{ place: quoted(path), reason: `is no JSON: ${reason}` }] };
  }
  const problems = shapeProblems(value);
  if (problems.length > 0) return { kind: 'refused', problems };
  const { document, passedOver } = mend(value as TopologyDocument);
  try {
    return { kind: 'loaded', topology: { document, graph: NetworkGraph.from(document), passedOver } };
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

/** What is wrong with the positions and routes of a document, which only commands that speak of the map stand on. */
export function positionProblems({ stations, buildings = [], accessPoints = [], spans = [] }: TopologyDocument): TopologyProblem[] {
  const problems: TopologyProblem[] = [];
  for (const [list, rows] of Object.entries({ stations, buildings, accessPoints })) {
    rows.forEach(({ code, lat, lon }, i) => {
      if (lat === undefined && lon === undefined) return;
      if (!isPoint([lon, lat])) problems.push({ place: `${list}[${i}] ${quoted(code)}`, reason: 'lat and lon must be degrees' });
    });
  }
  spans.forEach(({ code, route }, i) => {
    const isRoute = route === undefined || (Array.isArray(route) && route.every(isPoint));
    if (!isRoute) problems.push({ place: `spans[${i}] ${quoted(code)}.route`, reason: 'must be a list of [lon, lat] in degrees' });
  });
  return problems;
}

function isPoint(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [lon, lat] = value as unknown[];
  return typeof lon === 'number' && Math.abs(lon) <= 180 && typeof lat === 'number' && Math.abs(lat) <= 90;
}
