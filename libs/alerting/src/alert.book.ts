import { type Alert, alertOf, stormAlert, type Tellable } from './alert.js';
import { type AlertOverlay, type AlertOverlays, isSameOverlays, NO_OVERLAY } from './alert.overlay.js';
import { FlapDamper, type FlapPolicy } from './flap.damper.js';
import { compareUrgency, StormGuard, type StormPolicy } from './storm.guard.js';

/** A resolved alert is repeated so long, milliseconds; a restart reads what cleared since. */
export const RESOLVED_MS = 15 * 60_000;

export interface AlertPolicy {
  /** Pause between two sendings of an open alert, milliseconds. */
  readonly resendMs: number;
  /** A resolved alert is repeated so long, milliseconds. */
  readonly resolvedMs: number;
  /** Where people reach the console, without a slash at its end. */
  readonly consoleUrl: () => string;
  readonly storm?: StormPolicy;
  readonly flap?: FlapPolicy;
  /** How many are told: an end is repeated until each took it. */
  readonly receivers?: number;
  /** Told of each alert that is told for the first time. */
  readonly onTold?: (told: Tellable) => void;
}

const STORM: StormPolicy = { mostNew: 30, withinMs: 600_000 };
const FLAP: FlapPolicy = { openings: 3, withinMs: 1_800_000 };

/** An end that somebody did not take is kept so long: by then whoever was away for that long asks anew. */
const UNTAKEN_MS = 24 * 3_600_000;
/** An alert is taken as lasting until so many sendings were missed. */
const MISSED_SENDINGS = 4;

interface OpenEntry {
  readonly told: Tellable;
  /** What makes it the same for the storm guard: a root that flaps is one, however often it opens. */
  readonly key: string;
  readonly isFlapping: boolean;
}

interface ResolvedEntry {
  readonly told: Tellable;
  readonly resolvedAt: Date;
  /** The revision of the book with which it came. */
  readonly revision: number;
  /** Who took it. */
  readonly takenBy: Set<string>;
}

/** A root that comes and goes, told as one alert that lasts until it is steady again. */
interface Flap {
  readonly identity: Tellable;
  last: Tellable;
}

/** What is to be told: everything that is open, and what cleared lately. One entry a label set. Pure but for its memory. */
export class AlertBook {
  private readonly open = new Map<string, OpenEntry>();
  private readonly identityOf = new Map<string, string>();
  private readonly resolved = new Map<string, ResolvedEntry>();
  private readonly flaps = new Map<string, Flap>();
  private readonly guard: StormGuard;
  private readonly damper: FlapDamper;
  private overlays: AlertOverlays = new Map();
  private storm: { readonly since: Date; endedAt: Date | null } | null = null;
  private resolvedCount = 0;
  /** What was counted as told: by what makes it the same. */
  private counted = new Set<string>();

  constructor(private readonly policy: AlertPolicy) {
    this.guard = new StormGuard(policy.storm ?? STORM);
    this.damper = new FlapDamper(policy.flap ?? FLAP);
  }

  /** How much is folded into one alert now, and how much nobody is told of. */
  get withheld(): { readonly folded: number; readonly hushed: number } {
    const all = [...this.open.values()];
    const hushed = all.filter(({ told }) => this.isHushed(told)).length;
    return { folded: all.filter((entry) => !this.isHushed(entry.told) && !this.guard.wasTold(entry.key)).length, hushed };
  }

  /** Open alerts as they are told, by name and severity. */
  get lasting(): readonly Tellable[] {
    return [...this.open.values()].filter(({ key }) => this.guard.wasTold(key)).map(({ told }) => told);
  }

  /** What was open or has lately cleared before this book was begun: whoever told before has told of it. */
  recall(all: readonly Tellable[], now: Date): void {
    for (const told of [...all].sort((a, b) => a.openedAt.getTime() - b.openedAt.getTime())) {
      this.put(told, now);
      const entry = this.entryOf(told);
      if (entry) this.counted.add(entry.key);
      if (entry && !this.isHushed(told)) this.guard.recall(entry.key, Math.min(told.openedAt.getTime(), now.getTime()), now.getTime());
    }
  }

  /** What some have become; the heaviest are told first, should there not be room for all. */
  noteAll(news: readonly Tellable[], now: Date): void {
    const byUrgency = [...news].sort((a, b) => compareUrgency({ key: a.id, told: a }, { key: b.id, told: b }));
    for (const told of byUrgency) this.note(told, now);
  }

