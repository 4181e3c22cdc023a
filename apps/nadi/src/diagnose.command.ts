import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { diagnose, diagnosisLine, readObservation } from '@app/diagnosis';
import type { NetworkGraph } from '@app/topology';
import type { Io } from './io.js';
import { readGraph } from './topology.file.js';

const USAGE = 'usage: nadi diagnose --topology FILE --observations FILE|- [--json]\n';
/** Refused entries of one line that are named one by one. */
const NAMED = 20;

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
  const graph = await readGraph('diagnose', asked.topology, io);
  if (typeof graph === 'number') return graph;
  const input = asked.observations === '-' ? io.stdin : createReadStream(asked.observations);
  try {
    return await answerLines(graph, input, asked.observations, io);
  } catch (error) {
    if (!isFileError(error)) throw error;
    io.stderr.write(`nadi diagnose: ${error.message}\n`);
    return 2;
  }
}

async function answerLines(graph: NetworkGraph, input: Readable, name: string, io: Io): Promise<number> {
  let isClean = true;
  let number = 0;
  for await (const text of linesOf(input)) {
    number++;
    if (text.trim() === '') continue;
    const say = (message: string) => io.stderr.write(`${name}:${number}: ${message}\n`);
    const { answer, refused, warnings } = answerLine(graph, text);
    for (const warning of warnings.slice(0, NAMED)) say(`warning: ${warning}`);
    for (const reason of refused.slice(0, NAMED)) say(reason);
    if (refused.length > NAMED) say(`and ${refused.length - NAMED} more`);
    if (refused.length > 0) isClean = false;
    if (answer !== null) await write(io.stdout, `${answer}\n`);
  }
  return isClean ? 0 : 1;
}

interface AnsweredLine {
  readonly answer: string | null;
  readonly refused: readonly string[];
  readonly warnings: readonly string[];
}

function answerLine(graph: NetworkGraph, text: string): AnsweredLine {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { answer: null, refused: [`is no JSON: ${error instanceof Error ? error.message : String(error)}`], warnings: [] };
  }
  const observation = readObservation(graph, value);
  if (observation.kind === 'malformed') return { answer: null, refused: [observation.reason], warnings: [] };
  const verdict = diagnose(graph, observation.evidence);
  return {
    answer: JSON.stringify(diagnosisLine(graph, observation.id, verdict)),
    refused: observation.refused,
    warnings: verdict.isMinimal
      ? observation.warnings
      : [...observation.warnings, 'gave up the search: fewer causes might explain this too'],
  };
}

async function* linesOf(input: Readable): AsyncGenerator<string> {
  // readline's own iterator loses errors of the stream: pass them on.
  const lines = createInterface({ input, crlfDelay: Infinity });
  let failure: Error | undefined;
  input.once('error', (error: Error) => {
    failure = error;
    lines.close();
  });
  yield* lines;
  if (failure !== undefined) throw failure;
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
