import type { DeviceId, OutageId } from '@app/kernel';
import {
  type AlertName,
  type Cause,
  keyOfSuspect,
  type Outage,
  type OutageStep,
  SEVERITIES,
  type Severity,
  type Suspect,
} from './outage.js';

/** What happens to one outage: what it becomes, and why. `before` is null for a new one. */
export interface OutageChange {
  readonly before: Outage | null;
  readonly outage: Outage;
  readonly steps: readonly OutageStep[];
}

export interface Reconciliation {
  readonly changes: readonly OutageChange[];
  /** Open outages that a newer version of the network judges as the former did. */
  readonly confirmed: readonly Outage[];
  /** By position of the causes: the outage that each is from now on. */
  readonly outageOf: readonly OutageId[];
}

export interface ReconcileContext {
  readonly now: Date;
  readonly topologyVersion: number;
  readonly newId: () => OutageId;
  /** Whether the present evidence says anything of what this outage was about: if not, it stays as it is. */
  readonly isObserved: (outage: Outage) => boolean;
  /** Why the network as it is now has no place for it any more; null if it has. */
  readonly whyGone: (outage: Outage) => string | null;
  /** Whether the network as it is now still has this device. */
  readonly isPart: (device: DeviceId) => boolean;
}

/**
 * Open outages and the causes of a new verdict in, what becomes of each out. Pure. An outage is its root: it goes on while its told
 * root is among the candidates of a cause, whatever else changes; it clears when nothing blames it and its evidence was seen anew. Where
 * the network was edited since, its root may have another name: it goes on as what is to blame now for the same.
 */
export function reconcile(open: readonly Outage[], causes: readonly Cause[], context: ReconcileContext): Reconciliation {
  const byAge = [...open].sort(compareAge);
  const changes: OutageChange[] = [];
  const { continued, rest } = continuedBy(byAge, causes);
  for (const outage of rest.filter(({ judgedOnVersion }) => judgedOnVersion < context.topologyVersion)) {
    const cause = causes.findIndex((each, i) => continued[i].length === 0 && isSame(outage, each, context));
    if (cause < 0) continue;
    continued[cause].push(outage);
    rest.splice(rest.indexOf(outage), 1);
  }
  const shownBehind = oldestBehind(continued.flat());
  const drafts = causes.map((cause, i) => {
    const [before] = continued[i];
    return before ? rejudged(before, cause, context) : opened(cause, shownBehind, context);
  });
  const outageOf = drafts.map(({ outage }) => outage.id);
  // Several outages whose roots nobody can tell apart any more are one.
  continued.forEach(([, ...others], i) => others.forEach((outage) => changes.push(merged(outage, outageOf[i], context))));
  const roots = new Map(causes.map((cause, i) => [keyOfSuspect(cause.candidates[0]), drafts[i].outage]));
  for (const [i, draft] of drafts.entries()) {
    const change = withSecond(draft, causes[i], roots);
    if (change.steps.length > 0) changes.push(change);
  }
  const confirmed = drafts.flatMap(({ before, outage, steps }) => (steps.length === 0 && outage !== before ? [outage] : []));
  const heirOf = new Map(drafts.flatMap(({ outage }) => outage.affectedDevices.map((device) => [device, outage.id])));
  for (const outage of rest) changes.push(...gone(outage, heirOf, context));
  return { changes, confirmed, outageOf };
}

/** By position of the causes: the open outages that each goes on with, the oldest first. No component is a candidate of two causes. */
function continuedBy(byAge: readonly Outage[], causes: readonly Cause[]): { continued: Outage[][]; rest: Outage[] } {
  // Looked up, not searched: thousands of single cameras may be down on any day.
  const causeOf = new Map(causes.flatMap(({ candidates }, i) => candidates.map((candidate) => [keyOfSuspect(candidate), i])));
  const continued: Outage[][] = causes.map(() => []);
  const rest: Outage[] = [];
  for (const outage of byAge) {
    const cause = causeOf.get(keyOfSuspect(outage.root));
    (cause === undefined ? rest : continued[cause]).push(outage);
  }
  return { continued, rest };
}

