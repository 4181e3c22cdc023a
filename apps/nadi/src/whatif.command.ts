import { parseArgs } from 'node:util';
import type { ComponentKind } from '@app/kernel';
import { type Component, componentsNamed, fullCode, impactOf, type Impact, type NetworkGraph, quoted } from '@app/topology';
import type { Io } from './io.js';
import { readGraph } from './topology.file.js';

const USAGE = 'usage: nadi whatif --topology FILE --cut CODE[,CODE…] [--json]\n';

/**
 * `nadi whatif`: what would be lost, and what would lose its redundancy, if these conduits, spans, links, devices or places broke
 * together. A code that stands for several things is refused with what it could mean; `SPAN:CODE` says which.
 */
export async function runWhatif(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi whatif: ${asked}\n${USAGE}`);
    return 2;
  }
  const graph = await readGraph('whatif', asked.topology, io);
  if (typeof graph === 'number') return graph;
  const found = asked.cuts.flatMap((cut) => split(graph, cut)).map((code) => ({ code, matches: componentsNamed(graph, code) }));
  const unclear = found.filter(({ matches }) => matches.length !== 1);
  for (const { code, matches } of unclear) io.stderr.write(`nadi whatif: ${whyUnclear(code, matches)}\n`);
  if (unclear.length > 0) return 2;
  const cut = found.map(({ matches: [component] }) => component);
  for (const component of cut) warnOfNothing(graph, component, io);
  const report = reportOf(graph, cut, impactOf(graph, cut));
  io.stdout.write(asked.json ? `${JSON.stringify(report)}\n` : readable(report));
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

function whyUnclear(code: string, matches: readonly Component[]): string {
  if (matches.length === 0) return `there is no conduit, span, link, device or place ${quoted(code)}`;
  return `${quoted(code)} is ambiguous: say ${matches.map(fullCode).join(' or ')}`;
}

/** A place where no device stands has no power to lose; who names a closure usually means the fibre in it. */
function warnOfNothing(graph: NetworkGraph, { kind, index, code }: Component, io: Io): void {
  const { start } = graph.placeDevices;
  if (kind !== 'PLACE' || start[index + 1] > start[index]) return;
  const ending = graph.spanCodes.filter((_, span) => graph.spanA[span] === index || graph.spanZ[span] === index);
  const hint = ending.length > 0 ? `; spans that end there: ${ending.slice(0, 20).join(', ')}` : '';
  io.stderr.write(`nadi whatif: warning: no device stands at ${quoted(code)}, so nothing is lost with its power${hint}\n`);
}

interface Report {
  readonly cut: readonly { readonly kind: ComponentKind; readonly code: string }[];
  readonly stationsIsolated: readonly string[];
  readonly stationsLosingRedundancy: readonly string[];
  readonly devicesLost: readonly string[];
  readonly camerasLost: number;
  readonly devicesLosingRedundancy: readonly string[];
  readonly linksDark: readonly string[];
}

function reportOf(graph: NetworkGraph, cut: readonly Component[], impact: Impact): Report {
  return {
    cut: cut.map(({ kind, code }) => ({ kind, code })),
    stationsIsolated: impact.isolatedStations.map((place) => graph.placeCodes[place]),
    stationsLosingRedundancy: impact.exposedStations.map((place) => graph.placeCodes[place]),
    devicesLost: impact.lostDevices.map((device) => graph.deviceNames[device]),
    camerasLost: impact.lostCameras,
    devicesLosingRedundancy: impact.exposedDevices.map((device) => graph.deviceNames[device]),
    linksDark: impact.darkLinks.map((link) => graph.linkCodes[link]),
  };
}

function readable(report: Report): string {
  const list = (names: readonly string[]) => {
    if (names.length === 0) return 'none';
    const rest = names.length > 20 ? `, and ${names.length - 20} more` : '';
    return `${names.length}: ${names.slice(0, 20).join(', ')}${rest}`;
  };
  return [
    `If ${report.cut.map(({ kind, code }) => `${kind} ${code}`).join(', ')} broke:`,
    `  stations isolated          ${list(report.stationsIsolated)}`,
    `  stations losing redundancy ${list(report.stationsLosingRedundancy)}`,
    `  devices lost               ${list(report.devicesLost)}`,
    `  of them cameras            ${report.camerasLost}`,
    `  devices losing redundancy  ${list(report.devicesLosingRedundancy)}`,
    `  links dark                 ${list(report.linksDark)}`,
    '',
  ].join('\n');
}

function readArguments(args: string[]): { topology: string; cuts: string[]; json: boolean } | string {
  try {
    const { values } = parseArgs({
      args,
      options: { topology: { type: 'string' }, cut: { type: 'string', multiple: true }, json: { type: 'boolean', default: false } },
    });
    const { topology, cut = [], json } = values;
    if (topology === undefined) return '--topology FILE is missing';
    if (cut.length === 0 || cut.some((code) => code.trim() === '')) return '--cut CODE is missing';
    return { topology, cuts: cut, json };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
