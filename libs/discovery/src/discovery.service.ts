import type { TopologyImporter } from '@app/inventory';
import type { Clock } from '@app/kernel';
import type { DomainEvents, Log, Transactor } from '@app/platform';
import { concludeRun, type RunFindings } from './conclude.run.js';
import { DiscoveryStore, type RunState } from './discovery.store.js';
import { Exploration, type ExploreParts, type ExploreProgress, type ExploreRequest } from './explore.js';
import { planSweep, type SweepPlan } from './sweep.plan.js';

/** What somebody wants to be looked at. */
export interface DiscoveryInput {
  readonly realm: string;
  readonly ranges: readonly string[];
  /** Names of credentials in the order of trying; null: all that may be tried, in the operator's order. */
  readonly credentials: readonly string[] | null;
  readonly port: number;
  readonly maxHops: number;
  readonly pingsPerSecond: number;
}

export interface InputProblem {
  /** The way to the argument at fault. */
  readonly path: readonly string[];
  readonly reason: string;
}

export type StartOutcome =
  | { readonly kind: 'started'; readonly runId: string }
  | { readonly kind: 'busy' }
  | { readonly kind: 'refused'; readonly problems: readonly InputProblem[] };

export const DISCOVERY_BOUNDS = { ranges: 256, credentials: 16, maxHops: 16, pingsPerSecond: 2_000 } as const;

const BEAT_MS = 1_000;
const CONCLUDE_TRIES = 5;

export interface DiscoveryParts {
  readonly transactor: Transactor;
  readonly events: Pick<DomainEvents, 'publish'>;
  readonly importer: Pick<TopologyImporter, 'export' | 'version'>;
  readonly explore: ExploreParts;
  readonly clock: Clock;
  readonly log: Log;
}

/** Runs discovery, one run at a time on one database. A run changes nothing of what is declared: it only tells. */
export class DiscoveryService {
  private readonly store: DiscoveryStore;
  private current: { readonly id: string; readonly cancel: AbortController; readonly done: Promise<void> } | null = null;
  private readonly results: Record<Exclude<RunState, 'running' | 'interrupted'>, number> = { done: 0, cancelled: 0, failed: 0 };

  constructor(private readonly parts: DiscoveryParts) {
    this.store = new DiscoveryStore(() => parts.transactor.manager);
  }

  /** Runs that ended here since the start, by result. */
  get runs(): Readonly<Record<string, number>> {
    return this.results;
  }

  async start(input: DiscoveryInput, by: string): Promise<StartOutcome> {
    const checked = this.check(input);
    if (checked.kind === 'refused') return checked;
    const cancel = new AbortController();
    const { request } = checked;
    const progress = new Exploration(request, this.parts.explore, cancel.signal).progress;
    const id = await this.store.begin(input.realm, by, input, progress, this.parts.clock.now());
    if (id === null) return { kind: 'busy' };
    // It begins in the next turn, so that it cannot end before it is known.
    this.current = { id, cancel, done: Promise.resolve().then(() => this.run(id, request, cancel.signal)) };
    this.parts.log.info({ run: id, by, realm: input.realm, addresses: progress.toSweep }, 'discovery started');
    return { kind: 'started', runId: id };
  }

  /** False where that run is not on its way here. */
  cancel(id: string): boolean {
    if (this.current?.id !== id) return false;
    this.current.cancel.abort();
    return true;
  }

  async stop(): Promise<void> {
    this.current?.cancel.abort();
    await this.current?.done;
  }

  /** Waits until the run that is on its way has ended. */
  async settled(): Promise<void> {
    await this.current?.done;
  }

