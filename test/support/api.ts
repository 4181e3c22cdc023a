import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessService, accessEntities, accessMigrations, type Role, WHOLE_NETWORK } from '@app/access';
import { auditEntities, auditMigrations, AuditTrail } from '@app/audit';
import { availabilityEntities, availabilityMigrations, AvailabilityService } from '@app/availability';
import { complianceEntities, complianceMigrations, ComplianceService, openRules } from '@app/compliance';
import { discoveryEntities, discoveryMigrations, type DiscoveryParts, DriftDesk } from '@app/discovery';
import {
  InventoryBatch,
  InventoryEditor,
  inventoryEntities,
  inventoryMigrations,
  StoredInventory,
  TopologyHistory,
  TopologyImporter,
} from '@app/inventory';
import type { Clock, DeviceId } from '@app/kernel';
import { maintenanceEntities, maintenanceMigrations, MaintenanceService } from '@app/maintenance';
import { observedEntities, observedMigrations } from '@app/observed';
import { HandoverService, OutageCauseService, OutageDeskService, outagesEntities, outagesMigrations, StateHistory } from '@app/outages';
import { RegistrationService, registrationEntities, registrationMigrations, UnicastGuard } from '@app/registration';
import { DomainEvents, type Log, openDatabase, SILENT_LOG, startEmbeddedPostgres, SystemClock, Transactor } from '@app/platform';
import type { Logger } from 'typeorm';
import type { DiscoveryControl } from '../../apps/api/src/discovery/discovery.control.js';
import { type Api, type ApiParts, apiSettings, createApi, ProbeNow } from '../../apps/api/src/index.js';
import { EventHub } from '../../apps/api/src/subscriptions/event.hub.js';
import { eventually } from './nadi.js';

export interface Answer {
  readonly status: number;
  // Tests look into answers of any shape.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly extensions: Record<string, unknown>;
  }[];
  readonly extensions: Record<string, unknown>;
}

/** `viewer`: somebody who reads all of the network, and changes nothing. */
export type TestRole = Role | 'viewer';

