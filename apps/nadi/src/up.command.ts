import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { SealingKeyError } from '@app/access';
import { RuleFileError } from '@app/compliance';
import type { TopologyImporter } from '@app/inventory';
import type { OutageChange } from '@app/outages';
import { createLog, EmbeddedPostgresError, loadProcessSettings, type Settings, type Transactor } from '@app/platform';
import { RealmNetworksError } from '@app/verification';
import { WebSettingsError } from '../../api/src/index.js';
import { DEMO_SPAN, generateCity, LabRunsError } from '../../lab/src/index.js';
import { recordedChange } from './command.audit.js';
import { DiscoverySettingsError } from './discovery.parts.js';
import type { Io } from './io.js';
import { SignOnSettingsError } from './sign.on.parts.js';
import { DEMO_ACTOR } from './demo.actor.js';
import { DatabaseRefused, type PrepareParts, type Service, startService } from './service.js';

const USAGE = 'usage: nadi up [--topology FILE] [--no-demo] [--data DIR] [--port N]\n';
/** Refused rows that are named one by one. */
const NAMED = 50;
const PROGRESS_MS = 1_000;

interface UpArguments {
  readonly topology: string | undefined;
  readonly overrides: Readonly<Record<string, string>>;
}

/** Why the service could not start, in words that say what to do. */
class StartRefused extends Error {}

