import { createHash } from 'node:crypto';
import type { DestroyedRange } from '@app/ledger';
import type { Transactor } from '@app/platform';
import { type Destruction, RetentionRule } from './retention.rule.js';

const MOST_AT_ONCE = 100_000;
const MOST_RANGES = 100;

interface RangeRaw {
  from: string;
  to: string;
  count: number;
  from_at: Date;
  to_at: Date;
  before: string;
  last: string;
  digest: string;
}

/** Destroys the oldest records of the trail itself. Records of destructions stay for ever: they hold what is left together. */
export class AuditRetention extends RetentionRule {
  readonly code = 'audit-events';
  readonly dataSet = 'audit_event';
  readonly reason = 'shows who saw and changed what for at least two years (a choice of the service, not an article of a law)';

  constructor(
    private readonly transactor: Transactor,
    readonly keptDays: number,
  ) {
    super();
  }

  async due(cutoff: Date): Promise<Destruction | null> {
    const ranges = (await this.dueRanges(cutoff)).map(toRange);
    const [first] = ranges;
    if (!first) return null;
    const times = ranges.flatMap(({ fromAt, toAt }) => [fromAt, toAt]).sort();
    return {
      rule: this.code,
      dataSet: this.dataSet,
      keptDays: this.keptDays,
      count: ranges.reduce((sum, { count }) => sum + count, 0),
      fromAt: times[0] ?? first.fromAt,
      toAt: times.at(-1) ?? first.toAt,
      digest: digestOf(ranges),
      ranges,
    };
  }

  async destroy({ ranges = [], count }: Destruction): Promise<void> {
    const [row] = (await this.transactor.manager.query('SELECT audit_destroy($1, $2)::int AS count', [
      ranges.map(({ from }) => from),
      ranges.map(({ to }) => to),
    ])) as { count: number }[];
    if (row?.count !== count) throw new Error(`${count} records were to be destroyed, and ${row?.count} were there`);
  }

  /** Up to the first that must stay, by place: a record between two that go must not go for its clock's sake alone, nor stay. */
  private dueRanges(cutoff: Date): Promise<RangeRaw[]> {
    return this.transactor.manager.query(
      `SELECT min(seq) AS "from", max(seq) AS "to", count(*)::int AS count, min(at) AS from_at, max(at) AS to_at,
         encode((array_agg(previous ORDER BY seq))[1], 'hex') AS before, encode((array_agg(hash ORDER BY seq DESC))[1], 'hex') AS last,
         encode(sha256(string_agg(hash, ''::bytea ORDER BY seq)), 'hex') AS digest
       FROM (
         SELECT seq, at, previous, hash, seq - row_number() OVER (ORDER BY seq) AS run FROM audit_event
         WHERE action <> 'audit.destroyed' AND seq < coalesce(
           (SELECT seq FROM audit_event WHERE at >= $1 AND action <> 'audit.destroyed' ORDER BY seq LIMIT 1),
           (SELECT max(seq) + 1 FROM audit_event))
         ORDER BY seq LIMIT ${MOST_AT_ONCE}
       ) AS old GROUP BY run ORDER BY min(seq) LIMIT ${MOST_RANGES}`,
      [cutoff],
    ) as Promise<RangeRaw[]>;
  }
}

/** Over the digests of all ranges, 32 bytes each, in order. */
function digestOf(ranges: readonly DestroyedRange[]): string {
  const digest = createHash('sha256');
  for (const range of ranges) digest.update(range.digest, 'hex');
  return digest.digest('hex');
}

function toRange({ from, to, count, from_at, to_at, before, last, digest }: RangeRaw): DestroyedRange {
  return { from: Number(from), to: Number(to), count, fromAt: from_at.toISOString(), toAt: to_at.toISOString(), before, last, digest };
}
