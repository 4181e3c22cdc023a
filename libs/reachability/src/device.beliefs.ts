import { PROBE_OUTCOME, type ProbeBatch, type ProbeOutcome } from '@app/probing';
import { LossWindow } from './loss.window.js';
import { BELIEF, type Belief, type DetectionPolicy, nextReachability, type Observation, type Reachability } from './reachability.js';
import { Recollection } from './recollection.js';
import { noneAfter, type Roster } from './roster.js';

/** What a batch of answers changed, by position of the devices. */
export interface Reaction {
  /** These spoke against what is believed: to be asked again at once. */
  readonly contradicted: readonly number[];
  /** Nothing was known of them, and they answer. */
  readonly met: readonly number[];
  /** Their believed status is another now. */
  readonly hardened: readonly number[];
  /** They began or ceased to lose much. */
  readonly degraded: readonly number[];
}

/** An answer that claims to be from later than this after now is from a clock that is wrong: it counts as from now. */
const FUTURE_MS = 5_000;

/** What is asked each five seconds is overtaken by so many of its own answers at the most. */
const MOST_AGREED = 4;

/** What is believed of each device, in columns: 100,000 devices in 6 MB. */
export class DeviceBeliefs {
  /** A BELIEF each. */
  readonly status: Uint8Array;
  readonly contradictions: Uint8Array;
  readonly failures: Uint8Array;
  /** Milliseconds since the epoch, as in {@link Reachability}. */
  readonly since: Float64Array;
  readonly contradictedSince: Float64Array;
  /** When the newest question went out that was answered; 0 for never since the start. */
  readonly answeredSince: Float64Array;
  /** When the newest question went out that was settled, by an answer or by silence; 0 for never since the start. */
  readonly heardSince: Float64Array;
  /** 1 once any question was settled since the start. */
  readonly wasAsked: Uint8Array;
  readonly rttSeconds: Float32Array;
  readonly loss: LossWindow;
  /** Devices whose state is soft; and which of them are infrastructure. */
  soft = 0;
  readonly softInfrastructure = new Set<number>();
  /** Infrastructure devices that were asked at least once since the start. */
  infrastructureAsked = 0;
  /** Of the devices in doubt, and a while after. */
  private readonly recollections = new Map<number, Recollection>();
  /** Of infrastructure that is not in doubt: when the last questions went out whose answers said what is believed, ascending. */
  private readonly agreedLately = new Map<number, number[]>();

  constructor(
    readonly roster: Roster,
    private readonly policy: DetectionPolicy,
  ) {
    const count = roster.deviceIds.length;
    this.status = new Uint8Array(count);
    this.contradictions = new Uint8Array(count);
    this.failures = new Uint8Array(count);
    this.since = new Float64Array(count);
    this.contradictedSince = new Float64Array(count);
    this.answeredSince = new Float64Array(count);
    this.wasAsked = new Uint8Array(count);
    this.rttSeconds = new Float32Array(count).fill(Number.NaN);
    this.loss = new LossWindow(count);
    this.heardSince = new Float64Array(count);
  }

  /** Takes over what was believed before a restart: it stands until answers speak against it. */
  recall(device: number, status: Belief, since: number): void {
    this.status[device] = status;
    this.since[device] = since;
  }

  /** Takes over what is believed of the devices of an older version that are still there. */
  carry(older: DeviceBeliefs): void {
    this.roster.deviceIds.forEach((id, mine) => {
      const theirs = older.roster.indexOfDevice(id);
      if (theirs < 0) return;
      this.status[mine] = older.status[theirs];
      this.since[mine] = older.since[theirs];
      this.failures[mine] = older.failures[theirs];
      this.answeredSince[mine] = older.answeredSince[theirs];
      this.rttSeconds[mine] = older.rttSeconds[theirs];
      this.heardSince[mine] = older.heardSince[theirs];
      this.loss.copy(older.loss, theirs, mine);
      if (older.wasAsked[theirs]) this.markAsked(mine);
      // A soft state is not carried: the next answer begins the count anew.
    });
  }

  /** Nobody asks any more, or nothing has come of it for too long: what was believed says nothing of now. */
  forget(device: number): void {
    this.put(device, { status: BELIEF.UNKNOWN, since: 0, contradictions: 0, contradictedSince: 0, failures: 0 });
    this.recollections.delete(device);
    this.agreedLately.delete(device);
    this.rttSeconds[device] = Number.NaN;
    this.loss.reset(device);
  }

  /** The clock was set back: what seems to be later than now would hide all that is heard until then. */
  turnBack(now: number): void {
    for (const instants of [this.since, this.contradictedSince, this.answeredSince, this.heardSince]) noneAfter(instants, now);
    // Counted as they stand; in which order they were asked cannot be told from what is asked from now on.
    this.recollections.clear();
    this.agreedLately.clear();
  }

