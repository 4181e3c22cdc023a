import { createReadStream } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { diagnose, diagnosisLine, readObservation, type Verdict } from '@app/diagnosis';
import { type NetworkGraph, quoted } from '@app/topology';
import { boundedLines } from './bounded.lines.js';
import type { Io } from './io.js';
import { readTopologyOfPollers } from './topology.file.js';

const USAGE = 'usage: nadi diagnose --topology FILE --observations FILE|- [--json]\n';
/** Refused entries of one line that are named one by one. */
const NAMED = 20;
/** A million devices, each with an interface or two, take half of this; a text can be twice as long at most. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Clocks of pollers may differ from ours by so much before a line is said to come from the future. */
const CLOCKS_DIFFER_MS = 60_000;

/**
 * `nadi diagnose`: reads observations line by line and prints one diagnosis line for each that can be read. What cannot be used is
 * named on stderr with its line number, and makes the exit code 1; the other lines are answered all the same.
 */
export async function runDiagnose(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi diagnose: ${asked}\n${USAGE}`);
    return 2;
  }
  const topology = await readTopologyOfPollers('diagnose', asked.topology, io);
  if (typeof topology === 'number') return topology;
  const input = asked.observations === '-' ? io.stdin : createReadStream(asked.observations);
  try {
    const code = await answerLines(topology.graph, input, asked.observations, io);
    return topology.passedOver.length === 0 ? code : Math.max(code, 1);
  } catch (error) {
    if (!isFileError(error)) throw error;
    io.stderr.write(`nadi diagnose: ${error.message}\n`);
    return 2;
  }
}

async function answerLines(graph: NetworkGraph, input: Readable, name: string, io: Io): Promise<number> {
  let isClean = true;
  let number = 0;
  for await (const text of boundedLines(input, MOST_BYTES)) {
    number++;
    if (text?.trim() === '') continue;
    const say = (message: string) => io.stderr.write(`${name}:${number}: ${message}\n`);
    const { answer, refused, warnings } = text === null ? refusal(`is longer than ${MOST_BYTES} bytes`) : answerLine(graph, text);
    tell(warnings, (warning) => say(`warning: ${warning}`));
    tell(refused, say);
    if (refused.length > 0) isClean = false;
    if (answer !== null) await write(io.stdout, `${answer}\n`);
  }
  if (number === 0) io.stderr.write(`${name}: warning: holds no observation\n`);
  return isClean ? 0 : 1;
}

function tell(messages: readonly string[], say: (message: string) => void): void {
  messages.slice(0, NAMED).forEach(say);
  if (messages.length > NAMED) say(`and ${messages.length - NAMED} more`);
}

interface AnsweredLine {
  readonly answer: string | null;
  readonly refused: readonly string[];
  readonly warnings: readonly string[];
}

function refusal(reason: string): AnsweredLine {
  return { answer: null, refused: [reason], warnings: [] };
}

function answerLine(graph: NetworkGraph, text: string): AnsweredLine {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The message repeats some of the text.
    return refusal(`is no JSON: ${quoted(error instanceof Error ? error.message : String(error))}`);
  }
  const observation = readObservation(graph, value);
  if (observation.kind === 'malformed') return refusal(observation.reason);
  const { id, evidence, atMs, refused, warnings } = observation;
  const verdict = diagnose(graph, evidence);
  const isFuture = atMs !== null && atMs > Date.now() + CLOCKS_DIFFER_MS;
  return {
    answer: JSON.stringify(diagnosisLine(graph, id, verdict)),
    refused,
    warnings: [...warnings, ...(isFuture ? ['"at" lies in the future'] : []), ...doubtsOf(graph, verdict)],
  };
}

/** What the evidence leaves open, in words: it fails open, and says so. */
function doubtsOf(graph: NetworkGraph, { rootCauses, unexplained, unexplainedLinks, isMinimal }: Verdict): string[] {
  const hanging = new Set(rootCauses.flatMap(({ explains, candidates }) => (explains ? candidates[0] : [])).map(({ code }) => code));
  return [
    ...Array.from(unexplained, (device) => {
      const name = graph.deviceNames[device];
      const why = hanging.has(name)
        ? 'is taken as off although its light is seen'
        : 'is silent, which nothing broken explains: DOWN on its own';
      return `device ${quoted(name)} ${why}`;
    }),
    ...Array.from(
      unexplainedLinks,
      (link) => `link ${quoted(graph.linkCodes[link])} is read down against other evidence: nothing was concluded from it`,
    ),
    ...(isMinimal ? [] : ['gave up the search: fewer causes might explain this too']),
  ];
}

/** Waits where the reader is slower than we are, so that answers do not pile up in memory. */
async function write(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await new Promise<void>((resolve) => stream.once('drain', () => resolve()));
}

function readArguments(args: string[]): { topology: string; observations: string } | string {
  try {
    const { values } = parseArgs({
      args,
      options: { topology: { type: 'string' }, observations: { type: 'string' }, json: { type: 'boolean' } },
    });
    const { topology, observations } = values;
    if (topology === undefined) return '--topology FILE is missing';
    if (observations === undefined) return '--observations FILE is missing';
    return { topology, observations };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}
