import { fork } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { TopologyImporter } from '@app/inventory';
import { DomainEvents, EmbeddedPostgresError, SILENT_LOG, startEmbeddedPostgres, SystemClock, Transactor } from '@app/platform';
import { CAMERA_COLUMNS, camerasCsv, camerasXlsx, type DeclaredCamera } from '@app/registration';
import { openNadiDatabase } from '../database.rooms.js';
import type { Io } from '../io.js';
import { wholeNumber } from '../whole.number.js';
import type { RegistrationOrder, RegistrationReport } from './registration.child.js';

const ROWS = 100_000;
const MOST_ROWS = 500_000;

/** `nadi bench registration`: lists of cameras read, checked and declared, with the plain parsers beside them. */
export async function runRegistrationBench(args: string[], io: Io): Promise<number> {
  const rows = readRows(args);
  if (typeof rows === 'string') {
    io.stderr.write(`nadi bench registration: ${rows}\nusage: nadi bench registration [--rows N]\n`);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'nadi-bench-registration-'));
  try {
    const [csv, xlsx] = [join(folder, 'cameras.csv'), join(folder, 'cameras.xlsx')];
    io.stderr.write(`writing lists of ${rows} cameras …\n`);
    await pipeline(Readable.from(camerasCsv(piecesOf(rows))), createWriteStream(csv));
    writeFileSync(xlsx, await camerasXlsx(Array.from({ length: rows }, (_, i) => cameraOf(i))));
    const plain = await measured('csv-parse alone', { kind: 'csv-parse', file: csv }, io);
    const read = await measured('CSV, read and checked', { kind: 'read', file: csv }, io, plain);
    await measured('read-excel-file alone', { kind: 'read-excel-file', file: xlsx }, io, plain);
    await measured('XLSX, read and checked', { kind: 'read', file: xlsx }, io, plain);
    await declared(folder, [csv, xlsx], plain, io);
    return read.rows === rows ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function declared(folder: string, files: readonly string[], plain: RegistrationReport, io: Io): Promise<void> {
  try {
    const server = await startEmbeddedPostgres(join(folder, 'data'));
    try {
      await importStation(server.url);
      for (const file of files)
        await measured(`${name(file)}, declared in PostgreSQL`, { kind: 'declare', file, databaseUrl: server.url }, io, plain);
    } finally {
      await server.stop();
    }
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresError)) throw error;
    io.stdout.write(`declared in PostgreSQL: not run: ${error.message}\n`);
  }
}

async function importStation(url: string): Promise<void> {
  const database = await openNadiDatabase({ url, log: SILENT_LOG });
  const transactor = new Transactor(database);
  const importer = new TopologyImporter(transactor, new DomainEvents(transactor, url, SILENT_LOG), new SystemClock());
  const stations = [{ code: 'PLD', kind: 'POLDA', name: 'Polda' }];
  await importer.import({ version: 1, stations, devices: [], links: [] }, { dryRun: false, actor: 'bench' });
  await database.destroy();
}

const name = (file: string) => (file.endsWith('.csv') ? 'CSV' : 'XLSX');

async function measured(what: string, order: RegistrationOrder, io: Io, plain?: RegistrationReport): Promise<RegistrationReport> {
  const report = await inOwnProcess(order);
  const { rows, seconds, peakRssBytes } = report;
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  const ratio = plain ? `, ${(seconds / plain.seconds).toFixed(1)} times csv-parse` : '';
  io.stdout.write(
    `${what}: ${rows} rows (${megabytes(statSync(order.file).size)}) in ${seconds.toFixed(1)} s, peak RSS ${megabytes(peakRssBytes)}${ratio}\n`,
  );
  return report;
}

function inOwnProcess(order: RegistrationOrder): Promise<RegistrationReport> {
  const child = fork(new URL('./registration.child.js', import.meta.url), [JSON.stringify(order)]);
  return new Promise((resolve, reject) => {
    let report: RegistrationReport | undefined;
    child.once('message', (message) => (report = message as RegistrationReport));
    child.once('error', reject);
    child.once('exit', (code) => (report ? resolve(report) : reject(new Error(`the process that reads ended with ${code}`))));
  });
}

async function* piecesOf(rows: number): AsyncGenerator<readonly DeclaredCamera[]> {
  const piece = 1_000;
  for (let from = 0; from < rows; from += piece) yield Array.from({ length: Math.min(piece, rows - from) }, (_, i) => cameraOf(from + i));
}

/** A camera as a careful owner declares it: every column is filled. */
function cameraOf(i: number): DeclaredCamera {
  const bytes = [24, 16, 8, 0].map((shift) => (i >>> shift) & 255);
  const given = {
    name: `Kamera ${i}`,
    realm: 'default',
    address: `10.${bytes[1]}.${bytes[2]}.${bytes[3]}`,
    reach: 'DIRECT',
    rtspPort: 554,
    onvifPort: 80,
    httpPort: 80,
    rtspPath: '/Streaming/Channels/101',
    lat: -6.2 + Math.floor(i / 300) / 10_000,
    lon: 106.8 + (i % 300) / 10_000,
    location: `Lantai ${i % 30}, lorong timur`,
    headingDeg: i % 360,
    fieldOfViewDeg: 90,
    streetFacing: i % 3 === 0,
    sees: 'ENTRANCE',
    recorder: `NVR ${Math.floor(i / 64)}`,
    channel: i % 64,
    retentionDays: 30,
    vendor: 'Contoh',
    model: 'C-2',
    serial: `SN${i}`,
    mac: ['02', '00', ...bytes.map((byte) => byte.toString(16).padStart(2, '0'))].join(':'),
  };
  const none = Object.fromEntries(CAMERA_COLUMNS.map(({ key }) => [key, null]));
  return { ...none, ...given, row: i + 2 } as unknown as DeclaredCamera;
}

function readRows(args: string[]): number | string {
  try {
    const { values } = parseArgs({ args, options: { rows: { type: 'string' } } });
    return values.rows === undefined ? ROWS : wholeNumber('--rows', values.rows, 1, MOST_ROWS);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