  apply(batch: ProbeBatch, now: number): Reaction {
    const contradicted: number[] = [];
    const met: number[] = [];
    const hardened: number[] = [];
    const degraded: number[] = [];
    for (let row = 0; row < batch.count; row++) {
      const device = this.roster.indexOfDevice(batch.deviceIds[row]);
      if (device < 0) continue;
      const outcome = batch.outcomes[row] as ProbeOutcome;
      const sentAt = batch.sentAtMs[row] > now + FUTURE_MS ? now : batch.sentAtMs[row];
      this.markAsked(device);
      const before = this.status[device];
      if (!this.hear(device, { outcome, sentAt })) continue;
      // What was asked before the present state began says nothing of its quality.
      const isCounted = outcome !== PROBE_OUTCOME.FAILED && sentAt >= this.since[device];
      if (isCounted && this.loss.note(device, outcome !== PROBE_OUTCOME.REPLIED)) degraded.push(device);
      if (sentAt >= this.heardSince[device]) {
        this.heardSince[device] = sentAt;
        if (outcome === PROBE_OUTCOME.REPLIED) this.rttSeconds[device] = batch.rttSeconds[row];
      }
      if (outcome === PROBE_OUTCOME.REPLIED && sentAt > this.answeredSince[device]) this.answeredSince[device] = sentAt;
      if (before === BELIEF.UNKNOWN && this.status[device] === BELIEF.UP) {
        met.push(device);
      } else if (this.status[device] !== before) {
        hardened.push(device);
        if (before !== BELIEF.UNKNOWN) this.loss.reset(device);
        if (this.status[device] !== BELIEF.UP) this.rttSeconds[device] = Number.NaN;
      } else if (this.contradictions[device] > 0) {
        contradicted.push(device);
      }
    }
    return { contradicted, met, hardened, degraded };
  }

  /** Believes what follows from one more answer, whenever it comes; false for one that was heard already, or is too old to count. */
  private hear(device: number, seen: Observation): boolean {
    const { policy } = this;
    const now = this.at(device);
    let recollection = this.recollections.get(device);
    if (!recollection) {
      const newest = this.heardSince[device];
      if (newest > 0 && seen.sentAt === newest) return false;
      const isPlain = now.contradictions === 0 && now.failures === 0 && agrees(seen.outcome, now.status);
      // The first answer ever, and one that says what is believed: nothing to remember, which most are.
      if (isPlain || (now.status === BELIEF.UNKNOWN && newest === 0 && seen.outcome === PROBE_OUTCOME.REPLIED)) {
        if (seen.sentAt > newest) this.put(device, nextReachability(now, seen, policy));
        return this.noteAgreed(device, seen.sentAt);
      }
      recollection = new Recollection(now);
      // It may have been asked before what agreed lately, or between.
      const agreed = now.status === BELIEF.UNKNOWN ? [] : (this.agreedLately.get(device) ?? [newest]);
      for (const sentAt of agreed) recollection.add({ outcome: sayingOf(now.status), sentAt }, policy);
      this.recollections.set(device, recollection);
    }
    if (!recollection.add(seen, policy)) return false;
    this.put(device, recollection.believed(policy));
    if (recollection.isOver(policy)) {
      this.recollections.delete(device);
      for (const sentAt of recollection.instants()) this.noteAgreed(device, sentAt);
    }
    return true;
  }

  /** False for a repeat. A camera is asked so seldom that its newest answer is all that can be overtaken. */
  private noteAgreed(device: number, sentAt: number): boolean {
    if (!this.roster.isInfrastructure[device]) return true;
    const agreed = this.agreedLately.get(device) ?? [];
    if (agreed.includes(sentAt)) return false;
    agreed.push(sentAt);
    agreed.sort((a, b) => a - b);
    if (agreed.length > MOST_AGREED) agreed.shift();
    this.agreedLately.set(device, agreed);
    return true;
  }

  private at(device: number): Reachability {
    return {
      status: this.status[device] as Belief,
      since: this.since[device],
      contradictions: this.contradictions[device],
      contradictedSince: this.contradictedSince[device],
      failures: this.failures[device],
    };
  }

  private put(device: number, next: Reachability): void {
    this.soft += Math.sign(next.contradictions) - Math.sign(this.contradictions[device]);
    if (next.contradictions > 0 && this.roster.isInfrastructure[device]) this.softInfrastructure.add(device);
    else this.softInfrastructure.delete(device);
    this.status[device] = next.status;
    this.since[device] = next.since;
    this.contradictions[device] = next.contradictions;
    this.contradictedSince[device] = next.contradictedSince;
    this.failures[device] = next.failures;
  }

  private markAsked(device: number): void {
    if (this.wasAsked[device]) return;
    this.wasAsked[device] = 1;
    this.infrastructureAsked += this.roster.isInfrastructure[device];
  }
}

function agrees(outcome: ProbeOutcome, status: Belief): boolean {
  if (outcome === PROBE_OUTCOME.FAILED || status === BELIEF.UNKNOWN) return false;
  return (outcome === PROBE_OUTCOME.REPLIED) === (status === BELIEF.UP);
}

function sayingOf(status: Belief): ProbeOutcome {
  return status === BELIEF.UP ? PROBE_OUTCOME.REPLIED : PROBE_OUTCOME.TIMED_OUT;
}