/** Whether a cause on an edited network is what an outage was about: a suspect in common, or most of what is left of what it took away. */
function isSame({ candidates, affectedDevices }: Outage, cause: Cause, { isPart }: ReconcileContext): boolean {
  const suspects = new Set(candidates.map(keyOfSuspect));
  if (cause.candidates.some((candidate) => suspects.has(keyOfSuspect(candidate)))) return true;
  const left = affectedDevices.filter(isPart);
  const behind = new Set(cause.affectedDevices);
  return 2 * left.filter((device) => behind.has(device)).length > left.length;
}

/** By device: the oldest of these outages that it was silent behind. */
function oldestBehind(outages: readonly Outage[]): ReadonlyMap<DeviceId, Outage> {
  const behind = new Map<DeviceId, Outage>();
  for (const outage of outages) {
    for (const device of outage.affectedDevices) {
      const other = behind.get(device);
      if (!other || compareAge(outage, other) < 0) behind.set(device, outage);
    }
  }
  return behind;
}

function compareAge(a: Outage, b: Outage): number {
  return a.openedAt.getTime() - b.openedAt.getTime() || (a.id < b.id ? -1 : 1);
}

function opened(cause: Cause, shownBehind: ReadonlyMap<DeviceId, Outage>, context: ReconcileContext): OutageChange {
  const root = rootOf(cause);
  const mine = new Set(cause.affectedDevices);
  const [splitFrom] = cause.affectedDevices.flatMap((device) => shownBehind.get(device) ?? []).sort(compareAge);
  const outage: Outage = {
    id: context.newId(),
    alertName: alertNameOf(root, cause),
    severity: cause.severity,
    root,
    candidates: cause.candidates,
    openedAt: context.now,
    clearedAt: null,
    affectedDevices: cause.affectedDevices,
    affectedCameras: cause.affectedCameras,
    affectedStations: cause.affectedStations,
    station: cause.stationOf(root),
    openedOnVersion: context.topologyVersion,
    judgedOnVersion: context.topologyVersion,
    secondOf: null,
    probableCause: cause.probableCause,
    unexplained: cause.unexplained,
  };
  const { probableCause, affectedCameras } = cause;
  const { alertName, unexplained } = outage;
  const { topologyVersion } = context;
  const detail = { root, alertName, affectedDevices: mine.size, affectedCameras, probableCause, unexplained, topologyVersion };
  return { before: null, outage, steps: [{ kind: 'opened', detail: splitFrom ? { ...detail, splitFrom: splitFrom.id } : detail }] };
}

function rootOf({ onlyCamera, candidates }: Cause): Suspect {
  return onlyCamera === null ? candidates[0] : { kind: 'DEVICE', code: onlyCamera };
}

/** What an open outage becomes; the first time on a newer version of the network, the step that says so comes first. */
function rejudged(before: Outage, cause: Cause, context: ReconcileContext): OutageChange {
  const version = context.topologyVersion;
  if (before.judgedOnVersion === version) return grown(before, cause);
  const isNamed = cause.candidates.some((candidate) => keyOfSuspect(candidate) === keyOfSuspect(before.root));
  const root = isNamed ? before.root : rootOf(cause);
  const station = isNamed ? before.station : cause.stationOf(root);
  const change = grown({ ...before, root, station }, cause);
  const outage = { ...change.outage, judgedOnVersion: version };
  if (isNamed && change.steps.length === 0) return { before, outage, steps: [] };
  const detail = { version, judgedBeforeOn: before.judgedOnVersion, from: before.root, to: root };
  return { before, outage, steps: [{ kind: 'rejudged', detail }, ...change.steps] };
}

