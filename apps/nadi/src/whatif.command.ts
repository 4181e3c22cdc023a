import { parseArgs } from 'node:util';
import {
  type Component,
  componentsNamed,
  falseDiversity,
  impactOf,
  impactsOfWorks,
  type NetworkGraph,
  quoted,
  singlePoints,
} from '@app/topology';
import { componentFor } from './component.argument.js';
import type { Io } from './io.js';
import { readGraph } from './topology.file.js';
import { cutReport, diversityReport, readableCut, readablePoints, readableWorks, worksReport } from './whatif.reports.js';
import { wholeNumber } from './whole.number.js';
import { readWorks } from './works.file.js';

const USAGE = 'usage: nadi whatif --topology FILE (--cut CODE[,CODE…] | --works FILE | --spof [--first N] | --false-diversity) [--json]\n';
const FIRST = 50;
const MOST = 10_000_000;

type Question =
  | { readonly kind: 'cut'; readonly cuts: readonly string[] }
  | { readonly kind: 'works'; readonly file: string }
  | { readonly kind: 'spof'; readonly first: number }
  | { readonly kind: 'false-diversity' };

interface Asked {
  readonly topology: string;
  readonly question: Question;
  readonly isJson: boolean;
}

/**
 * `nadi whatif`: what would be lost, and what would lose its redundancy, if these conduits, spans, links, devices or places broke
 * together, or while planned works take them; what hangs on single things; and which second ways are none.
 */
export async function runWhatif(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi whatif: ${asked}\n${USAGE}`);
    return 2;
  }
  const graph = await readGraph('whatif', asked.topology, io);
  if (typeof graph === 'number') return graph;
  switch (asked.question.kind) {
    case 'cut':
      return tellCut(graph, asked.question.cuts, asked.isJson, io);
    case 'works':
      return tellWorks(graph, asked.question.file, asked.isJson, io);
    case 'spof':
      return tellPoints(graph, asked.question.first, asked.isJson, io);
    case 'false-diversity':
      return tellDiversity(graph, asked.isJson, io);
  }
}

/** A code that stands for several things is refused with what it could mean; `SPAN:CODE` says which. */
function tellCut(graph: NetworkGraph, cuts: readonly string[], isJson: boolean, io: Io): number {
  const found = cuts.flatMap((cut) => split(graph, cut)).map((code) => componentFor(graph, code));
  const unclear = found.filter((each) => typeof each === 'string');
  for (const reason of unclear) io.stderr.write(`nadi whatif: ${reason}\n`);
  if (unclear.length > 0) return 2;
  const cut = found.filter((each) => typeof each !== 'string');
  for (const component of cut) warnOfNothing(graph, component, io);
  const report = cutReport(graph, cut, impactOf(graph, cut));
  io.stdout.write(isJson ? `${JSON.stringify(report)}\n` : readableCut(report));
  return 0;
}

async function tellWorks(graph: NetworkGraph, file: string, isJson: boolean, io: Io): Promise<number> {
  const read = await readWorks(file, graph);
  if (read.kind === 'refused') {
    for (const problem of read.problems) io.stderr.write(`${file}: ${problem}\n`);
    return 2;
  }
  const { works } = read;
  for (const component of works.flatMap(({ components }) => components)) warnOfNothing(graph, component, io);
  const report = worksReport(graph, works, impactsOfWorks(graph, works));
  io.stdout.write(isJson ? `${JSON.stringify(report)}\n` : readableWorks(report));
  return 0;
}

function tellPoints(graph: NetworkGraph, first: number, isJson: boolean, io: Io): number {
  const points = singlePoints(graph);
  const shown = Array.from(points.ranked.subarray(0, first), (id) => points.at(id));
  const total = points.ranked.length;
  const told = shown.map(({ kind, code, devicesBehind, camerasBehind, stationsIsolated }) => ({
    kind,
    code,
    devicesBehind,
    camerasBehind,
    stationsIsolated,
  }));
  io.stdout.write(isJson ? `${JSON.stringify({ total, points: told })}\n` : readablePoints(shown, total));
  return 0;
}

function tellDiversity(graph: NetworkGraph, isJson: boolean, io: Io): number {
  const report = diversityReport(graph, falseDiversity(graph));
  const lines = report.length === 0 ? ['no two ways share a conduit, a span or a place'] : report.map(({ message }) => message);
  io.stdout.write(isJson ? `${JSON.stringify(report)}\n` : `${lines.join('\n')}\n`);
  return 0;
}

/** Names may hold commas: what is a name as it stands is not split. */
function split(graph: NetworkGraph, cut: string): string[] {
  if (componentsNamed(graph, cut).length > 0) return [cut];
  return cut
    .split(',')
    .map((code) => code.trim())
    .filter((code) => code !== '');
}

/** A place where no device stands has no power to lose; who names a closure usually means the fibre in it. */
function warnOfNothing(graph: NetworkGraph, { kind, index, code }: Component, io: Io): void {
  const { start } = graph.placeDevices;
  if (kind !== 'PLACE' || start[index + 1] > start[index]) return;
  const ending = graph.spanCodes.filter((_, span) => graph.spanA[span] === index || graph.spanZ[span] === index);
  const hint = ending.length > 0 ? `; spans that end there: ${ending.slice(0, 20).join(', ')}` : '';
  io.stderr.write(`nadi whatif: warning: no device stands at ${quoted(code)}, so nothing is lost with its power${hint}\n`);
}

function readArguments(args: string[]): Asked | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        topology: { type: 'string' },
        cut: { type: 'string', multiple: true },
        works: { type: 'string' },
        spof: { type: 'boolean', default: false },
        first: { type: 'string' },
        'false-diversity': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const { topology, cut, works, spof, first, json } = values;
    if (topology === undefined) return '--topology FILE is missing';
    if (cut?.some((code) => code.trim() === '')) return '--cut CODE is missing';
    if (first !== undefined && !spof) return '--first goes with --spof';
    const questions: Question[] = [];
    if (cut) questions.push({ kind: 'cut', cuts: cut });
    if (works !== undefined) questions.push({ kind: 'works', file: works });
    if (spof) questions.push({ kind: 'spof', first: first === undefined ? FIRST : wholeNumber('--first', first, 1, MOST) });
    if (values['false-diversity']) questions.push({ kind: 'false-diversity' });
    if (questions.length === 0) return '--cut CODE is missing';
    if (questions.length > 1) return 'one question at a time: --cut, --works, --spof or --false-diversity';
    return { topology, question: questions[0], isJson: json };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
