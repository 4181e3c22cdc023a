import type { AuditQueries, AuditTrail } from '@app/audit';
import type { Clock } from '@app/kernel';
import type { Log } from '@app/platform';
import type { SignOnEvent } from '../sign-on/doorkeeper.js';
import { RefusalBound } from './refusal.bound.js';

/** Records who signed on and off, and who tried to. It holds nobody up: what it tells of shows nothing. */
export class SignOnAudit {
  private readonly refusals: RefusalBound;

  constructor(
    private readonly trail: AuditTrail,
    private readonly queries: AuditQueries,
    clock: Clock,
    private readonly log: Log,
  ) {
    this.refusals = new RefusalBound(clock);
  }

  async record({ action, outcome, name, means, address }: SignOnEvent): Promise<void> {
    try {
      const leftOut = outcome === 'refused' ? this.refusals.admit(address) : 0;
      if (leftOut === null) return;
      // What nobody is called may be a password that was typed into the wrong field.
      const isKnown = outcome === 'done' || (await this.queries.isAccount(name));
      await this.trail.commit({
        actor: isKnown && outcome === 'done' ? name : 'anonymous',
        action: `account.${action}`,
        subjectKind: 'account',
        subject: isKnown ? name : '',
        purpose: null,
        caseNumber: null,
        detail: { means, address, ...(leftOut > 0 ? { leftOut } : {}) },
        outcome,
      });
    } catch (err) {
      this.log.error({ err, action }, 'a sign-on cannot be recorded');
    }
  }
}