  /** What something has become. A changed label set is another alert: the one before is resolved. */
  note(told: Tellable, now: Date): void {
    this.put(told, now);
    const entry = this.entryOf(told);
    if (entry && !this.isHushed(told)) this.guard.offer(entry.key, now.getTime());
  }

  private put(told: Tellable, now: Date): void {
    const key = identity(told);
    const formerKey = this.identityOf.get(told.id);
    const former = this.entryOf(told);
    const isNew = told.clearedAt === null && former?.told.id !== told.id;
    if (isNew && this.damper.opened(rootOf(told), told.openedAt.getTime())) this.beginFlap(told, now);
    const flap = this.flaps.get(rootOf(told));
    if (flap) {
      this.noteFlapping(flap, told);
      return;
    }
    if (formerKey !== undefined && former?.told.id === told.id) {
      this.open.delete(formerKey);
      if (formerKey !== key) this.resolveTold(former, now);
    }
    this.identityOf.delete(told.id);
    if (told.clearedAt === null) {
      this.open.set(key, { told, key: told.id, isFlapping: false });
      this.identityOf.set(told.id, key);
      this.resolved.delete(key);
    } else if (!this.open.has(key)) {
      // Else the same thing is open again by now, e.g. after a restart read both. What was folded, and never told, has no end.
      if (former === undefined || this.guard.wasTold(former.key)) this.resolve(told, told.clearedAt);
    }
  }

  /**
   * What is known beside the alerts from now on, by the id of what is told. One that is hushed was told: it is resolved. One that is not
   * hushed any more fires again. Answers whether that is anything new.
   */
  overlay(overlays: AlertOverlays, now: Date): boolean {
    const before = this.overlays;
    if (isSameOverlays(before, overlays)) return false;
    this.overlays = overlays;
    for (const [key, entry] of this.open) {
      const wasHushed = before.get(entry.told.id)?.isHushed ?? false;
      if (this.isHushed(entry.told) && !wasHushed) {
        if (this.guard.wasTold(entry.key)) this.putResolved(entry.told, now);
      } else if (!this.isHushed(entry.told)) this.resolved.delete(key);
    }
    return true;
  }

  /** All that is to be sent now; what was resolved long ago is forgotten. */
  alerts(now: Date): Alert[] {
    const { resendMs, resolvedMs, consoleUrl } = this.policy;
    this.endFlaps(now);
    const wanted = [...this.open.values()].filter(({ told }) => !this.isHushed(told));
    const { told, folded } = this.guard.admit(wanted, now.getTime());
    this.count(told);
    this.forgetResolved(now.getTime(), resolvedMs);
    const endsAt = new Date(now.getTime() + MISSED_SENDINGS * resendMs);
    return [
      ...told.map((entry) =>
        alertOf(entry.told, endsAt, consoleUrl(), { ...this.overlayOf(entry.told, now), isFlapping: entry.isFlapping }),
      ),
      // An end in the future would be one that still lasts: the clock may have been set back since.
      ...[...this.resolved.values()].map((entry) => alertOf(entry.told, entry.resolvedAt < now ? entry.resolvedAt : now, consoleUrl())),
      ...this.stormAlerts(
        folded.map((entry) => entry.told),
        now,
        endsAt,
      ),
    ];
  }

  /** Another number: another end is to be told. */
  get revision(): number {
    return this.resolvedCount;
  }

  /** A receiver took all that was to be sent at a revision. */
  took(receiver: string, revision: number): void {
    for (const entry of this.resolved.values()) if (entry.revision <= revision) entry.takenBy.add(receiver);
  }

  private forgetResolved(nowMs: number, resolvedMs: number): void {
    for (const [key, { resolvedAt, takenBy }] of this.resolved) {
      const age = nowMs - resolvedAt.getTime();
      if (age > UNTAKEN_MS || (age > resolvedMs && takenBy.size >= (this.policy.receivers ?? 0))) this.resolved.delete(key);
    }
  }

  private count(told: readonly OpenEntry[]): void {
    for (const entry of told) if (!this.counted.has(entry.key)) this.policy.onTold?.(entry.told);
    this.counted = new Set(told.map(({ key }) => key));
  }

