import type { CredentialVault } from '@app/access';
import type { AuditTrail } from '@app/audit';
import type { Clock } from '@app/kernel';
import type { Log } from '@app/platform';
import { parseSnmpCredential, type SnmpCredential } from '@app/snmp';

export type OpenCredential = (name: string) => Promise<SnmpCredential | null>;

/** A poller opens what it reads with every few seconds: one record an hour tells that it is in use. */
const ONE_RECORD_MS = 3_600_000;

export interface OpenerParts {
  readonly vault: CredentialVault;
  readonly trail: AuditTrail;
  readonly clock: Clock;
  readonly log: Log;
}

/** Opens credentials for the probers of this process, and records that. */
export function credentialOpener({ vault, trail, clock, log }: OpenerParts): OpenCredential {
  const recordedMs = new Map<string, number>();
  const record = async (name: string) => {
    const now = clock.monotonicMs();
    if (now - (recordedMs.get(name) ?? -Infinity) < ONE_RECORD_MS) return;
    recordedMs.set(name, now);
    const about = { action: 'credential.open', subjectKind: 'credential.name', subject: name };
    await trail.commit({ actor: 'service', ...about, purpose: null, caseNumber: null, detail: {}, outcome: 'done' });
  };
  return async (name) => {
    const stored = await vault.open(name);
    const parsed = stored === null ? null : parseSnmpCredential(stored);
    if (parsed?.kind !== 'parsed') return null;
    try {
      await record(name);
    } catch (err) {
      // It shows nobody anything, and a network that nobody watches would be the greater harm.
      recordedMs.delete(name);
      log.error({ err, credential: name }, 'the use of a credential cannot be recorded');
    }
    return parsed.credential;
  };
}
