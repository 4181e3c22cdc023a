import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import process from 'node:process';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { AuditTrail, type Destruction, exportTrail, RetentionService } from '@app/audit';
import { anchorText, lineOf } from '@app/ledger';
import { SystemClock, Transactor } from '@app/platform';
import type { AuditArguments } from './audit.arguments.js';
import { commandActor, commandEntry } from './command.audit.js';
import { type DatabaseSession, withDatabase } from './database.session.js';
import type { Io } from './io.js';
import { retentionRules } from './retention.rules.js';

/** What `nadi audit` does with the trail itself, not with an export of it. */
export function runOnDatabase(asked: AuditArguments, io: Io): Promise<number> {
  return withDatabase(asked.dataDir, io, (session) => {
    const transactor = new Transactor(session.database);
    const trail = new AuditTrail(transactor, new SystemClock());
    if (asked.action === 'export') return exportTo(asked, transactor, trail, io);
    return asked.action === 'head' ? head(asked, trail, io) : destroy(asked, session, transactor, trail, io);
  });
}

async function exportTo(asked: AuditArguments, transactor: Transactor, trail: AuditTrail, io: Io): Promise<number> {
  const { file, from, to } = asked;
  await trail.record(commandEntry({ action: 'read', subjectKind: 'audit.trail', subject: 'export', detail: { from, to } }));
  try {
    const { records, last } = await (file === '-'
      ? exportTrail(transactor, asked, (record) => write(io.stdout, `${lineOf(record)}\n`))
      : exportFile(transactor, asked));
    io.stderr.write(`nadi: ${records} records${last ? `; anchor: ${anchorText(last)}` : ''}\n`);
    if (from !== null) io.stderr.write('nadi: this is a part of the trail: verify it with --part\n');
    return 0;
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined || file === '-') throw error;
    io.stderr.write(`nadi audit: ${file} cannot be written: ${message}\n`);
    return 2;
  }
}

/** The whole file or none of it. */
async function exportFile(transactor: Transactor, asked: AuditArguments) {
  const draft = `${asked.file}.${process.pid}.part`;
  const stream = createWriteStream(draft, { flags: 'wx', flush: true, mode: 0o600 });
  const done = finished(stream);
  // Told by the wait below; until then it must not count as forgotten.
  done.catch(() => undefined);
  try {
    const exported = await exportTrail(transactor, asked, async (record) => {
      if (stream.errored) throw stream.errored;
      await write(stream, `${lineOf(record)}\n`, done);
    });
    stream.end();
    await done;
    await rename(draft, asked.file);
    return exported;
  } catch (error) {
    stream.destroy();
    await rm(draft, { force: true });
    throw error;
  }
}

/** Waits where the reader is slower than we are. */
async function write(stream: Writable, text: string, done?: Promise<unknown>): Promise<void> {
  if (stream.write(text)) return;
  const drained = new Promise<void>((resolve) => stream.once('drain', () => resolve()));
  await (done ? Promise.race([drained, done]) : drained);
}

async function head({ isJson }: AuditArguments, trail: AuditTrail, io: Io): Promise<number> {
  const anchor = await trail.head();
  if (anchor === null) io.stderr.write('nadi audit: the trail is empty\n');
  if (isJson) io.stdout.write(`${JSON.stringify(anchor)}\n`);
  else if (anchor) io.stdout.write(`${anchorText(anchor)}\n`);
  return anchor === null ? 1 : 0;
}

async function destroy(
  { isDryRun, isJson }: AuditArguments,
  { settings }: DatabaseSession,
  transactor: Transactor,
  trail: AuditTrail,
  io: Io,
): Promise<number> {
  const rules = retentionRules(transactor, settings);
  const retention = new RetentionService(transactor, trail, new SystemClock(), rules);
  const destructions = await retention.run({ actor: commandActor(), isDryRun });
  if (isJson) {
    io.stdout.write(`${JSON.stringify(destructions, null, 2)}\n`);
    return 0;
  }
  for (const { code, dataSet, keptDays, reason } of rules)
    io.stdout.write(`rule ${code}: ${dataSet} is kept ${keptDays} days: ${reason}\n`);
  for (const destruction of destructions) io.stdout.write(`${line(destruction, isDryRun)}\n`);
  if (destructions.length === 0) io.stdout.write('nothing is due\n');
  return 0;
}

function line({ dataSet, rule, count, fromAt, toAt, digest }: Destruction, isDryRun: boolean): string {
  return `${isDryRun ? 'would be destroyed' : 'destroyed'} by ${rule}: ${count} of ${dataSet}, from ${fromAt} to ${toAt}, digest ${digest}`;
}