  private stormAlerts(folded: readonly Tellable[], now: Date, endsAt: Date): Alert[] {
    if (folded.length > 0) {
      this.storm = this.storm?.endedAt === null ? this.storm : { since: now, endedAt: null };
      return [stormAlert(folded, this.storm.since < endsAt ? this.storm.since : now, endsAt, this.policy.consoleUrl())];
    }
    if (this.storm === null) return [];
    this.storm.endedAt ??= now;
    if (now.getTime() - this.storm.endedAt.getTime() > this.policy.resolvedMs) this.storm = null;
    const ended = this.storm?.endedAt;
    return this.storm && ended ? [stormAlert([], this.storm.since, ended < now ? ended : now, this.policy.consoleUrl())] : [];
  }

  /** What was told of the root so far goes on as the one alert of its flapping, whatever it is called next. */
  private beginFlap(told: Tellable, now: Date): void {
    const root = rootOf(told);
    if (this.flaps.has(root)) return;
    const key = identity(told);
    for (const [other, entry] of this.open) {
      if (rootOf(entry.told) !== root || other === key) continue;
      this.open.delete(other);
      this.identityOf.delete(entry.told.id);
      this.resolveTold(entry, now);
    }
    this.resolved.delete(key);
    this.flaps.set(root, { identity: told, last: told });
  }

  private noteFlapping(flap: Flap, told: Tellable): void {
    flap.last = told;
    const { alertName, severity, station } = flap.identity;
    const shown = { ...told, alertName, severity, station, clearedAt: null } as Tellable;
    const key = identity(shown);
    this.open.set(key, { told: shown, key: `flap ${rootOf(told)}`, isFlapping: true });
    this.identityOf.set(told.id, key);
  }

  /** One notice at the start, one at the end, with the state it ended in. */
  private endFlaps(now: Date): void {
    for (const root of this.damper.steady(now.getTime())) {
      const flap = this.flaps.get(root);
      if (!flap) continue;
      this.flaps.delete(root);
      const key = identity(flap.identity);
      const entry = this.open.get(key);
      this.open.delete(key);
      this.identityOf.delete(flap.last.id);
      const isSame = flap.last.clearedAt === null && identity(flap.last) === key;
      if (entry && !isSame) this.resolveTold(entry, now);
      if (flap.last.clearedAt !== null) continue;
      const after = identity(flap.last);
      this.open.set(after, { told: flap.last, key: isSame && entry ? entry.key : flap.last.id, isFlapping: false });
      this.identityOf.set(flap.last.id, after);
    }
  }

  /** The entry under which it stands, whatever it is called by now. */
  private entryOf({ id }: Tellable): OpenEntry | undefined {
    return this.open.get(this.identityOf.get(id) ?? '');
  }

  private isHushed({ id }: Tellable): boolean {
    return this.overlays.get(id)?.isHushed ?? false;
  }

  /** What somebody had in hand until a time that is over is nobody's. */
  private overlayOf({ id }: Tellable, now: Date): AlertOverlay {
    const overlay = this.overlays.get(id) ?? NO_OVERLAY;
    const until = overlay.acknowledged?.until ?? null;
    return until !== null && until <= now ? { ...overlay, acknowledged: null } : overlay;
  }

  private resolveTold(entry: OpenEntry, at: Date): void {
    if (this.guard.wasTold(entry.key)) this.resolve(entry.told, at);
  }

  private resolve(told: Tellable, at: Date): void {
    if (!this.isHushed(told)) this.putResolved(told, at);
  }

  private putResolved(told: Tellable, at: Date): void {
    const key = identity(told);
    const other = this.resolved.get(key);
    if (other && other.resolvedAt > at) return;
    this.resolvedCount += 1;
    this.resolved.set(key, { told, resolvedAt: at, revision: this.resolvedCount, takenBy: new Set() });
  }
}

function identity({ alertName, severity, root, station }: Tellable): string {
  return JSON.stringify([alertName, severity, root.kind, root.code, station]);
}

/** What the same thing is, whatever it is called and however much hangs on it. Low light is another thing than an outage. */
function rootOf({ alertName, root }: Tellable): string {
  const what = alertName === 'OpticalMarginLow' || alertName === 'PollerBlind' ? alertName : 'outage';
  return JSON.stringify([what, root.kind, root.code]);
}
