import type { OutageId } from '@app/kernel';
import type { Outage } from '@app/outages';
import { type Alert, alertOf } from './alert.js';

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
  readonly outage: Outage;
  readonly resolvedAt: Date;
}

/** What is to be told: every open outage, and those that cleared lately. One entry a label set. Pure but for its memory. */
export class AlertBook {
  private readonly open = new Map<string, Outage>();
  private readonly identityOf = new Map<OutageId, string>();
  private readonly resolved = new Map<string, Entry>();

  constructor(private readonly policy: AlertPolicy) {}

  /** What an outage has become. A changed label set is another alert: the one before is resolved. */
  note(outage: Outage, now: Date): void {
    const key = identity(outage);
    const formerKey = this.identityOf.get(outage.id) ?? key;
    const former = this.open.get(formerKey);
    if (former?.id === outage.id) {
      this.open.delete(formerKey);
      if (formerKey !== key) this.resolve(former, now);
    }
    this.identityOf.delete(outage.id);
    if (outage.clearedAt === null) {
      this.open.set(key, outage);
      this.identityOf.set(outage.id, key);
      this.resolved.delete(key);
    } else if (!this.open.has(key)) {
      // Else the same thing is open again by now, e.g. after a restart read both.
      this.resolve(outage, outage.clearedAt);
    }
  }

  /** All that is to be sent now; what was resolved long ago is forgotten. */
  alerts(now: Date): Alert[] {
    const { resendMs, resolvedMs, consoleUrl } = this.policy;
    for (const [key, { resolvedAt }] of this.resolved) if (now.getTime() - resolvedAt.getTime() > resolvedMs) this.resolved.delete(key);
    const endsAt = new Date(now.getTime() + MISSED_SENDINGS * resendMs);
    return [
      ...[...this.open.values()].map((outage) => alertOf(outage, endsAt, consoleUrl())),
      // An end in the future would be one that still lasts: the clock may have been set back since.
      ...[...this.resolved.values()].map(({ outage, resolvedAt }) => alertOf(outage, resolvedAt < now ? resolvedAt : now, consoleUrl())),
    ];
  }

  private resolve(outage: Outage, at: Date): void {
    const key = identity(outage);
    const other = this.resolved.get(key);
    if (!other || other.resolvedAt <= at) this.resolved.set(key, { outage, resolvedAt: at });
  }
}

function identity({ alertName, severity, root, station }: Outage): string {
  return JSON.stringify([alertName, severity, root.kind, root.code, station]);
}
