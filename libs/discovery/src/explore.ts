import type { DeviceInspector } from '@app/equipment';
import type { SnmpCredential } from '@app/snmp';
import { type Address, parseAddress } from './address.range.js';
import { type AllowedCredential, mayTry, type NetworkPolicy } from './allowed.networks.js';
import type { DeviceTablesReader } from './device.tables.js';
import type { EchoSweep } from './echo.sweep.js';
import { type Finding, NO_TABLES, type Reading, toReading } from './finding.js';
import type { SweepPlan } from './sweep.plan.js';

export interface ExploreRequest {
  readonly realm: string;
  readonly plan: SweepPlan;
  /** In the order of trying; version 3 goes before the others whatever the order. */
  readonly credentials: readonly AllowedCredential[];
  readonly port: number;
  /** How far neighbours are followed from what the ranges hold. */
  readonly maxHops: number;
  readonly pingsPerSecond: number;
}

export interface ExploreParts {
  readonly sweep: EchoSweep;
  readonly inspector: DeviceInspector;
  readonly tables: DeviceTablesReader;
  readonly policy: NetworkPolicy;
  readonly openCredential: (name: string) => Promise<SnmpCredential | null>;
}

export interface ExploreProgress {
  readonly phase: 'sweeping' | 'reading' | 'comparing';
  readonly toSweep: number;
  readonly swept: number;
  readonly living: number;
  readonly toRead: number;
  readonly read: number;
  /** Of those read: how many told anything. */
  readonly opened: number;
}

export type Explored =
  | {
      readonly kind: 'explored';
      readonly findings: readonly Finding[];
      readonly silent: readonly string[];
      readonly notes: readonly string[];
      readonly progress: ExploreProgress;
    }
  | { readonly kind: 'cancelled'; readonly progress: ExploreProgress };

const AT_ONCE = 16;
const PING_TIMEOUT_MS = 1_000;
const SNMP_TIMEOUT_MS = 2_000;
const DEADLINE_MS = 60_000;
/** Devices in one run, those that neighbours told of included: whatever they tell, a run ends. */
const MOST_READ = 8_192;
const MOST_NOTES = 200;

/** One run: sweeps, opens what lives, and follows neighbours hop by hop. Reads only; concludes nothing. */
export class Exploration {
  private readonly findings = new Map<string, Finding>();
  private readonly notes = new Set<string>();
  private readonly queued = new Set<string>();
  private credentials: readonly { readonly allowed: AllowedCredential; readonly secret: SnmpCredential }[] = [];
  private living: ReadonlySet<string> = new Set();
  private at: ExploreProgress;

  constructor(
    private readonly request: ExploreRequest,
    private readonly parts: ExploreParts,
    private readonly signal: AbortSignal,
    private readonly onProgress: (progress: ExploreProgress) => void = () => undefined,
  ) {
    const toSweep = request.plan.swept.length + request.plan.seeds.length;
    this.at = { phase: 'sweeping', toSweep, swept: 0, living: 0, toRead: 0, read: 0, opened: 0 };
  }

  get progress(): ExploreProgress {
    return this.at;
  }

  async run(): Promise<Explored> {
    const { plan } = this.request;
    await this.openCredentials();
    const asked = [...plan.seeds, ...plan.swept];
    if (asked.length > 0) await this.sweep(asked);
    const first = [...plan.seeds, ...plan.swept.filter(({ text }) => this.living.has(text))];
    await this.read(first);
    if (this.signal.aborted) return { kind: 'cancelled', progress: this.at };
    const silent = asked.map(({ text }) => text).filter((text) => !this.living.has(text) && !this.findings.get(text)?.reading);
    const findings = [...this.findings.values()].filter(({ address, reading }) => reading !== null || this.living.has(address));
    return { kind: 'explored', findings, silent: this.notes.has(NO_PING) ? [] : silent, notes: [...this.notes], progress: this.at };
  }

  private async openCredentials(): Promise<void> {
    const opened = [];
    for (const allowed of this.request.credentials) {
      const secret = await this.parts.openCredential(allowed.name).catch(() => null);
      if (secret) opened.push({ allowed, secret });
      else this.note(`the credential ${allowed.name} cannot be opened`);
    }
    // A community travels in the clear: it is the last thing to be shown to a stranger.
    const rank = ({ version }: SnmpCredential) => (version === 'v3' ? 0 : version === 'v2c' ? 1 : 2);
    this.credentials = opened.sort((a, b) => rank(a.secret) - rank(b.secret));
  }

