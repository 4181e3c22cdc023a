import { DEVICE_STATUSES, type DeviceStatus } from '@app/kernel';
import { compareComponents, componentAt, componentId, type NetworkGraph } from '@app/topology';
import { attribute } from './attribution.js';
import { findSuspects } from './candidate.search.js';
import type { Evidence } from './evidence.js';
import { explain } from './explain.js';
import { settlePremises } from './settle.premises.js';
import { Testimony } from './testimony.js';
import type { RootCause, Verdict } from './verdict.js';

const STATUS = Object.fromEntries(DEVICE_STATUSES.map((status, position) => [status, position])) as Record<DeviceStatus, number>;

/** So many causes are borne behind a device whose light is seen before it is taken as off, with all that lies behind it. */
const MOST_BEHIND_LIGHT = 2;
/** Each device that may hang so costs a diagnosis of its own. */
const MOST_HANGING = 16;

/**
 * Names what broke: the smallest set of components that, taken away, leaves exactly what was observed, and for each all that would
 * have looked the same. Where the topology cannot explain a silence, the silent device is to blame itself.
 */
export function diagnose(graph: NetworkGraph, evidence: Evidence, testimony = new Testimony(graph, evidence)): Verdict {
  const verdict = conclude(graph, evidence, testimony, new Set());
  return evidence.isSnapshot ? withLightBelieved(graph, evidence, testimony, verdict) : verdict;
}

/**
 * In a snapshot a silent device whose neighbour reads its port as up is on: its silence is false, or it hangs. What is silent behind it
 * decides: few causes of their own are believed, but not one for each of its twenty cameras.
 */
function withLightBelieved(graph: NetworkGraph, evidence: Evidence, testimony: Testimony, verdict: Verdict): Verdict {
  const lone = hangingIn(verdict).filter(({ affectedDevices }) => affectedDevices.length < 2);
  const knownOn = new Set(lone.map(deviceOf));
  let best = lone.length > 0 ? conclude(graph, evidence, testimony, knownOn) : verdict;
  for (const device of hangingIn(best).map(deviceOf).slice(0, MOST_HANGING)) {
    const other = conclude(graph, evidence, testimony, new Set([...knownOn, device]));
    // The device itself is no cause any more.
    if (causesIn(other) > causesIn(best) - 1 + MOST_BEHIND_LIGHT) continue;
    best = other;
    knownOn.add(device);
  }
  return best;
}

/** What is blamed although its light is seen, that with the least behind it first. */
function hangingIn({ rootCauses, unexplained }: Verdict): RootCause[] {
  const own = new Set(unexplained);
  return rootCauses.filter((cause) => cause.explains && cause.candidates[0].kind === 'DEVICE' && own.has(deviceOf(cause))).reverse();
}

function deviceOf({ candidates: [first] }: RootCause): number {
  return first.index;
}

function causesIn({ rootCauses }: Verdict): number {
  return rootCauses.filter(({ explains }) => explains).length;
}

function conclude(graph: NetworkGraph, evidence: Evidence, testimony: Testimony, knownOn: ReadonlySet<number>): Verdict {
  const premises = settlePremises(graph, evidence.poller, testimony, knownOn);
  const explanation = explain(graph, premises);
  const suspects = findSuspects(graph, premises, explanation)
    .map(({ components }) => components)
    .sort(([a], [b]) => compareComponents(graph, a, b));
  const blamed = premises.blamed.map((device) => [componentId(graph, 'DEVICE', device)]);
  const off = new Set(premises.blamedOff);

  // What is blamed without being off takes nothing with it: it is told after the rest, and nothing is attributed to it but itself.
  const taking = [...suspects, ...premises.blamedOff.map((device) => [componentId(graph, 'DEVICE', device)])];
  const alone = blamed.filter((_, i) => !off.has(premises.blamed[i]));
  const { causeOf, isolating } = attribute(
    graph,
    premises,
    taking.map(([first]) => first),
    explanation.effects,
  );
  const all = [...taking, ...alone];
  premises.blamedOff.forEach((device, i) => (causeOf[device] = suspects.length + i));
  premises.blamed.filter((device) => !off.has(device)).forEach((device, i) => (causeOf[device] = taking.length + i));
  const behind = silentBehind(evidence, causeOf, all.length);
  const rootCauses = all.map((components, cause) => {
    const explains = cause < taking.length;
    return toRootCause(graph, components, behind[cause], { isolating: !explains || !!isolating[cause], explains });
  });
  return {
    rootCauses: rootCauses.sort((x, y) => y.affectedDevices.length - x.affectedDevices.length || compareFirst(graph, x, y)),
    statuses: statusesOf(graph, evidence, rootCauses),
    unexplained: Int32Array.from(premises.blamed),
    unexplainedLinks: Int32Array.from(premises.unexplainedLinks),
    isMinimal: explanation.isMinimal,
  };
}

function silentBehind({ reachable }: Evidence, causeOf: Int32Array, causes: number): number[][] {
  const behind: number[][] = Array.from({ length: causes }, () => []);
  for (let device = 0; device < reachable.length; device++) {
    if (reachable[device] === 0) behind[causeOf[device]]?.push(device);
  }
  return behind;
}

function toRootCause(
  graph: NetworkGraph,
  components: readonly number[],
  behind: readonly number[],
  { isolating, explains }: Pick<RootCause, 'isolating' | 'explains'>,
): RootCause {
  return {
    candidates: components.map((component) => componentAt(graph, component)),
    affectedDevices: Int32Array.from(behind),
    affectedCameras: behind.filter((device) => graph.deviceRoles[device] === 'CAMERA').length,
    isolating,
    explains,
  };
}

function compareFirst(graph: NetworkGraph, { candidates: [x] }: RootCause, { candidates: [y] }: RootCause): number {
  return compareComponents(graph, componentId(graph, x.kind, x.index), componentId(graph, y.kind, y.index));
}

function statusesOf(graph: NetworkGraph, { reachable }: Evidence, rootCauses: readonly RootCause[]): Uint8Array {
  const statuses = new Uint8Array(graph.deviceCount);
  const suspected = new Uint8Array(graph.deviceCount);
  for (const { candidates } of rootCauses) for (const { kind, index } of candidates) if (kind === 'DEVICE') suspected[index] = 1;
  for (let device = 0; device < statuses.length; device++) {
    if (reachable[device] < 0) statuses[device] = STATUS.UNKNOWN;
    else if (reachable[device] > 0) statuses[device] = STATUS.UP;
    else statuses[device] = suspected[device] ? STATUS.DOWN : STATUS.UNREACHABLE;
  }
  return statuses;
}
