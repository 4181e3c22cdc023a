import type { OutageId } from '@app/kernel';
import type { Outage } from '@app/outages';
import { type Alert, alertOf } from './alert.js';

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
  readonly resolvedAt: Date | null;
}

/** What is to be told: every open outage, and those that cleared lately. One entry a label set. Pure but for its memory. */
export class AlertBook {
  private readonly open = new Map<OutageId, Outage>();
  private readonly resolved = new Map<string, Entry>();

  constructor(private readonly policy: AlertPolicy) {}

  /** What an outage has become. A changed label set is another alert: the one before is resolved. */
  note(outage: Outage, now: Date): void {
    const before = this.open.get(outage.id);
    if (before && identity(before) !== identity(outage)) this.resolve(before, now);
    if (outage.clearedAt === null) {
      this.open.set(outage.id, outage);
      this.resolved.delete(identity(outage));
      return;
    }
    this.open.delete(outage.id);
    // The same thing may be open again by now, e.g. after a restart read both.
    const isOpenAgain = [...this.open.values()].some((other) => identity(other) === identity(outage));
    if (!isOpenAgain) this.resolve(outage, outage.clearedAt);
  }

  /** All that is to be sent now; what was resolved long ago is forgotten. */
  alerts(now: Date): Alert[] {
    const { resendMs, resolvedMs, consoleUrl } = this.policy;
    for (const [key, { resolvedAt }] of this.resolved)
      if (resolvedAt !== null && now.getTime() - resolvedAt.getTime() > resolvedMs) this.resolved.delete(key);
    const endsAt = new Date(now.getTime() + MISSED_SENDINGS * resendMs);
    return [
      ...[...this.open.values()].map((outage) => alertOf(outage, endsAt, consoleUrl())),
      ...[...this.resolved.values()].map(({ outage, resolvedAt }) => alertOf(outage, resolvedAt ?? now, consoleUrl())),
    ];
  }

  private resolve(outage: Outage, at: Date): void {
    this.resolved.set(identity(outage), { outage, resolvedAt: at });
  }
}

function identity({ alertName, severity, root, station }: Outage): string {
  return JSON.stringify([alertName, severity, root.kind, root.code, station]);
}
