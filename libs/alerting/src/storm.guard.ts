import { SEVERITIES } from '@app/outages';
import { camerasOf, type Tellable } from './alert.js';

export interface StormPolicy {
  /** New alerts at the most within the window; the one that tells of all others is one of them. */
  readonly mostNew: number;
  readonly withinMs: number;
}

/** Something that wants to be told, by what makes it the same from one time to the next. */
export interface Wanted {
  readonly key: string;
  readonly told: Tellable;
}

export interface Admitted<Of extends Wanted> {
  readonly told: readonly Of[];
  /** What is folded into one alert. */
  readonly folded: readonly Of[];
}

/**
 * A person reads so many new alerts in ten minutes and no more: the rest is folded into one, the heaviest are told first, and what is still
 * open is told bit by bit as there is room. Pure but for its memory.
 */
export class StormGuard {
  /** When each that is told was first told, milliseconds. */
  private readonly since = new Map<string, number>();
  private admissions: number[] = [];

  constructor(private readonly policy: StormPolicy) {}

  /** What of all that wants to be told now is. What was told stays told; what does not want to be any more is forgotten. */
  admit<Of extends Wanted>(wanted: readonly Of[], nowMs: number): Admitted<Of> {
    const present = new Set(wanted.map(({ key }) => key));
    for (const key of this.since.keys()) if (!present.has(key)) this.since.delete(key);
    const waiting = wanted.filter(({ key }) => !this.since.has(key)).sort(compareUrgency);
    for (const { key } of waiting.slice(0, this.room(nowMs))) this.tell(key, nowMs);
    return { told: wanted.filter(({ key }) => this.since.has(key)), folded: waiting.filter(({ key }) => !this.since.has(key)) };
  }

  /** Something new wants to be told: it is at once, if there is room. */
  offer(key: string, nowMs: number): void {
    if (!this.since.has(key) && this.room(nowMs) > 0) this.tell(key, nowMs);
  }

  /** What whoever told before must have told, the oldest first: as soon as there was room since it began, if that was before now. */
  recall(key: string, beganMs: number, nowMs: number): void {
    const { mostNew, withinMs } = this.policy;
    const hindering = this.admissions.at(-(mostNew - 1));
    const atMs = Math.max(beganMs, hindering === undefined ? 0 : hindering + withinMs, this.admissions.at(-1) ?? 0);
    if (atMs <= nowMs) this.tell(key, atMs);
  }

  wasTold(key: string): boolean {
    return this.since.has(key);
  }

  private tell(key: string, atMs: number): void {
    this.since.set(key, atMs);
    this.admissions.push(atMs);
  }

  private room(nowMs: number): number {
    const { mostNew, withinMs } = this.policy;
    // A clock that was set back must not shut the door until it has caught up.
    this.admissions = this.admissions.map((at) => Math.min(at, nowMs)).filter((at) => at > nowMs - withinMs);
    return Math.max(0, mostNew - 1 - this.admissions.length);
  }
}

export function compareUrgency({ told: a, key: k }: Wanted, { told: b, key: l }: Wanted): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    camerasOf(b) - camerasOf(a) ||
    a.openedAt.getTime() - b.openedAt.getTime() ||
    (k < l ? -1 : 1)
  );
}
