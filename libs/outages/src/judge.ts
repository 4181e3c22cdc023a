import { Diagnoser, type Evidence, type RootCause, type Verdict } from '@app/diagnosis';
import { DEVICE_STATUSES, type DeviceId, type DeviceStatus } from '@app/kernel';
import { compareNatural, hopsFrom, type NetworkGraph, noDarkness, type TopologyDocument } from '@app/topology';
import type { DeviceTellings } from './device.tellings.js';
import { upsIn } from './evidence.told.js';
import type { OnuTellings, ProbableCause } from './onu.tellings.js';
import { type Cause, keyOfSuspect, type Suspect, type Unexplained } from './outage.js';
import { severityOf } from './severity.js';
import { shareSilence } from './share.silence.js';
import { deviceComponent, notYetThere, type Unproven, withoutUnproven } from './unproven.js';

/** The network as a verdict needs it: the graph, which row of the database each device is, and whose area lies in whose. */
export interface Judged {
  readonly graph: NetworkGraph;
  readonly deviceIds: Int32Array;
  readonly document: Pick<TopologyDocument, 'stations'>;
}

export interface Judgement {
  readonly causes: readonly Cause[];
  /** Position in DEVICE_STATUSES, by device of the graph. */
  readonly statuses: Uint8Array;
  /** Per device, the position of the cause it is silent behind, or -1. */
  readonly causeOf: Int32Array;
  readonly evidence: Evidence;
  readonly isMinimal: boolean;
  /** Devices whose silence the topology cannot explain: each is a cause of its own. */
  readonly unexplained: ReadonlySet<number>;
}

/** What devices tell of why something is silent: it orders candidates, and strikes none out. */
export interface Told {
  readonly onus?: Pick<OnuTellings, 'causeOf'>;
  readonly tellings?: Pick<DeviceTellings, 'powerOf'>;
  /** What was declared lately and never worked. */
  readonly declared?: Unproven;
}

const UP = statusCode('UP');
const DOWN = statusCode('DOWN');
const UNREACHABLE = statusCode('UNREACHABLE');
const DEGRADED = statusCode('DEGRADED');

export function statusCode(status: DeviceStatus): number {
  return DEVICE_STATUSES.indexOf(status);
}

/** Evidence in, causes and statuses out: diagnosis, in the words of outages. Pure. */
export function judge(judged: Judged, all: Evidence, isDegraded: Uint8Array, told: Told = {}): Judgement {
  const { graph } = judged;
  const { evidence, silent } = withoutUnproven(graph, all, told.declared);
  const verdict = Diagnoser.of(graph).diagnose(evidence);
  const statuses = verdict.statuses.slice();
  for (let device = 0; device < statuses.length; device++) if (statuses[device] === UP && isDegraded[device]) statuses[device] = DEGRADED;
  const causeOf = new Int32Array(graph.deviceCount).fill(-1);
  const { rootCauses, togetherWith: together } = shareSilence(graph, evidence, verdict);
  rootCauses.forEach(({ affectedDevices }, cause) => affectedDevices.forEach((device) => (causeOf[device] = cause)));
  // Two cuts of a ring isolate together: each is the outage it is, whichever of them the silence is counted behind.
  const isolating = new Set(together.flat());
  const unexplained = unexplainedOf(graph, evidence.poller, verdict);
  const causes: Cause[] = rootCauses.map((cause, i) => ({
    ...toCause(judged, { ...cause, isolating: cause.isolating || isolating.has(keyOfSuspect(cause.candidates[0])) }, together[i], told),
    unexplained: unexplained(cause),
  }));
  const broken = rootCauses.map(({ candidates: [first] }) => first);
  for (const { device, behind, hasPath } of notYetThere(graph, evidence.poller, broken, silent)) {
    for (const each of behind) {
      statuses[each] = each === device ? DOWN : UNREACHABLE;
      causeOf[each] = causes.length;
    }
    const cause: RootCause = {
      candidates: [deviceComponent(graph, device)],
      affectedDevices: Int32Array.from(behind),
      affectedCameras: behind.filter((each) => graph.deviceRoles[each] === 'CAMERA').length,
      isolating: true,
      explains: true,
    };
    causes.push({ ...toCause(judged, cause, [], told), unexplained: hasPath ? null : 'no-path' });
  }
  return { causes, statuses, causeOf, evidence: all, isMinimal: verdict.isMinimal, unexplained: new Set(verdict.unexplained) };
}

/** Why a silent device is blamed alone. Such a cause has no other candidate. */
function unexplainedOf(graph: NetworkGraph, poller: number, { unexplained }: Verdict): (cause: RootCause) => Unexplained | null {
  if (unexplained.length === 0) return () => null;
  const alone = new Set(unexplained);
  const hops = hopsFrom(graph, poller, noDarkness(graph));
  return ({ candidates: [{ kind, index }] }) => {
    if (kind !== 'DEVICE' || !alone.has(index)) return null;
    return hops[index] < 0 ? 'no-path' : 'contradiction';
  };
}

/** What those that left told, where they agree: one ONU without power among others without light says nothing of what they share. */
function agreedCause(devices: readonly number[], onus: Pick<OnuTellings, 'causeOf'> | undefined): ProbableCause | null {
  const told = new Set(devices.flatMap((device) => onus?.causeOf(device) ?? []));
  const [cause] = told;
  return told.size === 1 ? (cause ?? null) : null;
}

const FITS: Readonly<Record<ProbableCause, ReadonlySet<Suspect['kind']>>> = {
  power: new Set(['DEVICE', 'PLACE']),
  fibre: new Set(['CONDUIT', 'SPAN', 'LINK']),
};

