import { parseArgs } from 'node:util';
import { devicesNamed, type DisjointPaths, disjointPaths, type NetworkGraph, type NetworkPath, quoted, spansOf } from '@app/topology';
import type { Io } from './io.js';
import { readGraph } from './topology.file.js';

const USAGE = 'usage: nadi path --topology FILE --from DEVICE --to DEVICE|PLACE [--json]\n';

/**
 * `nadi path`: two ways from a device to another one, or to any device of a station, that share as little as possible, and what they
 * share all the same. Exit 1: no way leads there.
 */
export async function runPath(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi path: ${asked}\n${USAGE}`);
    return 2;
  }
  const graph = await readGraph('path', asked.topology, io);
  if (typeof graph === 'number') return graph;
  const from = graph.deviceIndex(asked.from);
  const targets = devicesNamed(graph, asked.to);
  if (from < 0) io.stderr.write(`nadi path: there is no device ${quoted(asked.from)}\n`);
  if (targets.length === 0) io.stderr.write(`nadi path: there is no device ${quoted(asked.to)}, and no place of this code with any\n`);
  if (from < 0 || targets.length === 0) return 2;
  const paths = disjointPaths(graph, from, targets);
  if (!paths) {
    io.stderr.write('nadi path: no way leads there, even with everything up\n');
    if (asked.isJson) io.stdout.write('null\n');
    return 1;
  }
  const report = reportOf(graph, paths);
  io.stdout.write(asked.isJson ? `${JSON.stringify(report)}\n` : readable(report));
  return 0;
}

interface Report {
  readonly paths: readonly {
    readonly devices: readonly string[];
    readonly links: readonly string[];
    readonly spans: readonly string[];
    /** Metres of fibre; null where a span's length is unknown. */
    readonly lengthM: number | null;
  }[];
  readonly shared: Readonly<Record<'links' | 'devices' | 'spans' | 'conduits' | 'places', readonly string[]>>;
}

function reportOf(graph: NetworkGraph, { first, second, shared }: DisjointPaths): Report {
  const codes = (all: readonly string[], positions: readonly number[]) => positions.map((position) => all[position]);
  const told = (path: NetworkPath) => {
    const spans = spansOf(graph, path);
    const lengths = spans.map((span) => graph.spanLengthM[span]);
    return {
      devices: codes(graph.deviceNames, path.devices),
      links: codes(graph.linkCodes, path.links),
      spans: codes(graph.spanCodes, spans),
      lengthM: lengths.some((each) => each < 0) ? null : lengths.reduce((sum, each) => sum + each, 0),
    };
  };
  return {
    paths: [told(first), told(second)],
    shared: {
      links: codes(graph.linkCodes, shared.links),
      devices: codes(graph.deviceNames, shared.devices),
      spans: codes(graph.spanCodes, shared.spans),
      conduits: codes(graph.conduitCodes, shared.conduits),
      places: codes(graph.placeCodes, shared.places),
    },
  };
}

function readable({ paths, shared }: Report): string {
  const ways = paths.map(({ devices, links, lengthM }) => {
    const steps = links.map((link, i) => ` -[${link}]- ${devices[i + 1]}`).join('');
    return `${devices[0]}${steps}${lengthM === null ? '' : `  (${lengthM} m of fibre)`}`;
  });
  const both = Object.entries(shared).filter(([, codes]) => codes.length > 0);
  const told = both.map(([what, codes]) => `  ${what.padEnd(9)}${codes.join(', ')}`);
  return [...ways, both.length === 0 ? 'They share nothing but their ends.' : 'They share:', ...told, ''].join('\n');
}

function readArguments(args: string[]): { topology: string; from: string; to: string; isJson: boolean } | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        topology: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const { topology, from, to, json } = values;
    if (topology === undefined) return '--topology FILE is missing';
    if (from === undefined) return '--from DEVICE is missing';
    if (to === undefined) return '--to DEVICE or the code of a place is missing';
    return { topology, from, to, isJson: json };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