function grown(before: Outage, cause: Cause): OutageChange {
  const steps: OutageStep[] = [];
  const alertName = alertNameOf(before.root, cause);
  // It never weighs less while it lasts: what is half healed is not a smaller alarm, and an alert keeps its identity.
  const severity = heavier(before.severity, cause.severity);
  const wasOf = new Set(before.affectedDevices);
  const isOf = new Set(cause.affectedDevices);
  const more = cause.affectedDevices.filter((device) => !wasOf.has(device)).length;
  const fewer = before.affectedDevices.filter((device) => !isOf.has(device)).length;
  const counts = { more, fewer, affectedDevices: isOf.size, affectedCameras: cause.affectedCameras };
  if (more > 0) steps.push({ kind: 'grew', detail: counts });
  else if (fewer > 0) steps.push({ kind: 'shrank', detail: counts });
  if (alertName !== before.alertName || severity !== before.severity)
    steps.push({
      kind: 'renamed',
      detail: { from: { alertName: before.alertName, severity: before.severity }, to: { alertName, severity } },
    });
  // Who told keeps his word: an OLT that falls silent itself takes nothing back.
  const probableCause = cause.probableCause ?? before.probableCause;
  const isOrdered = cause.candidates.map(keyOfSuspect).join() === before.candidates.map(keyOfSuspect).join();
  const { unexplained } = cause;
  if (!isOrdered || probableCause !== before.probableCause || unexplained !== before.unexplained)
    steps.push({ kind: 'narrowed', detail: { from: before.candidates, to: cause.candidates, probableCause, unexplained } });
  const { candidates, affectedDevices, affectedCameras, affectedStations } = cause;
  const outage = {
    ...before,
    alertName,
    severity,
    candidates,
    affectedDevices,
    affectedCameras,
    affectedStations,
    probableCause,
    unexplained,
  };
  return { before, outage: steps.length > 0 ? outage : before, steps };
}

function withSecond(change: OutageChange, cause: Cause, roots: ReadonlyMap<string, Outage>): OutageChange {
  const { outage } = change;
  if (outage.secondOf !== null) return change;
  const others = cause.togetherWith.flatMap((key) => roots.get(key) ?? []);
  const first = others.find((other) => other.id !== outage.id && other.openedAt < outage.openedAt);
  if (!first) return change;
  const steps = change.steps.length > 0 ? change.steps : [{ kind: 'narrowed' as const, detail: { secondOf: first.id } }];
  return { ...change, outage: { ...outage, secondOf: first.id }, steps };
}

function merged(outage: Outage, into: OutageId, context: ReconcileContext): OutageChange {
  return { before: outage, outage: { ...outage, clearedAt: endOf(outage, context.now) }, steps: [{ kind: 'merged', detail: { into } }] };
}

/** What no cause blames any more: part of a greater one, healed, or just not seen. `heirOf`: the outage that a device is behind now. */
function gone(outage: Outage, heirOf: ReadonlyMap<DeviceId, OutageId>, context: ReconcileContext): OutageChange[] {
  const [first, ...others] = outage.affectedDevices;
  const heir = heirOf.get(first);
  if (heir !== undefined && others.every((device) => heirOf.get(device) === heir)) return [merged(outage, heir, context)];
  const reason = context.whyGone(outage);
  if (reason === null && !context.isObserved(outage)) return [];
  // Not because it healed, it may be: the network that it is judged on is another.
  const edited = outage.judgedOnVersion < context.topologyVersion ? { version: context.topologyVersion } : {};
  const detail = reason === null ? edited : { reason };
  const cleared = { ...outage, judgedOnVersion: context.topologyVersion, clearedAt: endOf(outage, context.now) };
  return [{ before: outage, outage: cleared, steps: [{ kind: 'cleared', detail }] }];
}

/** A clock that was set back ends no outage before it began. */
export function endOf({ openedAt }: Outage, now: Date): Date {
  return now < openedAt ? openedAt : now;
}

export function alertNameOf(root: Suspect, { isIsolating, onlyCamera }: Pick<Cause, 'isIsolating' | 'onlyCamera'>): AlertName {
  if (!isIsolating) return 'RedundancyLost';
  switch (root.kind) {
    case 'CONDUIT':
      return 'ConduitCut';
    case 'SPAN':
      return 'FibreSpanCut';
    case 'LINK':
      return 'LinkDown';
    case 'PLACE':
      return 'PlaceDown';
    case 'DEVICE':
      return root.code === onlyCamera ? 'CameraDown' : 'DeviceDown';
  }
}

function heavier(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) <= SEVERITIES.indexOf(b) ? a : b;
}