/** Codes of those places among the candidates whose UPS lived on its battery when it was heard last. */
function placesOnBattery(graph: NetworkGraph, { candidates }: RootCause, { tellings }: Told): ReadonlySet<string> {
  const isOnBattery = (place: number) => upsIn(graph, place).some((ups) => tellings?.powerOf(ups)?.isOnBattery);
  return new Set(candidates.flatMap(({ kind, index, code }) => (kind === 'PLACE' && tellings && isOnBattery(index) ? [code] : [])));
}

/** Puts first what the tellings fit. Nothing is struck out: a failing ONU may miss its last gasp, and an open outage keeps its root. */
function byLikelihood(candidates: readonly Suspect[], cause: ProbableCause | null, unpowered: ReadonlySet<string>): readonly Suspect[] {
  if (cause === null) return candidates;
  const rank = ({ kind, code }: Suspect) => {
    if (!FITS[cause].has(kind)) return 2;
    return cause === 'power' && kind === 'PLACE' && unpowered.has(code) ? 0 : 1;
  };
  return [...candidates].sort((a, b) => rank(a) - rank(b));
}

function toCause(
  { graph, deviceIds, document }: Judged,
  cause: RootCause,
  together: readonly string[],
  told: Told,
): Omit<Cause, 'unexplained'> {
  const devices = Array.from(cause.affectedDevices);
  const only = devices.length === 1 && graph.deviceRoles[devices[0]] === 'CAMERA' ? devices[0] : -1;
  const isItself = cause.candidates.some(({ kind, index }) => kind === 'DEVICE' && index === only);
  const stations = countByStation(graph, devices);
  const mine = new Set(devices);
  const unpowered = placesOnBattery(graph, cause, told);
  const probableCause = agreedCause(devices, told.onus) ?? (unpowered.size > 0 ? 'power' : null);
  return {
    candidates: byLikelihood(
      cause.candidates.map(({ kind, code }) => ({ kind, code })),
      probableCause,
      unpowered,
    ),
    probableCause,
    isIsolating: cause.isolating,
    affectedDevices: devices.map((device) => deviceIds[device] as DeviceId).sort((a, b) => a - b),
    affectedCameras: cause.affectedCameras,
    affectedStations: [...stations.keys()].map((station) => graph.placeCodes[station]).sort(compareNatural),
    onlyCamera: only >= 0 && isItself ? graph.deviceNames[only] : null,
    severity: severityOf({
      isIsolating: cause.isolating,
      lostStations: [...stations.keys()].filter((station) => isLost(graph, station, mine)).length,
      cameras: cause.affectedCameras,
      infrastructure: devices.length - cause.affectedCameras,
    }),
    togetherWith: together,
    stationOf: (root) => stationOfRoot(graph, document, root, [...stations.keys()]),
  };
}

function countByStation(graph: NetworkGraph, devices: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const device of devices) {
    const station = graph.placeStation[graph.devicePlace[device]];
    if (station >= 0) counts.set(station, (counts.get(station) ?? 0) + 1);
  }
  return counts;
}

/** True if a station has devices of its own and all of them are silent behind one cause. */
export function isLost(graph: NetworkGraph, station: number, silent: ReadonlySet<number>): boolean {
  const { start, items } = graph.placeDevices;
  const own = items.subarray(start[station], start[station + 1]);
  return own.length > 0 && own.every((device) => silent.has(device));
}

/** Where the root stands; for a fibre, the least station whose area holds all that is lost, else that of its nearer end. */
function stationOfRoot(
  graph: NetworkGraph,
  { stations }: Pick<TopologyDocument, 'stations'>,
  { kind, code }: Suspect,
  lost: readonly number[],
): string | null {
  const isFibre = kind === 'CONDUIT' || kind === 'SPAN' || kind === 'LINK';
  const found = isFibre && lost.length > 0 ? commonStation(graph, stations, lost) : stationOfComponent(graph, kind, code);
  return found >= 0 ? graph.placeCodes[found] : null;
}

/** The lowest station in the line of command above all of these (or one of them); -1 where there is none. Stations are the first places. */
function commonStation(graph: NetworkGraph, stations: TopologyDocument['stations'], lost: readonly number[]): number {
  const line = (station: number): number[] => {
    const above: number[] = [];
    for (let at = station; at >= 0 && !above.includes(at);) {
      above.push(at);
      const parent = stations[at].parent ?? null;
      at = parent === null ? -1 : graph.placeIndex(parent);
    }
    return above;
  };
  const [first, ...others] = lost.map(line);
  return first.find((station) => others.every((other) => other.includes(station))) ?? -1;
}

function stationOfComponent(graph: NetworkGraph, kind: Suspect['kind'], code: string): number {
  const first = (...places: number[]) => places.map((place) => graph.placeStation[place]).find((station) => station >= 0) ?? -1;
  switch (kind) {
    case 'DEVICE':
      return first(graph.devicePlace[graph.deviceIndex(code)]);
    case 'PLACE':
      return first(graph.placeIndex(code));
    case 'LINK': {
      const link = graph.linkIndex(code);
      return first(graph.devicePlace[graph.linkZ[link]], graph.devicePlace[graph.linkA[link]]);
    }
    case 'SPAN': {
      const span = graph.spanIndex(code);
      return first(graph.spanZ[span], graph.spanA[span]);
    }
    case 'CONDUIT': {
      const { start, items } = graph.conduitSpans;
      const conduit = graph.conduitIndex(code);
      return first(...Array.from(items.subarray(start[conduit], start[conduit + 1])).flatMap((s) => [graph.spanZ[s], graph.spanA[s]]));
    }
  }
}
