import type { Clock } from '@app/kernel';
import { DESTROYED } from '@app/ledger';
import type { Transactor } from '@app/platform';
import type { AuditTrail } from './audit.trail.js';
import type { Destruction, RetentionRule } from './retention.rule.js';

const DAY_MS = 86_400_000;
/** A rule's work in one run: what is left waits for the next. */
const MOST_ROUNDS = 1_000;

export interface RetentionOptions {
  readonly actor: string;
  /** Only tells what is due. */
  readonly isDryRun?: boolean;
  /** Waits until so much more is due, so that a job that looks each hour does not write an account an hour. */
  readonly slackMs?: number;
}

/** Holds every data set against its rule, and destroys what is due: each time one transaction with the account of it in the trail. */
export class RetentionService {
  constructor(
    private readonly transactor: Transactor,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
    readonly rules: readonly RetentionRule[],
  ) {}

  async run(options: RetentionOptions): Promise<Destruction[]> {
    const destructions: Destruction[] = [];
    for (const rule of this.rules) {
      const cutoff = new Date(this.clock.now().getTime() - rule.keptDays * DAY_MS);
      if (!(await this.isWorthIt(rule, cutoff, options.slackMs ?? 0))) continue;
      for (let round = 0; round < MOST_ROUNDS; round++) {
        const destruction = await this.round(rule, cutoff, options);
        if (destruction !== null) destructions.push(destruction);
        if (destruction === null || options.isDryRun) break;
      }
    }
    return destructions;
  }

  private async isWorthIt(rule: RetentionRule, cutoff: Date, slackMs: number): Promise<boolean> {
    return slackMs === 0 || (await rule.due(new Date(cutoff.getTime() - slackMs))) !== null;
  }

  private round(rule: RetentionRule, cutoff: Date, { actor, isDryRun }: RetentionOptions): Promise<Destruction | null> {
    return this.transactor.run(async () => {
      // Of two that destroy at once the second sees what the first has left.
      if (!isDryRun) await this.transactor.manager.query(`SELECT pg_advisory_xact_lock(hashtext('nadi.audit'))`);
      const due = await rule.due(cutoff);
      if (due === null || isDryRun) return due;
      // First the account, then the deed: the trail always has a last record to go on from.
      await this.trail.record({
        actor,
        action: DESTROYED,
        subjectKind: 'data-set',
        subject: rule.dataSet,
        purpose: null,
        caseNumber: null,
        detail: due,
        outcome: 'done',
      });
      await rule.destroy(due);
      return due;
    });
  }
}
