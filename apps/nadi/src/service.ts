import { AlertSender, RESOLVED_MS } from '@app/alerting';
import { AccessService, CredentialVault, loadSealingKey } from '@app/access';
import { Exporter, ReachabilityFleetSource } from '@app/exporter';
import { InProcessFeed } from '@app/feed';
import { InventoryEditor, type InventorySnapshot, StoredInventory, TopologyImporter } from '@app/inventory';
import { ObservedService, OPTICAL_POLICY, WatchedReadings } from '@app/observed';
import { OutageDeskService, type OutageChange } from '@app/outages';
import {
  createMetricsRegistry,
  DomainEvents,
  type Log,
  type Settings,
  startEmbeddedPostgres,
  SystemClock,
  Transactor,
} from '@app/platform';
import { InspectingProber, NetSnmpProber, ThreadIcmpProber } from '@app/probing';
import { parseSnmpCredential, type SnmpCredential } from '@app/snmp';
import { type Api, apiSettings, createApi } from '../../api/src/index.js';
import { Engine, type EngineSettings } from '../../engine/src/index.js';
import { type Lab, startLab } from '../../lab/src/index.js';
import { type NadiDatabase, openNadiDatabase } from './database.rooms.js';
import { openInspector } from './open.inspector.js';

/** Who imported the demo city; a network of that origin is played by the lab. */
export const DEMO_ACTOR = 'demo';
/** The credential that the lab's agents take. */
const LAB_CREDENTIAL = { name: 'lab', credential: { version: 'v2c', community: 'lab' } };

export interface ServiceOptions {
  readonly settings: Settings;
  readonly log: Log;
  /** What is being done, for people who wait. */
  readonly onProgress: (what: string) => void;
  readonly onOutages: (changes: readonly OutageChange[]) => void;
  /** Fills what is empty, or replaces it as the user asked; before anything is asked. */
  readonly prepare: (parts: { readonly importer: TopologyImporter; readonly isEmpty: boolean }) => Promise<void>;
}

export interface Service {
  readonly url: string;
  /** The administrator's first token; null once it was given. */
  readonly firstToken: string | null;
  readonly snapshot: InventorySnapshot;
  readonly lab: Lab | null;
  readonly engine: Engine;
  readonly notes: readonly string[];
  stop(): Promise<void>;
}

/** The database of NADI_DATABASE_URL cannot be used; the message says why. */
export class DatabaseRefused extends Error {}

/** Everything in one process: database, lab, probers, engine and API. What was started is stopped in turn, also when a later part fails. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    return { ...(await start(options, stops)), stop };
  } catch (error) {
    await stop().catch((err: unknown) => options.log.debug({ err }, 'stopping after a failed start'));
    throw error;
  }
}

async function start(options: ServiceOptions, stops: (() => Promise<void> | void)[]): Promise<Omit<Service, 'stop'>> {
  const { settings, log, onProgress } = options;
  const notes: string[] = [];
  onProgress('starting the database');
  const databaseUrl = settings.NADI_DATABASE_URL ?? (await embedded(options, stops, notes));
  const database = await opened(databaseUrl, settings, log);
  stops.push(() => database.destroy());
  const clock = new SystemClock();
  const transactor = new Transactor(database);
  const events = new DomainEvents(transactor, databaseUrl, log);
  await events.start();
  stops.push(() => events.stop());
  const key = loadSealingKey({ key: settings.NADI_SECRET_KEY, file: settings.NADI_SECRET_KEY_FILE, dataDir: settings.NADI_DATA_DIR });
  const vault = new CredentialVault(transactor, clock, key);
  const access = new AccessService(transactor, clock);
  const importer = new TopologyImporter(transactor, events, clock);

  onProgress('reading the network');
  await options.prepare({ importer, isEmpty: (await importer.version()) === 0 });
  // Made after that: the event of a change made here would come later than the next read.
  const inventory = new StoredInventory(transactor, events);
  const snapshot = await inventory.snapshot();
  const lab = snapshot.actor === DEMO_ACTOR ? await startDemo(options, snapshot, vault, stops, notes) : null;

  const feed = probersOf(settings, lab, vault);
  const consoleUrl = { current: settings.NADI_CONSOLE_URL };
  const alerts = new AlertSender(
    {
      urls: settings.NADI_ALERTMANAGER_URLS,
      resendMs: settings.NADI_ALERT_RESEND_MS,
      resolvedMs: RESOLVED_MS,
      consoleUrl: () => consoleUrl.current ?? '',
    },
    clock,
    log,
  );
  const observed = new ObservedService(transactor, clock, {
    optical: OPTICAL_POLICY,
    defaultSensitivityDbm: settings.NADI_RX_SENSITIVITY_DBM,
  });
  const exporter = new Exporter(new ReachabilityFleetSource(() => engine.fleet()), createMetricsRegistry(), {
    token: settings.NADI_METRICS_TOKEN,
  });
  const engine: Engine = new Engine(
    { settings: engineSettings(settings), inventory, transactor, events, databaseUrl, feed, alerts, observed, clock, log },
    { onOutages: options.onOutages, onTopology: () => void exporter.prepare() },
  );
  onProgress('opening the port');
  const api: Api = await createApi(
    {
      settings: apiSettings({
        operation: { maxDepth: settings.NADI_GRAPHQL_MAX_DEPTH, maxCost: settings.NADI_GRAPHQL_MAX_COST },
        body: { importBytes: settings.NADI_IMPORT_MAX_BYTES },
      }),
      transactor,
      events,
      log,
      access,
      inventory,
      importer,
      editor: new InventoryEditor(transactor, events, clock),
      outageDesk: new OutageDeskService(transactor, events, clock),
      telemetry: exporter,
      live: new WatchedReadings(observed),
      readiness: [{ what: 'engine', check: () => Promise.resolve(engine.whyNotReady()) }],
    },
    { host: settings.NADI_HTTP_HOST, port: settings.NADI_HTTP_PORT },
  );
  stops.push(() => api.stop());
  consoleUrl.current ??= api.url;
  onProgress('starting to ask');
  stops.push(() => engine.stop());
  await engine.start();
  for (const { check, status } of feed.probers()) notes.push(`${check}: ${status.engine} (${status.reason})`);
  return { url: api.url, firstToken: await access.issueFirstToken(), snapshot, lab, engine, notes };
}

/** One's own database fails for one's own reasons: they are told, and where to look. */
async function opened(url: string, settings: Settings, log: Log): Promise<NadiDatabase> {
  try {
    return await openNadiDatabase({ url, poolSize: settings.NADI_DATABASE_POOL, log });
  } catch (error) {
    if (settings.NADI_DATABASE_URL === null) throw error;
    const { message, code, errors } = error as { message: string; code?: string; errors?: readonly Error[] };
    throw new DatabaseRefused(message || errors?.[0]?.message || code, { cause: error });
  }
}

