import { AvailabilityService } from '@app/availability';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AccessService, permissionsOf, type Viewer } from '@app/access';
import { AuditTrail } from '@app/audit';
import { DriftDesk } from '@app/discovery';
import { InventoryBatch, InventoryEditor, StoredInventory, TopologyHistory, TopologyImporter } from '@app/inventory';
import { EVERYWHERE, type Jurisdiction } from '@app/kernel';
import { MaintenanceService } from '@app/maintenance';
import { HandoverService, OutageCauseService, OutageDeskService, StateHistory } from '@app/outages';
import { DomainEvents, SILENT_LOG, startEmbeddedPostgres, SystemClock, Transactor } from '@app/platform';
import { ComplianceService, openRules } from '@app/compliance';
import { RegistrationService, UnicastGuard } from '@app/registration';
import { apiSettings, createApi } from '../../../api/src/index.js';
import { generateCity } from '../../../lab/src/index.js';
import { type NadiDatabase, openNadiDatabase } from '../database.rooms.js';
import type { Io } from '../io.js';

const PAGE = 200;
const QUERY = `query ($after: String, $within: String) { cameras(first: ${PAGE}, after: $after, filter: { within: $within }) {
  pageInfo { endCursor hasNextPage } nodes { name status station { code name } building { code name address } } } }`;

interface PageAnswer {
  readonly data: { readonly cameras: { readonly nodes: unknown[]; readonly pageInfo: { endCursor: string | null; hasNextPage: boolean } } };
  readonly errors?: unknown;
}

/** A viewer under each of these tokens: the bench is of what they may see, not of how they signed on. */
class BenchAccess extends AccessService {
  readonly viewers = new Map<string, Jurisdiction>();

  override async viewerOf(token: string): Promise<Viewer | null> {
    const jurisdiction = this.viewers.get(token);
    if (!jurisdiction) return null;
    return {
      accountId: '' as never,
      name: token,
      role: 'station-viewer',
      permissions: permissionsOf('station-viewer', jurisdiction),
      jurisdiction,
    };
  }
}

/**
 * `nadi bench access [--cameras 100000] [--rounds 60] [--station CODE]`: the cameras of one Polsek with building, station and status, by
 * GraphQL over HTTP: for its own viewer, and for somebody who sees everything and filters by the station.
 */
export async function runAccessBench(args: string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { cameras: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '60' }, station: { type: 'string' } },
  });
  const print = (line: string) => io.stdout.write(`${line}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'nadi-bench-'));
  const postgres = await startEmbeddedPostgres(folder);
  const database = await openNadiDatabase({ url: postgres.url, log: SILENT_LOG });
  const clock = new SystemClock();
  const transactor = new Transactor(database);
  const events = new DomainEvents(transactor, postgres.url, SILENT_LOG);
  await events.start();
  const access = new BenchAccess(transactor, clock);
  const importer = new TopologyImporter(transactor, events, clock);
  const editor = new InventoryEditor(transactor, events, clock);
  try {
    await importer.import(generateCity({ cameras: Number(values.cameras) }), { dryRun: false, actor: 'bench' });
    await database.query(`INSERT INTO device_status (device_id, status, since) SELECT id, 'UP', now() FROM device`);
    await database.query('ANALYZE');
    const api = await createApi(
      {
        settings: apiSettings({ operation: { maxCost: 100_000 } }),
        transactor,
        events,
        log: SILENT_LOG,
        access,
        audit: new AuditTrail(transactor, clock),
        inventory: new StoredInventory(transactor, events),
        history: new StateHistory(transactor, new TopologyHistory(transactor, clock)),
        importer,
        editor,
        driftDesk: new DriftDesk(transactor, editor, events, clock),
        outageDesk: new OutageDeskService(transactor, events, clock),
        causes: new OutageCauseService(transactor, clock),
        handovers: new HandoverService(transactor, clock),
        availability: new AvailabilityService(transactor, clock),
        maintenance: new MaintenanceService(transactor, events, clock, new StoredInventory(transactor, events)),
        compliance: new ComplianceService({ transactor, events, clock, book: openRules(null) }),
        registration: new RegistrationService({
          transactor,
          events,
          clock,
          inventory: new InventoryBatch(transactor, events, clock),
          guard: new UnicastGuard(),
        }),
      },
      { host: '127.0.0.1', port: 0 },
    );
    try {
      const station = values.station ?? (await fullestPolsek(database));
      access.viewers.set('own', { kind: 'AREAS', stations: [station], owners: [] }).set('all', EVERYWHERE);
      print(
        `${values.cameras} cameras, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}; all cameras of ${station}, in pages of ${PAGE}`,
      );
      await measure(
        'somebody who sees everything, filtered by the station',
        api.url,
        'all',
        { within: station },
        Number(values.rounds),
        print,
      );
      await measure('the viewer of that station', api.url, 'own', {}, Number(values.rounds), print);
    } finally {
      await api.stop();
    }
    return 0;
  } finally {
    await events.stop();
    await database.destroy();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fullestPolsek(database: NadiDatabase): Promise<string> {
  const [row] = (await database.query(
    `SELECT place.code FROM device JOIN building ON building.place_id = device.place_id JOIN station ON station.place_id = building.station_place_id
     JOIN place ON place.id = station.place_id WHERE station.kind = 'POLSEK' GROUP BY 1 ORDER BY abs(count(*) - 1000), 1 LIMIT 1`,
  )) as { code: string }[];
  return row.code;
}

async function measure(
  who: string,
  url: string,
  token: string,
  filter: { readonly within?: string },
  rounds: number,
  print: (line: string) => void,
): Promise<void> {
  const pagesMs: number[] = [];
  const listsMs: number[] = [];
  let cameras = 0;
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    cameras = 0;
    for (let after: string | null = null, isMore = true; isMore;) {
      const startedMs = performance.now();
      const { nodes, pageInfo } = await ask(url, token, { ...filter, after });
      pagesMs.push(performance.now() - startedMs);
      cameras += nodes.length;
      [after, isMore] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
    listsMs.push(performance.now() - began);
  }
  print(`${who}: ${cameras} cameras; a page ${figures(pagesMs)}; all of them ${figures(listsMs)}`);
}

async function ask(url: string, token: string, variables: object) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: QUERY, variables }),
  });
  const { data, errors } = (await response.json()) as PageAnswer;
  if (errors) throw new Error(JSON.stringify(errors));
  return data.cameras;
}

function figures(values: number[]): string {
  const sorted = values.toSorted((a, z) => a - z);
  const at = (share: number) => `${sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]?.toFixed(1)} ms`;
  return `median ${at(0.5)}, p95 ${at(0.95)}`;
}