  private async sweep(asked: readonly Address[]): Promise<void> {
    const swept = await this.parts.sweep.sweep(asked, {
      perSecond: this.request.pingsPerSecond,
      timeoutMs: PING_TIMEOUT_MS,
      signal: this.signal,
      onSwept: (count, living) => this.tell({ swept: count, living }),
    });
    if (swept.kind === 'swept') this.living = swept.living;
    if (swept.kind === 'unable') {
      this.note(NO_PING);
      this.note(swept.reason);
    }
  }

  /** Breadth first, so that each device is reached by the shortest way and the bound on hops means something. */
  private async read(first: readonly Address[]): Promise<void> {
    this.tell({ phase: 'reading' });
    let wave = this.enqueue(first);
    for (let hop = 0; wave.length > 0 && !this.signal.aborted; hop += 1) {
      const next: Address[] = [];
      const queue = [...wave];
      const work = async () => {
        for (let address = queue.shift(); address && !this.signal.aborted; address = queue.shift())
          next.push(...(await this.visit(address)));
      };
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, wave.length) }, work));
      wave = hop < this.request.maxHops ? this.enqueue(next) : [];
    }
  }

  private enqueue(addresses: readonly Address[]): Address[] {
    const fresh: Address[] = [];
    for (const address of addresses) {
      if (this.queued.has(address.text)) continue;
      if (this.queued.size >= MOST_READ) {
        this.note(`more than ${MOST_READ} addresses to read: the others were left out`);
        break;
      }
      this.queued.add(address.text);
      fresh.push(address);
    }
    this.tell({ toRead: this.queued.size });
    return fresh;
  }

  /** Opens one address with the first credential that works, and answers whom to visit next. */
  private async visit(address: Address): Promise<Address[]> {
    const found = await this.open(address);
    this.findings.set(address.text, found ?? { address: address.text, credential: null, reading: null });
    this.tell({ read: this.at.read + 1, opened: this.at.opened + (found ? 1 : 0) });
    return found?.reading ? this.neighboursOf(found.reading) : [];
  }

  private async open(address: Address): Promise<Finding | null> {
    for (const { allowed, secret } of this.credentials) {
      if (this.signal.aborted || !mayTry(allowed, address)) continue;
      const reading = await this.tryCredential(address, secret);
      if (reading) return { address: address.text, credential: allowed.name, reading };
    }
    return null;
  }

  /** One question, never repeated: agents that count failures lock out whoever tries twice. */
  private async tryCredential(address: Address, secret: SnmpCredential): Promise<Reading | null> {
    const { inspector, tables } = this.parts;
    const options = { timeoutMs: SNMP_TIMEOUT_MS, deadlineMs: DEADLINE_MS, signal: this.signal };
    const { port } = this.request;
    const greeting = await inspector.inspect(address.text, port, secret, { ...options, parts: [], retries: 0 });
    if (greeting.kind !== 'read') return null;
    const whole = await inspector.inspect(address.text, port, secret, { ...options, parts: ['interfaces', 'neighbours', 'inventory'] });
    const read = await tables.read(address.text, port, secret, options);
    if (whole.kind !== 'read') {
      this.note(`${address.text} answered and could then not be read: ${'reason' in whole ? whole.reason : 'silence'}`);
      return { ...toReading(greeting.document, NO_TABLES), hasAllNeighbours: false };
    }
    return read.kind === 'read'
      ? toReading(whole.document, read.tables, read.faults)
      : toReading(whole.document, NO_TABLES, ['its tables could not be read']);
  }

  /** What devices tell of others is a stranger's word: it is held against what may be asked like anything else. */
  private neighboursOf(reading: Reading): Address[] {
    return reading.neighbours.flatMap(({ remoteMgmtAddr }) => {
      if (remoteMgmtAddr === null) return [];
      const address = parseAddress(remoteMgmtAddr);
      const verdict = address.kind === 'refused' ? address : this.parts.policy.networks.judgeAddress(this.request.realm, address.value);
      if (address.kind === 'parsed' && verdict.kind === 'allowed') return [address.value];
      this.note(
        `a neighbour at ${JSON.stringify(remoteMgmtAddr.slice(0, 60))} was not followed: it ${verdict.kind === 'refused' ? verdict.reason : ''}`,
      );
      return [];
    });
  }

  private note(text: string): void {
    if (this.notes.size < MOST_NOTES) this.notes.add(text);
  }

  private tell(change: Partial<ExploreProgress>): void {
    this.at = { ...this.at, ...change };
    this.onProgress(this.at);
  }
}

const NO_PING = 'nothing here can ask by ICMP: only addresses named one by one were asked';