async function embedded({ settings, log }: ServiceOptions, stops: (() => Promise<void> | void)[], notes: string[]): Promise<string> {
  const server = await startEmbeddedPostgres(settings.NADI_DATA_DIR, { log });
  stops.push(() => server.stop());
  notes.push(...server.notes);
  return server.url;
}

async function startDemo(
  { settings, onProgress }: ServiceOptions,
  snapshot: InventorySnapshot,
  vault: CredentialVault,
  stops: (() => Promise<void> | void)[],
  notes: string[],
): Promise<Lab | null> {
  if (!settings.NADI_DEMO) {
    notes.push('the network is the demo city, but its hosts are not simulated (NADI_DEMO=0): nobody will answer');
    return null;
  }
  onProgress('starting the simulated hosts');
  await vault.put(LAB_CREDENTIAL.name, LAB_CREDENTIAL.credential);
  const lab = await startLab({ document: snapshot.document, dataDir: settings.NADI_DATA_DIR });
  stops.push(() => lab.stop());
  notes.push(
    lab.mode === 'namespace'
      ? `demo city: simulated hosts answer real packets (${lab.reason})`
      : `demo city: NO PACKETS ARE SENT, the lab answers at the prober's port (${lab.reason})`,
  );
  return lab;
}

function probersOf(settings: Settings, lab: Lab | null, vault: CredentialVault): InProcessFeed {
  const openCredential = async (name: string): Promise<SnmpCredential | null> => {
    const stored = await vault.open(name);
    const parsed = stored === null ? null : parseSnmpCredential(stored);
    return parsed?.kind === 'parsed' ? parsed.credential : null;
  };
  const community = settings.NADI_SNMP_COMMUNITY;
  const icmp =
    lab?.icmpProber ??
    new ThreadIcmpProber({ ...(lab?.borrow ? { borrow: lab.borrow } : {}), onStatus: (status) => feed.hear('icmp', status) });
  const snmp =
    lab?.snmpProber ??
    new NetSnmpProber({
      openCredential,
      defaultCredential: community === null ? null : { version: 'v2c', community },
      ...(lab?.udp4 ? { borrow: lab.udp4 } : {}),
    });
  // Where the lab answers at the prober's port there is no agent to inspect.
  const inspects = lab === null || lab.inspect4 !== undefined;
  const equipment = inspects
    ? new InspectingProber({
        open: () => openInspector(lab?.inspect4),
        intervals: { sensorMs: settings.NADI_SENSOR_INTERVAL_MS, factsMs: settings.NADI_FACTS_INTERVAL_MS },
        openCredential,
        defaultCredential: community === null ? null : { version: 'v2c', community },
      })
    : null;
  const feed = new InProcessFeed(icmp, snmp, equipment);
  return feed;
}

function engineSettings(settings: Settings): EngineSettings {
  return {
    intervals: {
      infrastructureMs: settings.NADI_INFRA_INTERVAL_MS,
      cameraMs: settings.NADI_CAMERA_INTERVAL_MS,
      icmpTimeoutMs: settings.NADI_PROBE_TIMEOUT_MS,
      snmpRouterMs: settings.NADI_SNMP_ROUTER_INTERVAL_MS,
      snmpMs: settings.NADI_SNMP_INTERVAL_MS,
      sensorMs: settings.NADI_SENSOR_INTERVAL_MS,
    },
    hasDefaultCredential: settings.NADI_SNMP_COMMUNITY !== null,
    detection: { tries: settings.NADI_CONFIRM_TRIES, spacingMs: settings.NADI_CONFIRM_SPACING_MS },
    window: { settleMs: settings.NADI_SETTLE_MS, maxMs: settings.NADI_WINDOW_MAX_MS },
  };
}
