import type { Clock } from '@app/kernel';
import { type Anchor, piecesOf, type UnplacedRecord } from '@app/ledger';
import type { Transactor } from '@app/platform';
import { type AuditEntry, cleanEntry } from './audit.entry.js';
import { GroupCommit } from './group.commit.js';

/** Records that one commit takes at the most. */
const MOST_IN_GROUP = 500;

/** Writes the trail. Nothing is ever changed in it; what took records out is AuditRetention. */
export class AuditTrail {
  private readonly reads: GroupCommit<UnplacedRecord>;
  /** Since this process started; what a rolled-back transaction took back is counted all the same. */
  readonly counts = { recorded: 0, failed: 0 };

  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
  ) {
    this.reads = new GroupCommit((records) => this.append(records), MOST_IN_GROUP);
  }

  /**
   * Records within the caller's transaction: both come true or neither. It holds the trail's lock until that ends, so it is the last
   * thing that a transaction does; whoever waits for a row after it could wait for somebody who waits for the trail.
   */
  async record(...entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length > 0) await this.append(this.clean(entries));
  }

  /** Records apart from any transaction, together with whatever others record meanwhile. Resolved: it is on the disk. */
  commit(...entries: readonly AuditEntry[]): Promise<void> {
    return this.reads.add(this.clean(entries));
  }

  /** Where the trail ends now; null while nothing was recorded. */
  async head(): Promise<Anchor | null> {
    const [row] = (await this.transactor.manager.query(
      `SELECT "seq", encode("hash", 'hex') AS "hash", "at" FROM "audit_event" ORDER BY "seq" DESC LIMIT 1`,
    )) as { seq: string; hash: string; at: Date }[];
    return row ? { seq: Number(row.seq), hash: row.hash, at: row.at.toISOString() } : null;
  }

  private clean(entries: readonly AuditEntry[]): UnplacedRecord[] {
    const at = this.clock.now();
    return entries.map((entry) => cleanEntry(entry, at));
  }

  private async append(records: readonly UnplacedRecord[]): Promise<void> {
    const pieces = records.map(piecesOf);
    const appended = this.transactor.manager.query('SELECT * FROM audit_append($1, $2, $3)', [
      pieces.map(([head]) => head),
      pieces.map(([, middle]) => middle),
      pieces.map(([, , tail]) => tail),
    ]);
    try {
      await appended;
      this.counts.recorded += records.length;
    } catch (error) {
      this.counts.failed += records.length;
      throw error;
    }
  }
}
