import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { InventoryBatch, lastImporter } from '@app/inventory';
import { DomainEvents, SystemClock, Transactor } from '@app/platform';
import {
  formatOfFile,
  readCameras,
  readTableFile,
  type RegisterCamerasOutcome,
  RegistrationService,
  type RowFinding,
  templateCsv,
  templateXlsx,
  unboundRegistrar,
} from '@app/registration';
import { RealmNetworksError } from '@app/verification';
import { declaredNetworks } from './declared.networks.js';
import { DEMO_ACTOR } from './demo.actor.js';
import { withDatabase } from './database.session.js';
import type { Io } from './io.js';
import { RealmGuard } from './realm.guard.js';

const USAGE = `usage: nadi register FILE|- [--building CODE] [--dry-run] [--json] [--data DIR]
       nadi register --template FILE.csv|FILE.xlsx\n`;
const WARNED = 20;

type Asked =
  | { readonly kind: 'template'; readonly file: string }
  | {
      readonly kind: 'cameras';
      readonly file: string;
      readonly building: string | null;
      readonly dryRun: boolean;
      readonly isJson: boolean;
      readonly dataDir: string | undefined;
    };
type CamerasAsked = Extract<Asked, { kind: 'cameras' }>;

/**
 * `nadi register`: declares the cameras of a CSV or XLSX file, all or nothing; they wait for review. What is wrong is named on stderr
 * row by row. With --template it writes an empty list.
 */
export async function runRegister(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi register: ${asked}\n${USAGE}`);
    return 2;
  }
  if (asked.kind === 'template') return writeTemplate(asked.file, io);
  const folder = await mkdtemp(join(tmpdir(), 'nadi-register-'));
  try {
    const path = asked.file === '-' ? join(folder, 'file') : asked.file;
    // A workbook is read from its end, so what comes in a pipe is kept first.
    if (asked.file === '-') await pipeline(io.stdin, createWriteStream(path, { mode: 0o600 }));
    const problem = await whyUnreadable(path);
    if (problem !== null) {
      io.stderr.write(`nadi register: ${asked.file}: ${problem}\n`);
      return 2;
    }
    return await register(path, asked, io);
  } catch (error) {
    if (!(error instanceof RealmNetworksError)) throw error;
    io.stderr.write(`nadi register: NADI_REALM_NETWORKS: ${error.message}\n`);
    return 2;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function register(path: string, asked: CamerasAsked, io: Io): Promise<number> {
  return withDatabase(asked.dataDir, io, async ({ database, url, settings, log }) => {
    const transactor = new Transactor(database);
    const clock = new SystemClock();
    const events = new DomainEvents(transactor, url, log);
    const inventory = new InventoryBatch(transactor, events, clock);
    const networks = await declaredNetworks(settings, (await lastImporter(transactor.manager)) === DEMO_ACTOR);
    const service = new RegistrationService({ transactor, events, clock, inventory, guard: new RealmGuard(networks) });
    const readings = readCameras(readTableFile(path), asked.building);
    const { building, dryRun } = asked;
    const outcome = await service.registerCameras(
      { readings, source: await formatOfFile(path), building, dryRun },
      unboundRegistrar('cli'),
    );
    if (asked.isJson) io.stdout.write(`${JSON.stringify(outcome, null, 2)}\n`);
    return tell(outcome, asked, io);
  });
}

function tell(outcome: RegisterCamerasOutcome, { file, isJson }: CamerasAsked, io: Io): number {
  switch (outcome.kind) {
    case 'unknown-building':
      io.stderr.write('nadi register: there is no such building\n');
      return 1;
    case 'conflict':
      io.stderr.write('nadi register: somebody declared this building meanwhile\n');
      return 1;
    case 'refused': {
      for (const finding of outcome.errors) io.stderr.write(`${file}: ${inWords(finding)}\n`);
      const rest = outcome.errorCount - outcome.errors.length;
      if (rest > 0) io.stderr.write(`${file}: and ${rest} more\n`);
      io.stderr.write(`nadi register: nothing was written: ${outcome.errorCount} wrong in ${file}\n`);
      return 1;
    }
    case 'submitted':
    case 'dry-run': {
      if (isJson) return 0;
      const does = outcome.kind === 'submitted' ? 'waits for review' : 'would wait for review; nothing was written';
      for (const { building, version, cameraCount } of outcome.declarations)
        io.stdout.write(`${building}: declaration ${version} of ${cameraCount} cameras ${does}\n`);
      for (const finding of outcome.warnings.slice(0, WARNED)) io.stdout.write(`warning: ${inWords(finding)}\n`);
      const rest = outcome.warningCount - Math.min(WARNED, outcome.warnings.length);
      if (rest > 0) io.stdout.write(`warning: and ${rest} more: --json lists up to 1,000\n`);
      return 0;
    }
  }
}

function inWords({ row, column, code, reason }: RowFinding): string {
  const place = [row === 0 ? '' : `row ${row}`, column === '' ? '' : JSON.stringify(column)].filter((part) => part !== '').join(', ');
  return `${place === '' ? '' : `${place}: `}${reason} (${code})`;
}

async function writeTemplate(file: string, io: Io): Promise<number> {
  try {
    // Never over a list that somebody has filled in.
    await writeFile(file, /\.csv$/i.test(file) ? templateCsv() : await templateXlsx(), { flag: 'wx' });
    return 0;
  } catch (error) {
    io.stderr.write(`nadi register: ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

async function whyUnreadable(path: string): Promise<string | null> {
  try {
    return (await stat(path)).isFile() ? null : 'is no file';
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function readArguments(args: string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        building: { type: 'string' },
        'dry-run': { type: 'boolean' },
        json: { type: 'boolean' },
        data: { type: 'string' },
        template: { type: 'string' },
      },
    });
    const { template } = values;
    if (template !== undefined) {
      if (positionals.length > 0 || Object.keys(values).length > 1) return '--template stands alone';
      return /\.(csv|xlsx)$/i.test(template) ? { kind: 'template', file: template } : '--template names a file that ends in .csv or .xlsx';
    }
    if (positionals.length !== 1) return 'name one file, or - for the standard input';
    const { building = null, json: isJson = false, data: dataDir } = values;
    return { kind: 'cameras', file: positionals[0], building, dryRun: values['dry-run'] ?? false, isJson, dataDir };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