/** `nadi up`: the whole service in one process, until it is told to stop. */
export async function runUp(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi up: ${asked}\n${USAGE}`);
    return 2;
  }
  const read = loadProcessSettings(asked.overrides);
  if (read.kind === 'refused') {
    for (const problem of read.problems) io.stderr.write(`nadi: ${problem}\n`);
    return 2;
  }
  for (const warning of read.warnings) io.stderr.write(`nadi: warning: ${warning}\n`);
  const ended = stopSignal();
  const say = (line: string) => void io.stdout.write(`nadi: ${line}\n`);
  const progress = new Progress(say);
  try {
    const service = await startService({
      settings: read.settings,
      log: createLog(logLevel(read.settings)),
      onProgress: (what) => progress.turn(what),
      onOutages: (changes) => changes.filter(isNews).forEach((change) => say(outageLine(change))),
      onAnchor: (anchor) => say(`the audit trail ends with ${anchor}`),
      prepare: (parts) => prepare(parts, asked, read.settings, progress),
    });
    await untilReady(service, progress, ended);
    progress.end();
    announce(service, say);
    await ended;
    say('stopping');
    await service.stop();
    return 0;
  } catch (error) {
    progress.end();
    io.stderr.write(`nadi: ${explain(error, read.settings)}\n`);
    return isWrongSetting(error) ? 2 : 1;
  }
}

/** People at a terminal get sentences; the log of facts is for machines, from warnings up unless asked for. */
function logLevel({ NADI_LOG_LEVEL }: Settings): string {
  return NADI_LOG_LEVEL === 'info' ? 'warn' : NADI_LOG_LEVEL;
}

/** A line a second of what is being done, until it is done. */
class Progress {
  private what = 'starting';
  private readonly startedMs = performance.now();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly say: (line: string) => void) {
    this.timer = setInterval(() => this.tell(), PROGRESS_MS);
  }

  turn(what: string): void {
    this.what = what;
  }

  end(): void {
    clearInterval(this.timer);
  }

  private tell(): void {
    this.say(`${((performance.now() - this.startedMs) / 1000).toFixed(0)} s: ${this.what} …`);
  }
}

async function prepare(
  { importer, transactor, isEmpty }: PrepareParts,
  { topology }: UpArguments,
  settings: Settings,
  progress: Progress,
): Promise<void> {
  if (topology !== undefined) {
    progress.turn(`importing ${topology}`);
    await importFile(importer, transactor, topology);
  } else if (isEmpty && settings.NADI_DEMO) {
    progress.turn(`making the demo city of ${settings.NADI_DEMO_CAMERAS} cameras`);
    const outcome = await importer.import(generateCity({ cameras: settings.NADI_DEMO_CAMERAS }), { dryRun: false, actor: DEMO_ACTOR });
    if (outcome.kind === 'refused') throw new Error(`the demo city is not valid: ${JSON.stringify(outcome.problems.slice(0, 3))}`);
  }
}

async function importFile(importer: TopologyImporter, transactor: Transactor, file: string): Promise<void> {
  let input: unknown;
  try {
    input = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new StartRefused(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const outcome = await recordedChange(
    transactor,
    () => importer.import(input, { dryRun: false, actor: 'cli' }),
    (done) => (done.kind === 'imported' ? { action: 'import', subjectKind: 'network', subject: String(done.version) } : null),
  );
  if (outcome.kind !== 'refused') return;
  const lines = outcome.problems.slice(0, NAMED).map(({ place, reason }) => `${file}: ${place}: ${reason}`);
  if (outcome.problemCount > lines.length) lines.push(`and ${outcome.problemCount - lines.length} more`);
  throw new StartRefused(`${lines.join('\nnadi: ')}\nnadi: nothing was changed`);
}

/** Waits until every device that carries others was asked once. */
async function untilReady({ engine }: Service, progress: Progress, ended: Promise<void>): Promise<void> {
  let isEnded = false;
  void ended.then(() => (isEnded = true));
  for (;;) {
    const state = engine.progress();
    if (isEnded || state === null || state.isReady) return;
    progress.turn(`asking for the first time: ${state.asked} of ${state.all}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function announce({ url, firstToken, snapshot, lab, notes }: Service, say: (line: string) => void): void {
  const { graph } = snapshot;
  for (const note of notes) say(note);
  const cameras = graph.deviceRoles.filter((role) => role === 'CAMERA').length;
  say(
    `network: version ${snapshot.version}, ${graph.stationCount} stations, ${graph.deviceCount} devices (${cameras} cameras), ${graph.spanCount} spans`,
  );
  if (graph.deviceCount === 0) say('the network is empty: npm run --silent nadi -- import FILE');
  say(`ready at ${url}  (console, GraphQL at ${url}/graphql, metrics at ${url}/metrics)`);
  if (firstToken !== null) say(`admin token: ${firstToken}  (shown once: keep it)`);
  if (lab) say(`try: npm run --silent nadi -- lab cut ${DEMO_SPAN}   and: … lab heal all`);
}

/** That the same is blamed for the same on a changed network is told by the outage itself: an edit may come while thousands are open. */
function isNews({ steps }: OutageChange): boolean {
  return steps.some(({ kind }) => kind !== 'rejudged');
}

function outageLine({ outage, steps }: OutageChange): string {
  const { alertName, root, severity, affectedDevices, affectedCameras, station, candidates } = outage;
  const kinds = steps.map(({ kind }) => kind).join(', ');
  const where = station === null ? '' : ` (${station})`;
  const lost = `${counted(affectedDevices.length, 'device')} and ${counted(affectedCameras, 'camera')} behind it`;
  const isCleared = outage.clearedAt !== null;
  const others = isCleared ? [] : candidates.filter(({ kind, code }) => kind !== root.kind || code !== root.code);
  const named = others.slice(0, 3).map(({ kind, code }) => `${kind} ${code}`);
  if (others.length > named.length) named.push(`${others.length - named.length} more`);
  const like = named.length === 0 ? '' : `; the same would be seen of ${named.join(', ')}`;
  return `outage ${kinds}: ${alertName} ${root.kind} ${root.code}${where}, ${severity}, ${lost}${like}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Resolves when the process is told to stop, or its parent is gone. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    process.once('disconnect', () => resolve());
    // It is listened to, but does not keep us alive.
    process.channel?.unref();
  });
}

const WRONG_SETTINGS = [DiscoverySettingsError, SignOnSettingsError, RealmNetworksError, RuleFileError, WebSettingsError];

function isWrongSetting(error: unknown): boolean {
  return WRONG_SETTINGS.some((kind) => error instanceof kind);
}

function explain(error: unknown, settings: Settings): string {
  if (error instanceof DiscoverySettingsError || error instanceof SignOnSettingsError) return error.message;
  if (error instanceof StartRefused || error instanceof EmbeddedPostgresError || error instanceof SealingKeyError) return error.message;
  if (error instanceof LabRunsError) return `${error.message}: another Nadi runs on this data folder, stop it or use another --data`;
  if (error instanceof WebSettingsError) return error.message;
  if (error instanceof RuleFileError) return `NADI_COMPLIANCE_RULES: ${error.message}`;
  if (error instanceof RealmNetworksError) return `NADI_REALM_NETWORKS: ${error.message}`;
  if (error instanceof DatabaseRefused) return `the database of NADI_DATABASE_URL cannot be used: ${error.message}`;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `port ${settings.NADI_HTTP_PORT} of ${settings.NADI_HTTP_HOST} is in use: choose another with --port or NADI_HTTP_PORT`;
  if (code === 'EACCES' && syscall === 'listen')
    return `port ${settings.NADI_HTTP_PORT} may not be opened by this user: choose one from 1024 up`;
  if (code === 'EADDRNOTAVAIL' || syscall === 'getaddrinfo')
    return `NADI_HTTP_HOST: ${settings.NADI_HTTP_HOST} is no address of this machine`;
  // The operating system's words name what was tried on which file; our own place in the code helps nobody.
  if (error instanceof Error && syscall !== undefined) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function readArguments(args: string[]): UpArguments | string {
  try {
    const { values } = parseArgs({
      args,
      options: { topology: { type: 'string' }, 'no-demo': { type: 'boolean' }, data: { type: 'string' }, port: { type: 'string' } },
    });
    const { topology, data, port } = values;
    return {
      topology,
      overrides: {
        ...(values['no-demo'] ? { NADI_DEMO: '0' } : {}),
        ...(data === undefined ? {} : { NADI_DATA_DIR: data }),
        ...(port === undefined ? {} : { NADI_HTTP_PORT: port }),
      },
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
