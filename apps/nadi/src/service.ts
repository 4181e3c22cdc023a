import { AlertSender, registerAlertMetrics, RESOLVED_MS } from '@app/alerting';
import { ClockKeeper, AvailabilityService, MonthSealer } from '@app/availability';
import { AccessService, CredentialVault, SealingKeyError } from '@app/access';
import { AuditTrail, registerAuditMetrics } from '@app/audit';
import { openRules } from '@app/compliance';
import { ProfileLibrary } from '@app/equipment';
import { DiscoveryQueries, DriftDesk, registerDiscoveryMetrics } from '@app/discovery';
import { Exporter, ReachabilityFleetSource, registerOutageMetrics } from '@app/exporter';
import { InProcessFeed } from '@app/feed';
import {
  InventoryBatch,
  InventoryEditor,
  type InventorySnapshot,
  StoredInventory,
  TopologyHistory,
  TopologyImporter,
} from '@app/inventory';
import { ObservedService, OPTICAL_POLICY, WatchedReadings } from '@app/observed';
import { MaintenanceService, MaintenanceWatch } from '@app/maintenance';
import { HandoverService, OutageCauseService, OutageDeskService, type OutageChange, StateHistory } from '@app/outages';
import {
  createMetricsRegistry,
  DomainEvents,
  type Log,
  type Settings,
  startEmbeddedPostgres,
  SystemClock,
  Transactor,
} from '@app/platform';
import { InspectingProber, NetSnmpProber, SnmpTrapListener, ThreadIcmpProber } from '@app/probing';
import { RegistrationService } from '@app/registration';
import type { SnmpCredential } from '@app/snmp';
import { type Api, apiSettings, CostLimit, createApi, registerWebMetrics } from '../../api/src/index.js';
import { Engine, type EngineSettings } from '../../engine/src/index.js';
import { type Lab, startLab } from '../../lab/src/index.js';
import { openCompliance } from './compliance.parts.js';
import { credentialOpener, type OpenCredential } from './credential.opener.js';
import { discoveryPolicy, openDiscovery } from './discovery.parts.js';
import { type NadiDatabase, openNadiDatabase } from './database.rooms.js';
import { keepAudit } from './audit.keeper.js';
import { askDeclaredCameras } from './declared.cameras.js';
import { declaredNetworks } from './declared.networks.js';
import { DEMO_ACTOR } from './demo.actor.js';
import { tellAvailability } from './availability.figures.js';
import { keepMonths } from './month.keeper.js';
import { keepHistory } from './history.keeper.js';
import { RealmGuard } from './realm.guard.js';
import { trapKindsOf } from './trap.kinds.js';
import { withTrapPort } from './trap.port.js';
import { keyRingOf } from './key.ring.of.js';
import { openInspector } from './open.inspector.js';
import { openSignOn } from './sign.on.parts.js';
import { webFaceOf } from './web.face.js';

/** The credential that the lab's agents take. */
const LAB_CREDENTIAL = { name: 'lab', credential: { version: 'v2c', community: 'lab' } };

export interface ServiceOptions {
  readonly settings: Settings;
  readonly log: Log;
  /** What is being done, for people who wait. */
  readonly onProgress: (what: string) => void;
  readonly onOutages: (changes: readonly OutageChange[]) => void;
  /** What the audit trail ends with, each hour. */
  readonly onAnchor: (anchor: string) => void;
  /** Fills what is empty, or replaces it as the user asked; before anything is asked. */
  readonly prepare: (parts: PrepareParts) => Promise<void>;
}

export interface PrepareParts {
  readonly importer: TopologyImporter;
  readonly transactor: Transactor;
  readonly isEmpty: boolean;
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
    return { ...(await start({ ...options, settings: await withTrapPort(options.settings) }, stops)), stop };
  } catch (error) {
    await stop().catch((err: unknown) => options.log.debug({ err }, 'stopping after a failed start'));
    throw error;
  }
}

