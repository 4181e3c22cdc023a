import { open, rename, rm } from 'node:fs/promises';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { AuditTrail } from '@app/audit';
import { TopologyHistory, TopologyImporter } from '@app/inventory';
import { DomainEvents, SystemClock, Transactor } from '@app/platform';
import { commandEntry } from './command.audit.js';
import { withDatabase } from './database.session.js';
import type { Io } from './io.js';

const USAGE = 'usage: nadi export FILE|- [--as-of TIME] [--data DIR]\n  TIME: ISO 8601 with an offset, e.g. 2026-11-23T09:00:00+07:00\n';
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** `nadi export`: writes the topology as a canonical v1 document; imported again it changes nothing. */
export async function runExport(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi export: ${asked}\n${USAGE}`);
    return 2;
  }
  return withDatabase(asked.dataDir, io, async ({ database, url, log }) => {
    const transactor = new Transactor(database);
    const importer = new TopologyImporter(transactor, new DomainEvents(transactor, url, log), new SystemClock());
    const history = new TopologyHistory(transactor, new SystemClock());
    const past = asked.asOf === null ? null : await history.momentOf(asked.asOf);
    if (past?.kind === 'future') {
      io.stderr.write(`nadi export: --as-of has not come yet: it is ${past.newest.toISOString()}\n`);
      return 2;
    }
    const document = past === null ? await importer.export() : await history.document(past.moment);
    // It holds every address and every contact.
    const trail = new AuditTrail(transactor, new SystemClock());
    await trail.record(commandEntry({ action: 'export', subjectKind: 'network', subject: '', detail: { asOf: asked.asOf } }));
    const text = `${JSON.stringify(document, null, 2)}\n`;
    if (asked.file === '-') {
      await new Promise<void>((resolve) => io.stdout.write(text, () => resolve()));
      return 0;
    }
    try {
      await writeWhole(asked.file, text);
    } catch (error) {
      io.stderr.write(`nadi export: ${asked.file} cannot be written: ${error instanceof Error ? error.message : String(error)}\n`);
      return 2;
    }
    return 0;
  });
}

/** The whole file or none of it: a full disk leaves the former one as it was. */
async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  try {
    const file = await open(draft, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function readArguments(args: string[]): { file: string; dataDir: string | undefined; asOf: Date | null } | string {
  try {
    // One JSON document is all that an export prints, so --json changes nothing.
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { data: { type: 'string' }, json: { type: 'boolean' }, 'as-of': { type: 'string' } },
    });
    if (positionals.length !== 1) return 'name one file, or - for the standard output';
    const time = values['as-of'];
    const asOf = time === undefined ? null : new Date(time);
    if (time !== undefined && (!TIME.test(time) || Number.isNaN(asOf?.getTime()))) return '--as-of: no time with an offset';
    return { file: positionals[0], dataDir: values.data, asOf };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
