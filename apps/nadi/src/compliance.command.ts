import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  buildingsCsv,
  buildingsXlsx,
  type ComplianceReport,
  ComplianceReportQueries,
  ComplianceService,
  type MoveOutcome,
  openRules,
  reportCsv,
  reportXlsx,
  RuleFileError,
} from '@app/compliance';
import { DomainEvents, SystemClock, Transactor } from '@app/platform';
import { commandActor, recordedChange } from './command.audit.js';
import { type ComplianceAsked, readComplianceArguments } from './compliance.arguments.js';
import { type DatabaseSession, withDatabase } from './database.session.js';
import type { Io } from './io.js';

const USAGE = `usage: nadi compliance report [--by CITY|DISTRICT|STATION|STATE] [--within STATION] [--states S,…] [--file FILE.csv|FILE.xlsx] [--json]
       nadi compliance list [--overdue] [--within STATION] [--states S,…] [--file FILE.csv|FILE.xlsx] [--json]
       nadi compliance move BUILDING… --to STATE [--reason TEXT] [--reference NUMBER] [--letters DIR] [--dry-run] [--json]
       nadi compliance check [FILE]\n`;

type Asked<Action> = Extract<ComplianceAsked, { action: Action }>;

/** `nadi compliance`: where buildings stand, what people decide of them, and whether a rule file can be used. */
export async function runCompliance(args: string[], io: Io): Promise<number> {
  const asked = readComplianceArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi compliance: ${asked}\n${USAGE}`);
    return 2;
  }
  try {
    if (asked.action === 'check') return check(asked, io);
    return await withDatabase(asked.dataDir, io, (session) => onDatabase(asked, session, io));
  } catch (error) {
    if (!(error instanceof RuleFileError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return asked.action === 'check' ? 1 : 2;
  }
}

function check({ file }: Asked<'check'>, io: Io): number {
  for (const { version, effectiveFrom, sources } of openRules(file).rules) {
    const read = sources.filter(({ isRead }) => isRead).length;
    io.stdout.write(`${version} from ${effectiveFrom.toISOString().slice(0, 10)}: ${sources.length} sources, ${read} of them read\n`);
  }
  return 0;
}

function onDatabase(asked: Exclude<ComplianceAsked, { action: 'check' }>, session: DatabaseSession, io: Io): Promise<number> {
  const { database, url, settings, log } = session;
  const transactor = new Transactor(database);
  const clock = new SystemClock();
  const events = new DomainEvents(transactor, url, log);
  const service = new ComplianceService({ transactor, events, clock, book: openRules(settings.NADI_COMPLIANCE_RULES) });
  const queries = new ComplianceReportQueries(transactor);
  switch (asked.action) {
    case 'report':
      return report(asked, service, queries, io);
    case 'list':
      return list(asked, service, queries, io);
    case 'move':
      return move(asked, service, transactor, io);
  }
}

async function report(asked: Asked<'report'>, service: ComplianceService, queries: ComplianceReportQueries, io: Io): Promise<number> {
  const made = await service.report(queries, asked.by, asked.filter);
  if (asked.file !== null) return write(asked.file, isCsv(asked.file) ? reportCsv(made) : await reportXlsx(made), io);
  if (asked.isJson) io.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
  else tellReport(made, io);
  return 0;
}

function tellReport({ rows, total }: ComplianceReport, io: Io): void {
  const lines = [
    ...rows.map((row) => ({ ...row, label: [row.key ?? '?', row.name].filter(Boolean).join(' ') })),
    { ...total, label: 'total' },
  ];
  const width = Math.max(...lines.map(({ label }) => label.length));
  for (const { label, buildings, overdue, cameras, camerasDeclared, camerasVerified, states } of lines) {
    const standing = states.flatMap((each) => (each.buildings > 0 ? [`${each.state} ${each.buildings}`] : [])).join(', ');
    io.stdout.write(
      `${label.padEnd(width)}  buildings ${buildings} (overdue ${overdue}), cameras ${cameras}, declared ${camerasDeclared}, verified ${camerasVerified}: ${standing}\n`,
    );
  }
}

async function list(asked: Asked<'list'>, service: ComplianceService, queries: ComplianceReportQueries, io: Io): Promise<number> {
  const pieces = service.buildings(queries, { ...asked.filter, overdueAt: asked.isOverdue ? service.now() : null });
  if (asked.file !== null && !isCsv(asked.file)) return write(asked.file, await buildingsXlsx(pieces), io);
  if (asked.file !== null) {
    let text = '';
    for await (const piece of buildingsCsv(pieces)) text += piece;
    return write(asked.file, text, io);
  }
  for await (const piece of pieces)
    for (const row of piece) {
      const until = row.deadlineAt === null ? '' : `, until ${row.deadlineAt.toISOString()}${row.isOverdue ? ' (overdue)' : ''}`;
      io.stdout.write(asked.isJson ? `${JSON.stringify(row)}\n` : `${row.building}  ${row.state}${until}\n`);
    }
  return 0;
}

/** Each building for itself: what cannot be moved is named, and the others are. */
async function move(asked: Asked<'move'>, service: ComplianceService, transactor: Transactor, io: Io): Promise<number> {
  const { to, reason, reference, dryRun } = asked;
  let refused = 0;
  for (const building of asked.buildings) {
    const outcome = await recordedChange<MoveOutcome>(
      transactor,
      () => service.move({ building, to, by: commandActor(), reason, reference, dryRun }),
      ({ kind }) =>
        kind === 'moved' ? { action: 'compliance.move', subjectKind: 'building', subject: building, detail: { to, reference } } : null,
    );
    if (outcome.kind !== 'moved' && outcome.kind !== 'dry-run') {
      refused += 1;
      io.stderr.write(`nadi compliance: ${building}: ${whyNot(outcome)}\n`);
      continue;
    }
    const { letter, deadlineAt, from } = outcome.move;
    if (asked.isJson) io.stdout.write(`${JSON.stringify(outcome.move)}\n`);
    else
      io.stdout.write(
        `${building}: ${from} -> ${to}${deadlineAt === null ? '' : `, until ${deadlineAt.toISOString()}`}${dryRun ? '; nothing was written' : ''}\n`,
      );
    if (letter !== null && asked.letters !== null) await write(join(asked.letters, `${building}-${to}.txt`), letter, io);
    else if (letter !== null && dryRun && !asked.isJson) io.stdout.write(`${letter}\n`);
  }
  return refused > 0 ? 1 : 0;
}

function whyNot(outcome: Exclude<MoveOutcome, { kind: 'moved' | 'dry-run' }>): string {
  switch (outcome.kind) {
    case 'unknown':
      return 'there is no such building';
    case 'conflict':
      return `it moved meanwhile: it is ${outcome.state}`;
    case 'refused':
      return outcome.why;
    case 'needs-reason':
      return 'this needs --reason';
  }
}

const isCsv = (file: string) => /\.csv$/i.test(file);

/** Letters and lists name persons and places: for whoever runs the command alone, and never over another file. */
async function write(file: string, content: string | Buffer, io: Io): Promise<number> {
  try {
    await writeFile(file, content, { flag: 'wx', mode: 0o600 });
    return 0;
  } catch (error) {
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    io.stderr.write(`nadi compliance: ${file}: ${isThere ? 'is there already' : error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}
