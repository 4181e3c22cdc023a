import { randomUUID } from 'node:crypto';
import type { InventorySnapshot } from '@app/inventory';
import { type Clock, DEVICE_STATUSES, type DeviceId, type OutageId } from '@app/kernel';
import type { DomainEvents, Transactor } from '@app/platform';
import { BELIEF } from '@app/reachability';
import { blindnessOf } from './blindness.js';
import { type Beliefs, buildEvidence, type LeftOut, leftOutOf } from './evidence.builder.js';
import { type ExplanationChange, Explanations } from './explanations.js';
import { ExplanationStore } from './explanation.store.js';
import { isObservedBy, whyGone } from './observed.js';
import { judge, type Judgement, statusCode } from './judge.js';
import type { Outage, OutageStep } from './outage.js';
import { type DeviceConclusion, OutageStore } from './outage.store.js';
import { endOf, type OutageChange, reconcile } from './reconcile.js';

const UNKNOWN = statusCode('UNKNOWN');
const ANSWERING = new Set([statusCode('UP'), statusCode('DEGRADED')]);
const SILENT = new Set([statusCode('DOWN'), statusCode('UNREACHABLE')]);

export type ConcludeOutcome = { readonly changes: readonly OutageChange[]; readonly leftOut: LeftOut } & (
  { readonly kind: 'concluded'; readonly isMinimal: boolean } | { readonly kind: 'blind'; readonly reason: string }
);

/** What is to be kept of one judgement. */
interface Conclusions {
  readonly changes: readonly OutageChange[];
  readonly confirmed: readonly Outage[];
  readonly moved: readonly DeviceConclusion[];
  readonly explained: readonly ExplanationChange[];
}

/** Keeps what is concluded: one judgement in, one transaction out, and memory follows the commit. */
export class ConcludingService {
  /** Position in DEVICE_STATUSES, by device of the graph. */
  statuses: Uint8Array = new Uint8Array(0);
  isBlind = false;
  private snapshot: InventorySnapshot | null = null;
  private outageOf: (OutageId | null)[] = [];
  /** Where a device stood in the last judgement that was not blind: what it is held against when most falls silent. */
  private wasUp: Uint8Array = new Uint8Array(0);
  private openOutages = new Map<OutageId, Outage>();
  private term = 0;
  private readonly store: OutageStore;
  private readonly explanations = new Explanations();
  private readonly explanationStore: ExplanationStore;