async function start(options: ServiceOptions, stops: (() => Promise<void> | void)[]): Promise<Omit<Service, 'stop'>> {
  const { settings, log, onProgress } = options;
  const policy = discoveryPolicy(settings);
  const rules = openRules(settings.NADI_COMPLIANCE_RULES);
  const web = webFaceOf(settings);
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
  const ring = keyRingOf(settings);
  const vault = new CredentialVault(transactor, clock, ring);
  const access = new AccessService(transactor, clock);
  const audit = new AuditTrail(transactor, clock);
  const importer = new TopologyImporter(transactor, events, clock);

  onProgress('reading the network');
  await options.prepare({ importer, transactor, isEmpty: (await importer.version()) === 0 });
  // Made after that: the event of a change made here would come later than the next read.
  const inventory = new StoredInventory(transactor, events);
  const snapshot = await inventory.snapshot();
  const lab = snapshot.actor === DEMO_ACTOR ? await startDemo(options, snapshot, vault, stops, notes) : null;

  const openCredential = credentialOpener({ vault, trail: audit, clock, log });
  const feed = probersOf(settings, lab, openCredential);
  const consoleUrl = { current: settings.NADI_CONSOLE_URL };
  const registry = createMetricsRegistry();
  const alertCounts = registerAlertMetrics(registry, () => alerts);
  const alerts: AlertSender = new AlertSender(
    {
      urls: settings.NADI_ALERTMANAGER_URLS,
      resendMs: settings.NADI_ALERT_RESEND_MS,
      resolvedMs: RESOLVED_MS,
      storm: { mostNew: settings.NADI_ALERT_STORM_MOST, withinMs: settings.NADI_ALERT_STORM_WINDOW_MS },
      flap: { openings: settings.NADI_ALERT_FLAP_OPENINGS, withinMs: settings.NADI_ALERT_FLAP_WINDOW_MS },
      onTold: ({ alertName, severity }) => alertCounts.told(alertName, severity),
      onSent: (url, isTaken) => alertCounts.sent(hostOf(url), isTaken),
      consoleUrl: () => consoleUrl.current ?? '',
    },
    clock,
    log,
  );
  const observed = new ObservedService(transactor, clock, {
    optical: OPTICAL_POLICY,
    defaultSensitivityDbm: settings.NADI_RX_SENSITIVITY_DBM,
  });
  registerAuditMetrics(registry, audit);
  const countOutages = registerOutageMetrics(registry);
  const exporter = new Exporter(new ReachabilityFleetSource(() => engine.fleet()), registry, {
    token: settings.NADI_METRICS_TOKEN,
  });
  const outageDesk = new OutageDeskService(transactor, events, clock);
  const maintenance = new MaintenanceService(transactor, events, clock, inventory);
  const works = new MaintenanceWatch({ transactor, events, service: maintenance, desk: outageDesk, clock, log });
  const engine: Engine = new Engine(
    {
      settings: engineSettings(settings),
      inventory,
      transactor,
      events,
      databaseUrl,
      feed,
      alerts,
      observed,
      maintenance: works,
      desk: outageDesk,
      clocks: new ClockKeeper(transactor, clock),
      clock,
      log,
    },
    {
      onOutages: (changes) => {
        countOutages(changes);
        options.onOutages(changes);
      },
      onTopology: () => void exporter.prepare(),
    },
  );
  const editor = new InventoryEditor(transactor, events, clock);
  const history = new StateHistory(transactor, new TopologyHistory(transactor, clock));
  stops.push(keepHistory(history, settings, clock, log));
  stops.push(tellAvailability({ registry, transactor, clock, log, isLeading: () => engine.isLeader }));
  stops.push(keepMonths(new MonthSealer(transactor, clock), settings.NADI_AVAILABILITY_MONTHS, () => engine.isLeader, log));
  stops.push(
    keepAudit({
      transactor,
      trail: audit,
      settings,
      clock,
      log,
      isLeading: () => engine.isLeader,
      onAnchor: options.onAnchor,
    }),
  );
  const compliance = openCompliance({
    rules,
    transactor,
    events,
    clock,
    log,
    registry,
    roundMs: settings.NADI_COMPLIANCE_INTERVAL_MS,
    isWatching: () => engine.isLeader && engine.whyNotReady() === null,
  });
  stops.push(() => compliance.stop());
  const networks = await declaredNetworks(settings, lab !== null);
  stops.push(await askDeclaredCameras({ settings, networks, lab, transactor, events, clock, log, isLeading: () => engine.isLeader }));
  const discovery = await openDiscovery({ policy, lab, openCredential, transactor, events, importer, clock, log });
  if (discovery.kind === 'opened') {
    stops.push(() => discovery.close());
    registerDiscoveryMetrics(registry, new DiscoveryQueries(transactor), discovery.service);
  } else notes.push(`discovery: ${discovery.reason}`);
  const signOn = openSignOn({ settings, transactor, clock, ring, publicUrl: () => consoleUrl.current ?? '' });
  stops.push(() => signOn.stop());
  notes.push(...signOn.notes);
  const costs = new CostLimit(web.costPerMinute);
  registerWebMetrics(registry, costs);
  onProgress('opening the port');
  const api: Api = await createApi(
    {
      settings: apiSettings({
        operation: { maxDepth: settings.NADI_GRAPHQL_MAX_DEPTH, maxCost: settings.NADI_GRAPHQL_MAX_COST },
        body: { importBytes: settings.NADI_IMPORT_MAX_BYTES },
        web,
      }),
      transactor,
      events,
      log,
      access,
      audit,
      inventory,
      history,
      importer,
      editor,
      driftDesk: new DriftDesk(transactor, editor, events, clock),
      registration: new RegistrationService({
        transactor,
        events,
        clock,
        inventory: new InventoryBatch(transactor, events, clock),
        guard: new RealmGuard(networks),
      }),
      compliance: compliance.service,
      ...(discovery.kind === 'opened' ? { discovery: discovery.service } : {}),
      outageDesk,
      causes: new OutageCauseService(transactor, clock),
      handovers: new HandoverService(transactor, clock),
      availability: new AvailabilityService(transactor, clock),
      maintenance,
      telemetry: exporter,
      signOn: signOn.parts,
      costs,
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
  const traps = feed.traps();
  if (traps) notes.push(`traps: ${traps.status.able ? '' : 'NOT HEARD, tried again each 10 s: '}${traps.status.reason}`);
  return { url: api.url, firstToken: await firstToken(access, audit, transactor), snapshot, lab, engine, notes };
}

async function firstToken(access: AccessService, audit: AuditTrail, transactor: Transactor): Promise<string | null> {
  return transactor.run(async () => {
    const token = await access.issueFirstToken();
    const about = { action: 'token.issue', subjectKind: 'account', subject: 'admin', purpose: null, caseNumber: null };
    if (token !== null) await audit.record({ actor: 'service', ...about, detail: { role: 'administrator' }, outcome: 'done' });
    return token;
  });
}

/** Never with the name and password that an address may hold. */
function hostOf(url: string): string {
  return new URL(url).host;
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
  const port = settings.NADI_TRAP_PORT;
  const lab = await startLab({
    document: snapshot.document,
    dataDir: settings.NADI_DATA_DIR,
    ...(port ? { trapsTo: { address: '127.0.0.1', port } } : {}),
  });
  stops.push(() => lab.stop());
  notes.push(
    lab.mode === 'namespace'
      ? `demo city: simulated hosts answer real packets (${lab.reason})`
      : `demo city: NO PACKETS ARE SENT, the lab answers at the prober's port (${lab.reason})`,
  );
  return lab;
}

function probersOf(settings: Settings, lab: Lab | null, openCredential: OpenCredential): InProcessFeed {
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
  const feed = new InProcessFeed(icmp, snmp, { equipment, traps: trapListenerOf(settings, openCredential) });
  return feed;
}

/** Devices tell with what they are read with, or with what the settings name; nothing else is opened. */
function trapListenerOf(settings: Settings, openCredential: (name: string) => Promise<SnmpCredential | null>): SnmpTrapListener | null {
  const { NADI_TRAP_PORT: port, NADI_TRAP_HOST: address, NADI_TRAP_CREDENTIALS: others, NADI_SNMP_COMMUNITY: community } = settings;
  if (port === null) return null;
  const openCredentials = async (names: readonly string[]): Promise<SnmpCredential[]> => {
    const stored = await Promise.all([...new Set([...names, ...others])].map((name) => openCredential(name).catch(unlessSealed)));
    const ours: SnmpCredential[] = community === null ? [] : [{ version: 'v2c', community }];
    return [...ours, ...stored.filter((credential) => credential !== null)];
  };
  const kinds = trapKindsOf(ProfileLibrary.open());
  return new SnmpTrapListener({ address, port, openCredentials, engineFolder: settings.NADI_DATA_DIR, kinds });
}

/** One that was sealed with another key must not keep the others from being used; that of the devices it reads is told elsewhere. */
function unlessSealed(error: unknown): null {
  if (error instanceof SealingKeyError) return null;
  throw error;
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