  private check(
    input: DiscoveryInput,
  ): { readonly kind: 'ok'; readonly request: ExploreRequest } | Extract<StartOutcome, { kind: 'refused' }> {
    const { policy } = this.parts.explore;
    const problems: InputProblem[] = [];
    const bounded = (field: 'maxHops' | 'pingsPerSecond', least: number) => {
      if (!Number.isInteger(input[field]) || input[field] < least || input[field] > DISCOVERY_BOUNDS[field])
        problems.push({ path: [field], reason: `must be ${least} to ${DISCOVERY_BOUNDS[field]}` });
    };
    bounded('maxHops', 0);
    bounded('pingsPerSecond', 1);
    if (!Number.isInteger(input.port) || input.port < 1 || input.port > 65_535)
      problems.push({ path: ['port'], reason: 'must be 1 to 65535' });
    if (input.ranges.length < 1 || input.ranges.length > DISCOVERY_BOUNDS.ranges)
      problems.push({ path: ['ranges'], reason: `has ${input.ranges.length} ranges; allowed are 1 to ${DISCOVERY_BOUNDS.ranges}` });
    const names = input.credentials ?? policy.credentials.map(({ name }) => name);
    const credentials = names.slice(0, DISCOVERY_BOUNDS.credentials).flatMap((name, index) => {
      const found = policy.credentials.find((each) => each.name === name);
      if (!found) problems.push({ path: ['credentials', String(index)], reason: 'is none of the credentials that discovery may try' });
      return found ? [found] : [];
    });
    if (names.length > DISCOVERY_BOUNDS.credentials || new Set(names).size < names.length)
      problems.push({ path: ['credentials'], reason: `must be at most ${DISCOVERY_BOUNDS.credentials} names, each once` });
    let plan: SweepPlan | null = null;
    if (problems.length === 0) {
      const planned = planSweep(input.ranges, input.realm, policy.networks);
      if (planned.kind === 'planned') plan = planned.plan;
      else problems.push(...planned.problems.map(({ index, reason }) => ({ path: ['ranges', String(index)], reason })));
    }
    if (plan === null) return { kind: 'refused', problems };
    const { realm, port, maxHops, pingsPerSecond } = input;
    return { kind: 'ok', request: { realm, plan, credentials, port, maxHops, pingsPerSecond } };
  }

  private async run(id: string, request: ExploreRequest, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.parts;
    let progress: ExploreProgress | null = null;
    let saving: Promise<void> = Promise.resolve();
    const beat = setInterval(() => {
      if (progress !== null)
        saving = this.store.beat(id, progress, clock.now()).catch((err: unknown) => log.debug({ err }, 'progress not kept'));
    }, BEAT_MS);
    const exploration = new Exploration(request, this.parts.explore, signal, (told) => (progress = told));
    progress = exploration.progress;
    let outcome: { state: 'done' | 'cancelled' | 'failed'; notes: readonly string[] };
    try {
      outcome = await this.explore(id, exploration, request.realm);
    } catch (err) {
      log.error({ err, run: id }, 'discovery failed');
      outcome = { state: 'failed', notes: ['it failed; the log says why'] };
    }
    clearInterval(beat);
    await saving;
    await this.end(id, outcome.state, exploration.progress, outcome.notes);
    this.results[outcome.state] += 1;
    this.current = null;
  }

  private async explore(
    id: string,
    exploration: Exploration,
    realm: string,
  ): Promise<{ state: 'done' | 'cancelled'; notes: readonly string[] }> {
    const explored = await exploration.run();
    if (explored.kind === 'cancelled') return { state: 'cancelled', notes: [] };
    const findings = { realm, findings: explored.findings, silent: explored.silent };
    // Where it changes all the time, what is told may be old: whoever accepts it is told so then.
    for (let left = CONCLUDE_TRIES; !(await this.conclude(id, findings, left <= 1)); left -= 1);
    return { state: 'done', notes: explored.notes };
  }

  /** False where the declared network changed meanwhile: what was just accepted would else be told as different again. */
  private async conclude(id: string, findings: RunFindings, isLast: boolean): Promise<boolean> {
    const { transactor, importer, clock, events } = this.parts;
    const version = await importer.version();
    const declared = await importer.export();
    return transactor.run(async () => {
      await this.store.lock();
      if (!isLast && (await importer.version()) !== version) return false;
      await concludeRun(this.store, declared, findings, clock.now());
      await events.publish({ type: 'discovery.concluded', id });
      return true;
    });
  }

  /** Where not even that can be written, the run is taken for dead a minute later. */
  private async end(id: string, state: RunState, progress: ExploreProgress, notes: readonly string[]): Promise<void> {
    const { clock, log } = this.parts;
    try {
      await this.store.end(id, state, progress, notes, clock.now());
      log.info({ run: id, state, ...progress }, 'discovery ended');
    } catch (err) {
      log.error({ err, run: id }, 'the end of a discovery cannot be kept');
    }
  }
}
