import { type Alert, alertOf, type Tellable } from './alert.js';
import { type AlertOverlay, NO_OVERLAY } from './alert.overlay.js';

/** A resolved alert is repeated so long, milliseconds; a restart reads what cleared since. */
export const RESOLVED_MS = 15 * 60_000;

export interface AlertPolicy {
  /** Pause between two sendings of an open alert, milliseconds. */
  readonly resendMs: number;
  /** A resolved alert is repeated so long, milliseconds. */
  readonly resolvedMs: number;
  /** Where people reach the console, without a slash at its end. */
  readonly consoleUrl: () => string;
}

/** An alert is taken as lasting until so many sendings were missed. */
const MISSED_SENDINGS = 4;

interface Entry {
  readonly told: Tellable;
  readonly resolvedAt: Date;
}

/** What is to be told: everything that is open, and what cleared lately. One entry a label set. Pure but for its memory. */
export class AlertBook {
  private readonly open = new Map<string, Tellable>();
  private readonly identityOf = new Map<string, string>();
  private readonly resolved = new Map<string, Entry>();
  private overlays: ReadonlyMap<string, AlertOverlay> = new Map();

  constructor(private readonly policy: AlertPolicy) {}

  /** What something has become. A changed label set is another alert: the one before is resolved. */
  note(told: Tellable, now: Date): void {
    const key = identity(told);
    const formerKey = this.identityOf.get(told.id) ?? key;
    const former = this.open.get(formerKey);
    if (former?.id === told.id) {
      this.open.delete(formerKey);
      if (formerKey !== key && !this.isHushed(former)) this.resolve(former, now);
    }
    this.identityOf.delete(told.id);
    if (told.clearedAt === null) {
      this.open.set(key, told);
      this.identityOf.set(told.id, key);
      this.resolved.delete(key);
    } else if (!this.open.has(key) && !this.isHushed(told)) {
      // Else the same thing is open again by now, e.g. after a restart read both.
      this.resolve(told, told.clearedAt);
    }
  }

  /**
   * What is known beside the alerts from now on, by the id of what is told. One that is hushed was told: it is resolved. One that is not
   * hushed any more fires again.
   */
  overlay(overlays: ReadonlyMap<string, AlertOverlay>, now: Date): void {
    const before = this.overlays;
    this.overlays = overlays;
    for (const [key, told] of this.open) {
      const wasHushed = before.get(told.id)?.isHushed ?? false;
      if (this.isHushed(told) && !wasHushed) this.resolve(told, now);
      else if (!this.isHushed(told)) this.resolved.delete(key);
    }
  }

  /** All that is to be sent now; what was resolved long ago is forgotten. */
  alerts(now: Date): Alert[] {
    const { resendMs, resolvedMs, consoleUrl } = this.policy;
    for (const [key, { resolvedAt }] of this.resolved) if (now.getTime() - resolvedAt.getTime() > resolvedMs) this.resolved.delete(key);
    const endsAt = new Date(now.getTime() + MISSED_SENDINGS * resendMs);
    return [
      ...[...this.open.values()]
        .filter((told) => !this.isHushed(told))
        .map((told) => alertOf(told, endsAt, consoleUrl(), this.overlayOf(told, now))),
      // An end in the future would be one that still lasts: the clock may have been set back since.
      ...[...this.resolved.values()].map(({ told, resolvedAt }) => alertOf(told, resolvedAt < now ? resolvedAt : now, consoleUrl())),
    ];
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

  private resolve(told: Tellable, at: Date): void {
    const key = identity(told);
    const other = this.resolved.get(key);
    if (!other || other.resolvedAt <= at) this.resolved.set(key, { told, resolvedAt: at });
  }
}

function identity({ alertName, severity, root, station }: Tellable): string {
  return JSON.stringify([alertName, severity, root.kind, root.code, station]);
}
