import { parseArgs } from 'node:util';
import { locateOnSpan, type OtdrAnswer, type OtdrPoint, quoted, type RouteStructure } from '@app/topology';
import type { Io } from './io.js';
import { positionProblems, readTopology } from './topology.file.js';

const USAGE = 'usage: nadi otdr --topology FILE --span CODE --from PLACE --metres N [--json]\n';
const NAMED = 20;

/**
 * `nadi otdr`: where on a span an event lies that an OTDR sees so many metres of fibre from the place at one of its ends. Exit 1: it
 * lies beyond the span.
 */
export async function runOtdr(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi otdr: ${asked}\n${USAGE}`);
    return 2;
  }
  const topology = await readTopology('otdr', asked.topology, io);
  if (typeof topology === 'number') return topology;
  const problems = positionProblems(topology.document);
  for (const { place, reason } of problems.slice(0, NAMED)) io.stderr.write(`${asked.topology}: ${place}: ${reason}\n`);
  if (problems.length > 0) return 1;
  const answer = locateOnSpan(topology.graph, topology.document, asked.span, asked.from, asked.metres);
  if (asked.isJson) io.stdout.write(`${JSON.stringify(answer)}\n`);
  if (answer.kind !== 'point') {
    io.stderr.write(`nadi otdr: span ${quoted(asked.span)} from ${quoted(asked.from)}: ${answer.reason}\n`);
    return exitCode(answer);
  }
  for (const warning of answer.warnings) io.stderr.write(`nadi otdr: warning: ${warning}\n`);
  if (!asked.isJson) io.stdout.write(readable(answer));
  return 0;
}

function exitCode({ kind }: Exclude<OtdrAnswer, OtdrPoint>): 1 | 2 {
  return kind === 'beyond-end' ? 1 : 2;
}

function readable({ span, from, fibreM, position, along, slackM, before, behind }: OtdrPoint): string {
  const metres = (value: number) => `${Math.round(value)} m`;
  const structure = ({ place, atM }: RouteStructure) => `${place}${atM === null ? '' : ` (at ${metres(atM)})`}`;
  const lines = [`${span}, ${metres(fibreM)} of fibre from ${from}: between ${structure(before)} and ${structure(behind)}`];
  if (position) lines.push(`  position  ${position.lat.toFixed(6)}, ${position.lon.toFixed(6)}`);
  if (along)
    lines.push(`  along the route  ${metres(along.likelyM)} from ${from}, between ${metres(along.leastM)} and ${metres(along.mostM)}`);
  if (slackM !== null) lines.push(`  slack  ${metres(slackM)} of fibre more than route, taken to be spread evenly`);
  return `${lines.join('\n')}\n`;
}

function readArguments(args: string[]): { topology: string; span: string; from: string; metres: number; isJson: boolean } | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        topology: { type: 'string' },
        span: { type: 'string' },
        from: { type: 'string' },
        metres: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const { topology, span, from, metres, json } = values;
    if (topology === undefined) return '--topology FILE is missing';
    if (span === undefined) return '--span CODE is missing';
    if (from === undefined) return '--from PLACE is missing: the end that was measured from';
    if (metres === undefined) return '--metres N is missing';
    if (!/^\d+(\.\d+)?$/.test(metres)) return `--metres takes a number of metres from 0 up, not ${quoted(metres)}`;
    return { topology, span, from, metres: Number(metres), isJson: json };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
