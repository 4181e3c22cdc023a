import { type AuditTrail, RetentionService } from '@app/audit';
import type { Clock } from '@app/kernel';
import { anchorText } from '@app/ledger';
import type { Log, Settings, Transactor } from '@app/platform';
import { retentionRules } from './retention.rules.js';
import { inRounds } from './rounds.js';

const ROUND_MS = 3_600_000;
/** So much may be overdue before it is destroyed: an account a day, not one an hour. */
const SLACK_MS = 86_400_000;

export interface AuditKeeperParts {
  readonly transactor: Transactor;
  readonly trail: AuditTrail;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly isLeading: () => boolean;
  /** What the trail ends with: whoever hears of it keeps it where the trail is not. */
  readonly onAnchor: (anchor: string) => void;
  /** [an hour] */
  readonly roundMs?: number;
}

/**
 * In the process that leads, each hour: destroys what has been kept long enough, and tells the head of the trail where it is another one.
 * Answers how to stop it.
 */
export function keepAudit(parts: AuditKeeperParts): () => Promise<void> {
  const { transactor, trail, settings, clock, log } = parts;
  const retention = new RetentionService(transactor, trail, clock, retentionRules(transactor, settings));
  let told = '';
  const round = async () => {
    if (!parts.isLeading()) return;
    for (const { rule, count, fromAt, toAt, digest } of await retention.run({ actor: 'service', slackMs: SLACK_MS }))
      log.info({ rule, count, fromAt, toAt, digest }, 'destroyed at the end of its retention');
    const head = await trail.head();
    const anchor = head === null ? told : anchorText(head);
    if (anchor !== told) parts.onAnchor((told = anchor));
  };
  return inRounds(round, { eachMs: parts.roundMs ?? ROUND_MS, failure: 'the audit trail cannot be kept now', log });
}
