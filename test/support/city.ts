import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, nadi, type RunningNadi, startNadi } from './nadi.js';

/** A span that isolates a whole area behind it. */
export const SPAN = 'SPAN-BEKKOT-BEKKAB';
/** Its alert. */
export const CUT = `FibreSpanCut ${SPAN}`;
export const cutOnce = [
  { status: 'firing', alert: CUT },
  { status: 'resolved', alert: CUT },
] as const;
/** Longer than the slowest round below and a judgement after it: what is wrongly told would be told by then. */
export const ROUNDS_MS = 3_000;
/** Quick rounds, so that a test may wait for many of them. */
const QUICK = {
  NADI_DEMO_CAMERAS: '200',
  NADI_INFRA_INTERVAL_MS: '500',
  NADI_CAMERA_INTERVAL_MS: '1000',
  NADI_PROBE_TIMEOUT_MS: '300',
  NADI_SNMP_ROUTER_INTERVAL_MS: '2000',
  NADI_SNMP_INTERVAL_MS: '2000',
  NADI_CONFIRM_SPACING_MS: '150',
  NADI_SETTLE_MS: '1000',
  NADI_ALERT_RESEND_MS: '1000',
  // The same things break again and again here, many within minutes.
  NADI_ALERT_STORM_MOST: '10000',
  NADI_ALERT_FLAP_OPENINGS: '1000',
};

export interface ShownOutage {
  readonly id: string;
  readonly alertName: string;
  readonly rootCode: string;
  readonly isOpen: boolean;
  readonly events: readonly { readonly kind: string; readonly detail: unknown }[];
}

/** Whether a service says that it can serve, and what it misses. */
export interface ShownReadiness {
  readonly status: number;
  readonly missing: readonly { readonly what: string; readonly why: string }[];
}

export const isOne = (list: readonly unknown[]) => list.length === 1;
export const isNone = (list: readonly unknown[]) => list.length === 0;
export const kindsOf = ({ events }: ShownOutage) => events.map(({ kind }) => kind);
export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A service with its demo city, whose data folder outlives it. */
export class City {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'nadi-faults-'));
  private running: RunningNadi | null = null;

  constructor(
    private readonly env: Readonly<Record<string, string>>,
    private token?: string,
  ) {}

  get service(): RunningNadi {
    if (!this.running) throw new Error('the service does not run');
    return this.running;
  }

  async start(): Promise<this> {
    this.running = await startNadi({ dataDir: this.dataDir, token: this.token, env: { ...QUICK, ...this.env } });
    this.token = this.running.token;
    return this;
  }

  async kill(): Promise<void> {
    await this.running?.stop('SIGKILL');
    this.running = null;
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  async lab(...words: string[]): Promise<string> {
    const { code, stdout, stderr } = await nadi(['lab', ...words, '--data', this.dataDir]);
    if (code !== 0) throw new Error(`lab ${words.join(' ')}: exit ${code}: ${stderr}`);
    return stdout;
  }

  async ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const { data, errors } = await this.service.graphql<T>(query, variables);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** Every outage ever told, the newest first. */
  async outages(filter = ''): Promise<readonly ShownOutage[]> {
    const query = `{ outages${filter} { nodes { id alertName rootCode isOpen events { kind detail } } } }`;
    return (await this.ask<{ outages: { nodes: ShownOutage[] } }>(query)).outages.nodes;
  }

  open(): Promise<readonly ShownOutage[]> {
    return this.outages('(filter: { isOpen: true })');
  }

  async count(statuses: string): Promise<number> {
    const query = `{ devices(filter: { statuses: [${statuses}] }) { totalCount } }`;
    return (await this.ask<{ devices: { totalCount: number } }>(query)).devices.totalCount;
  }

  async everybodyAnswers(): Promise<void> {
    const isZero = (count: number) => count === 0;
    await eventually(() => this.count('DOWN, UNREACHABLE, UNKNOWN, DEGRADED'), isZero, 'every device to be up', 60_000);
  }

  async readiness(): Promise<ShownReadiness> {
    const response = await fetch(`${this.service.url}/readyz`);
    const { missing } = (await response.json()) as { missing: ShownReadiness['missing'] };
    return { status: response.status, missing };
  }

  async status(path: string): Promise<number> {
    const response = await fetch(`${this.service.url}${path}`);
    await response.arrayBuffer();
    return response.status;
  }

  /** The sum of the samples of one metric, over all its labels or those with this text in them. */
  async metric(name: string, labels = ''): Promise<number> {
    const text = await (await fetch(`${this.service.url}/metrics`)).text();
    const lines = text.split('\n').filter((line) => new RegExp(`^${name}[{ ]`).test(line) && line.includes(labels));
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }
}