export interface ApiUnderTest {
  readonly api: Api;
  /** What it stands on, for tests that change it by the rooms' own doors. */
  readonly parts: ApiParts;
  readonly events: DomainEvents;
  readonly probed: DeviceId[];
  readonly logged: { message: string; fields: object }[];
  readonly warned: { message: string; fields: object }[];
  tokenOf(role: TestRole): string;
  issue(role: TestRole): Promise<string>;
  revoke(token: string): Promise<boolean>;
  sql(statement: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** How many statements the database was asked while this ran. */
  statementsOf(work: () => Promise<unknown>): Promise<number>;
  ask(query: string, variables?: object, token?: string | null, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Waits until this many subscriptions are open. */
  subscribed(count: number): Promise<void>;
  stop(): Promise<void>;
}

class RecordingProbes extends ProbeNow {
  readonly asked: DeviceId[] = [];
  override async ask(ids: readonly DeviceId[]): Promise<void> {
    this.asked.push(...ids);
  }
}

class CountingLogger implements Logger {
  count = 0;
  logQuery(): void {
    this.count += 1;
  }
  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}

export function fixture(name: string): Record<string, Record<string, unknown>[]> {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures', name), 'utf8')) as Record<string, Record<string, unknown>[]>;
}

/** The API alone, as a process without an engine runs it, on a real PostgreSQL of its own. */
export async function startApi(
  settings: Parameters<typeof apiSettings>[0] = {},
  others: {
    readonly discoveryOf?: (parts: Pick<DiscoveryParts, 'transactor' | 'events' | 'importer' | 'clock' | 'log'>) => DiscoveryControl;
    readonly watching?: (transactor: Transactor) => Partial<ApiParts>;
    readonly clock?: Clock;
  } = {},
): Promise<ApiUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'nadi-api-'));
  const postgres = await startEmbeddedPostgres(folder);
  const database = await openDatabase({
    url: postgres.url,
    entities: [
      ...inventoryEntities,
      ...accessEntities,
      ...observedEntities,
      ...outagesEntities,
      ...maintenanceEntities,
      ...availabilityEntities,
      ...discoveryEntities,
      ...auditEntities,
      ...registrationEntities,
      ...complianceEntities,
    ],
    migrations: [
      ...inventoryMigrations,
      ...accessMigrations,
      ...observedMigrations,
      ...outagesMigrations,
      ...maintenanceMigrations,
      ...availabilityMigrations,
      ...discoveryMigrations,
      ...auditMigrations,
      ...registrationMigrations,
      ...complianceMigrations,
    ],
    log: SILENT_LOG,
  });
  const counting = new CountingLogger();
  database.setOptions({ logging: ['query'], logger: counting });
  const logged: { message: string; fields: object }[] = [];
  const warned: { message: string; fields: object }[] = [];
  const log: Log = {
    ...SILENT_LOG,
    error: (fields, message) => logged.push({ message, fields }),
    warn: (fields, message) => warned.push({ message, fields }),
  };
  const clock = others.clock ?? new SystemClock();
  const transactor = new Transactor(database);
  const events = new DomainEvents(transactor, postgres.url, log);
  await events.start();
  const access = new AccessService(transactor, clock);
  const issue = (role: TestRole) =>
    role === 'viewer' ? access.issueToken(role, 'station-viewer', null, [WHOLE_NETWORK]) : access.issueToken(role, role);
  const tokens = new Map<TestRole, string>();
  for (const role of ['administrator', 'engineer', 'viewer'] as const) tokens.set(role, await issue(role));
  const probes = new RecordingProbes();
  const importer = new TopologyImporter(transactor, events, clock);
  const editor = new InventoryEditor(transactor, events, clock);
  const parts: ApiParts = {
    settings: apiSettings({ socket: { recheckMs: 200 }, ...settings }),
    transactor,
    events,
    log,
    access,
    audit: new AuditTrail(transactor, clock),
    inventory: new StoredInventory(transactor, events),
    history: new StateHistory(transactor, new TopologyHistory(transactor, clock)),
    importer,
    editor,
    driftDesk: new DriftDesk(transactor, editor, events, clock),
    registration: new RegistrationService({
      transactor,
      events,
      clock,
      inventory: new InventoryBatch(transactor, events, clock),
      guard: new UnicastGuard(),
    }),
    compliance: new ComplianceService({ transactor, events, clock, book: openRules(null) }),
    outageDesk: new OutageDeskService(transactor, events, clock),
    causes: new OutageCauseService(transactor, clock),
    handovers: new HandoverService(transactor, clock),
    availability: new AvailabilityService(transactor, clock),
    maintenance: new MaintenanceService(transactor, events, clock, new StoredInventory(transactor, events)),
    probeNow: probes,
    ...(others.discoveryOf ? { discovery: others.discoveryOf({ transactor, events, importer, clock, log }) } : {}),
    ...others.watching?.(transactor),
  };
  const api = await createApi(parts, { host: '127.0.0.1', port: 0 });
  const tokenOf = (role: TestRole) => tokens.get(role) ?? '';
  return {
    api,
    parts,
    events,
    probed: probes.asked,
    logged,
    warned,
    tokenOf,
    issue,
    revoke: (token) => access.revoke(token),
    sql: (statement, values) => database.query(statement, values) as Promise<Record<string, unknown>[]>,
    async statementsOf(work) {
      const before = counting.count;
      await work();
      return counting.count - before;
    },
    async ask(query, variables = {}, token = tokenOf('administrator'), headers = {}) {
      const response = await fetch(`${api.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
        body: JSON.stringify({ query, variables }),
      });
      const body = (await response.json()) as Partial<Answer>;
      return { status: response.status, data: body.data ?? null, errors: body.errors ?? [], extensions: body.extensions ?? {} };
    },
    async subscribed(count) {
      const hub = api.app.get(EventHub, { strict: false });
      await eventually(
        () => hub.subscribers,
        (found) => found === count,
        `${count} subscriptions`,
        5_000,
      );
    },
    async stop() {
      await api.stop();
      await events.stop();
      await database.destroy();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
