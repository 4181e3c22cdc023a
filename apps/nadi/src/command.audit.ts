import { createHash } from 'node:crypto';
import { userInfo } from 'node:os';
import process from 'node:process';
import { type AuditEntry, AuditTrail } from '@app/audit';
import { SystemClock, type Transactor } from '@app/platform';

/** Whoever runs a command, as the machine knows them. */
export function commandActor(): string {
  try {
    return `cli:${userInfo().username}`;
  } catch {
    // A container may run as a number that no user has.
    return `cli:${process.getuid?.() ?? 'unknown'}`;
  }
}

export type CommandEntry = Pick<AuditEntry, 'action' | 'subjectKind' | 'subject'> & { readonly detail?: object };

/** What a command does or shows, as it is recorded. */
export function commandEntry({ detail = {}, ...entry }: CommandEntry): AuditEntry {
  return { ...entry, actor: commandActor(), purpose: null, caseNumber: null, detail, outcome: 'done' };
}

/** Does something and records it, both or neither; `entryOf` tells of what was done, null where nothing was. */
export function recordedChange<Result>(
  transactor: Transactor,
  work: () => Promise<Result>,
  entryOf: (result: Result) => CommandEntry | null,
): Promise<Result> {
  const trail = new AuditTrail(transactor, new SystemClock());
  return transactor.run(async () => {
    const result = await work();
    const entry = entryOf(result);
    if (entry !== null) await trail.record(commandEntry(entry));
    return result;
  });
}

/** Enough of a token's digest to know it again in the trail, and too little to look it up by. */
export function markOf(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 16);
}
