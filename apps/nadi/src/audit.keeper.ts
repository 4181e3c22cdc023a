import { AuditRetention, type AuditTrail, RetentionService } from '@app/audit';
import type { Clock } from '@app/kernel';
import { anchorText } from '@app/ledger';
import type { Log, Settings, Transactor } from '@app/platform';

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
}

/**
 * Each hour, in the process that leads: destroys what has been kept long enough, and writes the head of the trail into the log, which
 * is commonly kept on another machine. Answers how to stop it.
 */
export function keepAudit({ transactor, trail, settings, clock, log, isLeading }: AuditKeeperParts): () => Promise<void> {
  const retention = new RetentionService(transactor, trail, clock, [new AuditRetention(transactor, settings.NADI_AUDIT_DAYS)]);
  let running = Promise.resolve();
  const round = async () => {
    if (!isLeading()) return;
    try {
      for (const { rule, count, fromAt, toAt, digest } of await retention.run({ actor: 'service', slackMs: SLACK_MS }))
        log.info({ rule, count, fromAt, toAt, digest }, 'destroyed at the end of its retention');
      const head = await trail.head();
      if (head) log.info({ anchor: anchorText(head) }, 'head of the audit trail');
    } catch (err) {
      log.warn({ err }, 'the audit trail cannot be kept now');
    }
  };
  const timer = setInterval(() => void (running = running.then(round)), ROUND_MS);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