  constructor(
    private readonly transactor: Transactor,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {
    this.store = new OutageStore(transactor);
    this.explanationStore = new ExplanationStore(transactor);
  }

  /** By device of the graph: the outage that it is silent behind. */
  get outageOfDevices(): readonly (OutageId | null)[] {
    return this.outageOf;
  }

  get outages(): readonly Outage[] {
    return [...this.openOutages.values()];
  }

  /** Takes the lead: reads where the last lead left off. Answers what was concluded of each device. */
  async takeLead(snapshot: InventorySnapshot): Promise<readonly DeviceConclusion[]> {
    this.term = await this.store.takeTerm();
    const kept = await this.store.statuses();
    this.openOutages = new Map((await this.store.open()).map((outage) => [outage.id, outage]));
    this.explanations.recall(await this.explanationStore.ofOpen());
    this.isBlind = this.outages.some(({ alertName }) => alertName === 'PollerBlind');
    this.resize(snapshot);
    for (const { deviceId, status, outageId } of kept) {
      const device = snapshot.indexOfDevice(deviceId);
      if (device < 0) continue;
      this.statuses[device] = statusCode(status);
      this.outageOf[device] = outageId;
      // Whoever is blind knows nothing of anybody, but what was behind an outage before stayed behind it.
      const isHidden = this.isBlind && this.statuses[device] === UNKNOWN && outageId === null;
      this.wasUp[device] = isHidden || ANSWERING.has(this.statuses[device]) ? 1 : 0;
    }
    return kept;
  }

  /** Within a transaction: throws where somebody else leads by now. */
  hold(): Promise<void> {
    return this.store.holdTerm(this.term);
  }

  clearedSince(since: Date): Promise<Outage[]> {
    return this.store.clearedSince(since);
  }

  /** Goes on with another version of the network. */
  adopt(snapshot: InventorySnapshot): void {
    const before = { snapshot: this.snapshot, statuses: this.statuses, outageOf: this.outageOf, wasUp: this.wasUp };
    this.resize(snapshot);
    if (!before.snapshot) return;
    snapshot.deviceIds.forEach((id, device) => {
      const was = before.snapshot?.indexOfDevice(id as DeviceId) ?? -1;
      if (was < 0) return;
      this.statuses[device] = before.statuses[was];
      this.outageOf[device] = before.outageOf[was];
      this.wasUp[device] = before.wasUp[was];
    });
  }

  /** Judges what is believed now. Throws where the database is away: then nothing has happened, and it is to be tried again. */
  async conclude(beliefs: Beliefs, isProberAble: boolean): Promise<ConcludeOutcome> {
    const { snapshot } = this;
    if (!snapshot) throw new Error('there is no network to judge yet');
    const poller = snapshot.graph.pollers[0]?.device ?? 0;
    const judgement = judge(snapshot, buildEvidence(snapshot.graph, beliefs, poller), beliefs.devices.loss.isDegraded, beliefs);
    const reason = blindnessOf(judgement, isProberAble, (device) => this.wasUp[device] === 1);
    const now = this.clock.now();
    const changes = [...this.blindnessChanges(snapshot, poller, reason, now)];
    const seeing = this.outages.filter(({ alertName }) => alertName !== 'PollerBlind');
    const {
      changes: others,
      confirmed,
      outageOf,
    } = reason === null ? this.reconciled(snapshot, judgement, seeing, now) : { changes: [], confirmed: [], outageOf: [] };
    changes.push(...others);
    const statuses = this.statusesAfter(judgement, beliefs, reason !== null);
    const behind = reason === null ? Array.from(judgement.causeOf, (cause) => outageOf[cause] ?? null) : this.outageOf;
    const moved = this.moved(snapshot, statuses, behind, beliefs, now);
    const explained = reason === null ? this.explained(snapshot, judgement, beliefs, changes, outageOf) : [];
    if ([changes, moved, confirmed, explained].some(({ length }) => length > 0))
      await this.commit({ changes, confirmed, moved, explained }, now);
    this.explanations.remember(explained, (id) => !changes.some(({ outage }) => outage.id === id && outage.clearedAt !== null));
    this.remember(judgement, statuses, behind, [...changes.map(({ outage }) => outage), ...confirmed], reason !== null);
    const told = { changes, leftOut: leftOutOf(snapshot.graph, beliefs, judgement.evidence) };
    return reason === null ? { ...told, kind: 'concluded', isMinimal: judgement.isMinimal } : { ...told, kind: 'blind', reason };
  }

  private reconciled(snapshot: InventorySnapshot, judgement: Judgement, open: readonly Outage[], now: Date) {
    return reconcile(open, judgement.causes, {
      now,
      topologyVersion: snapshot.version,
      newId: () => randomUUID() as OutageId,
      isObserved: (outage) => isObservedBy(snapshot, judgement.evidence, outage),
      whyGone: (outage) => whyGone(snapshot, outage),
      isPart: (device) => snapshot.indexOfDevice(device) >= 0,
    });
  }

  private explained(
    snapshot: InventorySnapshot,
    judgement: Judgement,
    beliefs: Beliefs,
    changes: readonly OutageChange[],
    outageOf: readonly OutageId[],
  ): ExplanationChange[] {
    const changed = new Map(changes.map((change) => [change.outage.id, change]));
    const outages = outageOf.map((id) => changed.get(id)?.outage ?? this.openOutages.get(id));
    return this.explanations.changes(snapshot, judgement, beliefs, outages, changed);
  }

  private blindnessChanges({ graph, version }: InventorySnapshot, poller: number, reason: string | null, now: Date): OutageChange[] {
    const open = this.outages.find(({ alertName }) => alertName === 'PollerBlind');
    if (reason === null)
      return open ? [{ before: open, outage: { ...open, clearedAt: endOf(open, now) }, steps: [{ kind: 'cleared', detail: {} }] }] : [];
    if (open) return [];
    const root = { kind: 'DEVICE' as const, code: graph.deviceNames[poller] ?? '' };
    const station = graph.placeStation[graph.devicePlace[poller]] ?? -1;
    const outage: Outage = {
      id: randomUUID() as OutageId,
      alertName: 'PollerBlind',
      severity: 'critical',
      root,
      candidates: [root],
      openedAt: now,
      clearedAt: null,
      affectedDevices: [],
      affectedCameras: 0,
      affectedStations: [],
      station: station >= 0 ? graph.placeCodes[station] : null,
      openedOnVersion: version,
      judgedOnVersion: version,
      secondOf: null,
      probableCause: null,
      unexplained: null,
    };
    return [{ before: null, outage, steps: [{ kind: 'opened', detail: { root, alertName: 'PollerBlind', reason } }] }];
  }

  /** What is in doubt shows what was concluded before; who sees nothing knows nothing. */
  private statusesAfter({ statuses, evidence }: Judgement, { devices }: Beliefs, isBlind: boolean): Uint8Array {
    const next = statuses.slice();
    for (let device = 0; device < next.length; device++) {
      if (isBlind) next[device] = UNKNOWN;
      else if (evidence.reachable[device] < 0 && devices.status[device] !== BELIEF.UNKNOWN) next[device] = this.statuses[device];
    }
    return next;
  }

  private moved(
    { deviceIds }: InventorySnapshot,
    statuses: Uint8Array,
    behind: readonly (OutageId | null)[],
    { devices }: Beliefs,
    now: Date,
  ): DeviceConclusion[] {
    const moved: DeviceConclusion[] = [];
    for (let device = 0; device < statuses.length; device++) {
      const outageId = behind[device];
      const isSame = statuses[device] === this.statuses[device];
      if (isSame && outageId === this.outageOf[device]) continue;
      const believedSince = devices.status[device] === BELIEF.UNKNOWN ? 0 : devices.since[device];
      moved.push({
        deviceId: deviceIds[device] as DeviceId,
        status: DEVICE_STATUSES[statuses[device]],
        since: believedSince > 0 ? new Date(believedSince) : now,
        outageId,
      });
    }
    return moved;
  }

  private commit({ changes, confirmed, moved, explained }: Conclusions, now: Date): Promise<void> {
    return this.transactor.run(async () => {
      await this.store.holdTerm(this.term);
      const { log } = this.store;
      await log.lock();
      await log.begin();
      await this.store.save(changes, now);
      const [first] = confirmed;
      if (first)
        await this.store.judgedOn(
          first.judgedOnVersion,
          confirmed.map(({ id }) => id),
        );
      await this.store.saveStatuses(moved);
      await this.explanationStore.save(explained, now);
      for (const { outageId, steps } of explained) for (const step of steps) await this.store.addStep(outageId, step, now);
      await log.keepOutages([...changes.map(({ outage }) => outage.id), ...confirmed.map(({ id }) => id)]);
      await log.keepStatuses(moved.map(({ deviceId }) => deviceId));
      for (const [kind, ids] of idsByStep(changes, explained)) await this.events.publishMany(`outage.${kind}`, ids);
      await this.events.publishMany(
        'device-status.changed',
        moved.map(({ deviceId }) => String(deviceId)),
      );
      await log.end(this.clock, moved.length);
    });
  }

  private remember(
    judgement: Judgement,
    statuses: Uint8Array,
    behind: (OutageId | null)[],
    outages: readonly Outage[],
    isBlind: boolean,
  ): void {
    this.outageOf = behind;
    this.statuses = statuses;
    this.isBlind = isBlind;
    for (const outage of outages) {
      if (outage.clearedAt === null) this.openOutages.set(outage.id, outage);
      else this.openOutages.delete(outage.id);
    }
    if (isBlind) return;
    for (let device = 0; device < statuses.length; device++) {
      if (ANSWERING.has(statuses[device])) this.wasUp[device] = 1;
      else if (SILENT.has(judgement.statuses[device])) this.wasUp[device] = 0;
    }
  }

  private resize(snapshot: InventorySnapshot): void {
    const { deviceCount } = snapshot.graph;
    this.snapshot = snapshot;
    this.statuses = new Uint8Array(deviceCount).fill(UNKNOWN);
    this.outageOf = Array<OutageId | null>(deviceCount).fill(null);
    this.wasUp = new Uint8Array(deviceCount);
  }
}

/** What happened to which outages: a few announcements, however many outages a storm brings. */
function idsByStep(changes: readonly OutageChange[], explained: readonly ExplanationChange[]): Map<OutageStep['kind'], OutageId[]> {
  const ids = new Map<OutageStep['kind'], OutageId[]>();
  const steps = [
    ...changes.map((change) => [change.outage.id, change.steps] as const),
    ...explained.map((change) => [change.outageId, change.steps] as const),
  ];
  for (const [id, taken] of steps) {
    for (const { kind } of taken) {
      const list = ids.get(kind);
      if (list) list.push(id);
      else ids.set(kind, [id]);
    }
  }
  return ids;
}
