import type { ComponentKind } from '@app/kernel';
import {
  type Component,
  type FalseDiversity,
  type Impact,
  type IntervalImpact,
  inWords,
  type NetworkGraph,
  type SinglePoint,
} from '@app/topology';
import type { NamedWork } from './works.file.js';

const MOST_SHOWN = 20;

interface CutReport {
  readonly cut: readonly { readonly kind: ComponentKind; readonly code: string }[];
  readonly stationsIsolated: readonly string[];
  readonly stationsLosingRedundancy: readonly string[];
  readonly devicesLost: readonly string[];
  readonly camerasLost: number;
  readonly devicesLosingRedundancy: readonly string[];
  readonly linksDark: readonly string[];
}

export function cutReport(graph: NetworkGraph, cut: readonly Component[], impact: Impact): CutReport {
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

export function readableCut(report: CutReport): string {
  const broken = report.cut.map(({ kind, code }) => `${kind} ${code}`).join(', ');
  return [`If ${broken} broke:`, ...lossLines(report), ''].join('\n');
}

export interface WorksReport {
  readonly intervals: readonly (CutReport & {
    readonly startsAt: string;
    readonly endsAt: string;
    readonly works: readonly string[];
    /** Stations that these works isolate together, and none of them alone. */
    readonly stationsIsolatedTogether: readonly string[];
  })[];
}

export function worksReport(graph: NetworkGraph, works: readonly NamedWork[], intervals: Iterable<IntervalImpact>): WorksReport {
  return {
    intervals: Array.from(intervals, ({ from, to, works: active, impact, isolatedTogether }) => {
      const cut = new Map(active.flatMap((i) => works[i].components).map((each) => [`${each.kind}:${each.code}`, each]));
      return {
        startsAt: new Date(from).toISOString(),
        endsAt: new Date(to).toISOString(),
        works: active.map((i) => works[i].code),
        ...cutReport(graph, [...cut.values()], impact),
        stationsIsolatedTogether: isolatedTogether.map((place) => graph.placeCodes[place]),
      };
    }),
  };
}

export function readableWorks({ intervals }: WorksReport): string {
  const told = intervals.map((interval) => {
    const { startsAt, endsAt, works, stationsIsolatedTogether: together } = interval;
    const lines = [`${startsAt} to ${endsAt}, under way: ${works.join(', ')}`, ...lossLines(interval)];
    if (together.length > 0) lines.push(`  by these works together     ${list(together)} isolated, by none of them alone`);
    return `${lines.join('\n')}\n`;
  });
  return told.length === 0 ? 'no works\n' : told.join('\n');
}

export function readablePoints(points: readonly SinglePoint[], total: number): string {
  if (points.length === 0) return 'no single point of failure\n';
  const lines = points.map(({ kind, code, devicesBehind, camerasBehind, stationsIsolated }) =>
    [devicesBehind, camerasBehind, stationsIsolated, `${kind} ${code}`].join('\t'),
  );
  const rest = total > points.length ? [`and ${total - points.length} more (--first N shows more)`] : [];
  return [['devices', 'cameras', 'stations', 'hang on'].join('\t'), ...lines, ...rest, ''].join('\n');
}

export function diversityReport(graph: NetworkGraph, found: readonly FalseDiversity[]) {
  return found.map((each) => ({
    links: each.links.map((link) => graph.linkCodes[link]),
    shared: each.shared.map(({ kind, code }) => ({ kind, code })),
    devices: each.devices,
    cameras: each.cameras,
    stations: each.stations.map((place) => graph.placeCodes[place]),
    message: inWords(graph, each),
  }));
}

function lossLines(report: CutReport): string[] {
  return [
    `  stations isolated          ${list(report.stationsIsolated)}`,
    `  stations losing redundancy ${list(report.stationsLosingRedundancy)}`,
    `  devices lost               ${list(report.devicesLost)}`,
    `  of them cameras            ${report.camerasLost}`,
    `  devices losing redundancy  ${list(report.devicesLosingRedundancy)}`,
    `  links dark                 ${list(report.linksDark)}`,
  ];
}

function list(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const rest = names.length > MOST_SHOWN ? `, and ${names.length - MOST_SHOWN} more` : '';
  return `${names.length}: ${names.slice(0, MOST_SHOWN).join(', ')}${rest}`;
}
