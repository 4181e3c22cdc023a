import { createReadStream, readFileSync } from 'node:fs';
import process from 'node:process';
import { DomainEvents, SILENT_LOG, SystemClock, Transactor } from '@app/platform';
import { InventoryBatch } from '@app/inventory';
import { formatOfFile, readCameras, readTableFile, RegistrationService, unboundRegistrar, UnicastGuard } from '@app/registration';
import { parse } from 'csv-parse';
import { readSheet } from 'read-excel-file/node';
import { openNadiDatabase } from '../database.rooms.js';

/** What the benchmark may have done with a file, in a process of its own: its memory is then the file's alone. */
export type RegistrationOrder =
  | { readonly kind: 'csv-parse' | 'read-excel-file' | 'read'; readonly file: string }
  | { readonly kind: 'declare'; readonly file: string; readonly databaseUrl: string };

export interface RegistrationReport {
  readonly rows: number;
  readonly seconds: number;
  readonly peakRssBytes: number;
}

export const BENCH_BUILDING = 'BENCH';

async function rowsOf(order: RegistrationOrder): Promise<number> {
  let rows = 0;
  switch (order.kind) {
    case 'csv-parse':
      for await (const _record of createReadStream(order.file).pipe(parse({ bom: true, delimiter: ';' }))) rows += 1;
      return rows - 1;
    case 'read-excel-file':
      return (await readSheet(order.file)).length - 1;
    case 'read':
      for await (const readings of readCameras(readTableFile(order.file), BENCH_BUILDING))
        rows += readings.filter(({ kind }) => kind === 'camera').length;
      return rows;
    case 'declare':
      return declare(order.file, order.databaseUrl);
  }
}

async function declare(file: string, url: string): Promise<number> {
  const database = await openNadiDatabase({ url, log: SILENT_LOG });
  const transactor = new Transactor(database);
  const clock = new SystemClock();
  const events = new DomainEvents(transactor, url, SILENT_LOG);
  const inventory = new InventoryBatch(transactor, events, clock);
  const service = new RegistrationService({ transactor, events, clock, inventory, guard: new UnicastGuard() });
  const registrar = unboundRegistrar('bench');
  await service.registerBuilding(
    { row: { code: BENCH_BUILDING, name: 'Bench', station: 'PLD' }, owner: { code: 'BENCH', name: 'Bench' } },
    registrar,
  );
  const readings = readCameras(readTableFile(file), BENCH_BUILDING);
  const asked = { readings, source: await formatOfFile(file), building: BENCH_BUILDING, dryRun: false };
  const outcome = await service.registerCameras(asked, registrar);
  await database.destroy();
  return outcome.kind === 'submitted' ? outcome.declarations[0].cameraCount : 0;
}

/** The most that was held at once. `resourceUsage` would tell that of the process which forked this one, where that is more. */
function peakRss(): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

const order = JSON.parse(process.argv[2]) as RegistrationOrder;
const started = performance.now();
const rows = await rowsOf(order);
const report: RegistrationReport = {
  rows,
  seconds: (performance.now() - started) / 1000,
  peakRssBytes: peakRss(),
};
process.send?.(report);
process.disconnect?.();
