import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { anchorText, LONGEST_LINE, type TrailVerdict, TrailVerifier } from '@app/ledger';
import { type AuditArguments, readAuditArguments } from './audit.arguments.js';
import { boundedLines } from './bounded.lines.js';
import type { Io } from './io.js';

const USAGE =
  'usage: nadi audit verify FILE|- [--anchor SEQ:HASH[@TIME]]… [--part] [--json]\n' +
  '       nadi audit export FILE|- [--from TIME] [--to TIME] [--data DIR]\n' +
  '       nadi audit head [--json] [--data DIR]\n' +
  '       nadi audit retention [--dry-run] [--json] [--data DIR]\n' +
  '  TIME: ISO 8601 with an offset, e.g. 2026-11-23T09:00:00+07:00\n';

/** `nadi audit`: verifies an export of the trail with nothing but the file; exports it, tells its head, destroys what is too old. */
export async function runAudit(args: string[], io: Io): Promise<number> {
  const asked = readAuditArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi audit: ${asked}\n${USAGE}`);
    return 2;
  }
  if (asked.action === 'verify') return verify(asked, io);
  // Loaded only here: a verifier needs no database.
  const { runOnDatabase } = await import('./audit.database.js');
  return runOnDatabase(asked, io);
}

async function verify(asked: AuditArguments, io: Io): Promise<number> {
  const input: Readable = asked.file === '-' ? io.stdin : createReadStream(asked.file);
  const verifier = new TrailVerifier({ anchors: asked.anchors, isPart: asked.isPart });
  try {
    // UTF-8 takes up to four bytes a character.
    for await (const line of boundedLines(input, 4 * LONGEST_LINE)) verifier.add(line ?? '');
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    io.stderr.write(`nadi audit: ${asked.file}: cannot be read: ${message}\n`);
    return 2;
  }
  const verdict = verifier.end();
  if (asked.isJson) io.stdout.write(`${JSON.stringify(verdict, null, 2)}\n`);
  else tell(verdict, asked.file, io);
  return verdict.isIntact ? 0 : 1;
}

function tell(verdict: TrailVerdict, file: string, { stdout, stderr }: Io): void {
  const { problems, problemCount, records, first, last, destroyed, notes } = verdict;
  for (const { line, seq, reason } of problems)
    stderr.write(`${file}${line === null ? '' : `:${line}`}: ${seq === null ? 'the line' : `record ${seq}`} ${reason}\n`);
  if (problemCount > problems.length) stderr.write(`${file}: and ${problemCount - problems.length} more\n`);
  for (const { from, to, count, fromAt, toAt } of destroyed)
    stdout.write(`destroyed by retention: records ${from} to ${to} (${count}), made from ${fromAt} to ${toAt}\n`);
  for (const note of notes) stdout.write(`note: ${note}\n`);
  const range = first && last ? `, ${first.seq} to ${last.seq}, from ${first.at} to ${last.at}` : '';
  stdout.write(`${verdict.isIntact ? 'intact' : 'NOT INTACT'}: ${records} records${range}\n`);
  if (verdict.isIntact && last) stdout.write(`anchor: ${anchorText(last)}\n`);
}
