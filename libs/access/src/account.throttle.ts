import type { Clock } from '@app/kernel';
import type { Transactor } from '@app/platform';
import { digestOf } from './digest.js';

/** How many failures are free, and how the waits grow after them. */
export interface ThrottlePolicy {
  readonly free: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** After so long without a try the count begins anew. */
  readonly forgetMs: number;
}

const HOUR_MS = 3_600_000;
/** The longest wait is short enough that a stranger who guesses at a name keeps its owner out for minutes, not for good. */
export const BY_NAME: ThrottlePolicy = { free: 5, firstWaitMs: 15_000, longestWaitMs: 15 * 60_000, forgetMs: 24 * HOUR_MS };
/** Wider: a whole office may come from one address. */
export const BY_ADDRESS: ThrottlePolicy = { free: 30, firstWaitMs: 15_000, longestWaitMs: 15 * 60_000, forgetMs: HOUR_MS };

export interface Attempts {
  readonly failures: number;
  readonly lastAt: Date;
  readonly blockedUntil: Date | null;
}

export type NextAttempt = { readonly kind: 'allowed'; readonly attempts: Attempts } | { readonly kind: 'blocked'; readonly until: Date };

/** Each try counts as failed before it is made: of many at once no more are made than one after the other. */
export function nextAttempt(before: Attempts | null, now: Date, policy: ThrottlePolicy): NextAttempt {
  if (before?.blockedUntil && before.blockedUntil > now) return { kind: 'blocked', until: before.blockedUntil };
  const isOver = before === null || now.getTime() - before.lastAt.getTime() > policy.forgetMs;
  const failures = isOver ? 1 : before.failures + 1;
  const over = failures - policy.free;
  const waitMs = Math.min(policy.firstWaitMs * 2 ** Math.min(over, 20), policy.longestWaitMs);
  const blockedUntil = over < 0 ? null : new Date(now.getTime() + waitMs);
  return { kind: 'allowed', attempts: { failures, lastAt: now, blockedUntil } };
}

export type Admission =
  { readonly kind: 'allowed'; readonly subjects: readonly string[] } | { readonly kind: 'wait'; readonly seconds: number };

/** Counts failed tries by name, whether or not there is such an account, and by address. */
export class AttemptThrottle {
  private prunedAt = 0;

  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
  ) {}

  /** Before a try is made; whoever must wait is told how long, and the try is not made. */
  async begin(name: string, address: string): Promise<Admission> {
    const now = this.clock.now();
    const asked = [
      { subject: subjectOfName(name), policy: BY_NAME },
      { subject: `address ${networkOf(address)}`, policy: BY_ADDRESS },
    ].sort((a, b) => (a.subject < b.subject ? -1 : 1));
    const subjects = asked.map(({ subject }) => subject);
    await this.prune(now);
    return this.transactor.run(async () => {
      const sql = this.transactor.manager;
      await sql.query(
        'INSERT INTO sign_on_attempt (subject, failures, last_at) SELECT subject, 0, $2 FROM unnest($1::text[]) AS subject ORDER BY subject ON CONFLICT DO NOTHING',
        [subjects, now],
      );
      const rows = (await sql.query(
        'SELECT subject, failures, last_at AS "lastAt", blocked_until AS "blockedUntil" FROM sign_on_attempt WHERE subject = ANY ($1) ORDER BY subject FOR UPDATE',
        [subjects],
      )) as (Attempts & { subject: string })[];
      const next = asked.map(({ subject, policy }) => nextAttempt(rows.find((row) => row.subject === subject) ?? null, now, policy));
      const until = next.flatMap((each) => (each.kind === 'blocked' ? [each.until.getTime()] : []));
      if (until.length > 0) return { kind: 'wait', seconds: Math.ceil((Math.max(...until) - now.getTime()) / 1000) };
      for (const [place, each] of next.entries())
        if (each.kind === 'allowed')
          await sql.query('UPDATE sign_on_attempt SET failures = $2, last_at = $3, blocked_until = $4 WHERE subject = $1', [
            subjects[place],
            each.attempts.failures,
            now,
            each.attempts.blockedUntil,
          ]);
      return { kind: 'allowed', subjects };
    });
  }

  /**
   * The try was none, or succeeded. Of the name all is forgotten then; of the address only this try, else one's own account would buy
   * any number of guesses at those of others.
   */
  async forgive(name: string, subjects: readonly string[], { isSuccess }: { isSuccess: boolean }): Promise<void> {
    await this.transactor.manager.query(
      `UPDATE sign_on_attempt SET failures = CASE WHEN $3 AND subject = $2 THEN 0 ELSE greatest(failures - 1, 0) END, blocked_until = NULL WHERE subject = ANY ($1)`,
      [subjects, subjectOfName(name), isSuccess],
    );
  }

  /** Lets a name try again at once, as its administrator decided. */
  async clear(name: string): Promise<void> {
    await this.transactor.manager.query('DELETE FROM sign_on_attempt WHERE subject = $1', [subjectOfName(name)]);
  }

  private async prune(now: Date): Promise<void> {
    if (now.getTime() - this.prunedAt < HOUR_MS) return;
    this.prunedAt = now.getTime();
    const old = new Date(now.getTime() - BY_NAME.forgetMs);
    await this.transactor.manager.query('DELETE FROM sign_on_attempt WHERE last_at < $1', [old]);
  }
}

/** A digest: what people type by mistake into the field of the name is often their password. */
function subjectOfName(name: string): string {
  return `name ${digestOf(name.toLowerCase()).toString('hex')}`;
}

/** An IPv6 customer has a /64 at the least: single addresses of it count as one. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:/i, '').replace(/%.*$/, '');
  if (!plain.includes(':')) return plain;
  const [before, after] = plain.toLowerCase().split('::');
  const groups = before === '' ? [] : before!.split(':');
  const rest = after === undefined || after === '' ? [] : after.split(':');
  const whole = after === undefined ? groups : [...groups, ...Array<string>(8 - groups.length - rest.length).fill('0'), ...rest];
  return `${whole
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
