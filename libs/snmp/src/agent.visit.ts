import { ColumnWalk, type WalkColumn, type WalkEnd, type WalkOptions } from './column.walk.js';
import type { Answer, Patience, SnmpSession } from './snmp.session.js';
import { FastSession } from './fast.session.js';
import { FastWalk } from './fast.walk.js';
import { INTERFACE_COLUMNS, InterfaceRows, type InterfaceRow } from './interface.row.js';
import { varbindTaker } from './varbind.taker.js';
import type { TimeLimit } from './time.limit.js';
import { isHole, type Varbind } from './varbind.value.js';

/** Why a visit ended with nothing that could be relied on. */
export type VisitEnd = Exclude<Answer<never>, { kind: 'answered' }>;

export interface VisitOptions {
  readonly timeoutMs?: number;
  readonly retries?: number;
  readonly maxRows?: number;
}

const MAX_FAULTS = 32;
const NO_SUCH_NAME = 2;

/** Questions to one agent, one after the other, within one time limit; what was wrong with the answers is gathered as named faults. */
export class AgentVisit {
  private readonly named = new Set<string>();
  private readonly patience: Patience;
  readonly maxRows: number;

  constructor(
    private readonly session: SnmpSession,
    private readonly limit: TimeLimit,
    options: VisitOptions,
  ) {
    this.patience = { timeoutMs: options.timeoutMs ?? 2000, retries: options.retries ?? 1 };
    this.maxRows = options.maxRows ?? 10_000;
  }

  get faults(): readonly string[] {
    return [...this.named];
  }

  /** Whether the time is over or the caller gave up. */
  get isOver(): boolean {
    return this.limit.ended !== null;
  }

  /** Names something that was wrong; the same is named once, and so many at most. */
  fault(text: string): void {
    if (this.named.size < MAX_FAULTS) this.named.add(text);
  }

  /** Exactly these objects. What the agent lacks is left out; an answer about other objects is none. */
  async get(oids: readonly string[]): Promise<Answer<ReadonlyMap<string, Varbind>>> {
    const answer = await this.session.get(oids, this.patience, this.limit);
    // SNMPv1 refuses the whole question for one object that it lacks, and small agents refuse long questions.
    if (answer.kind === 'refused') return this.getHalves(oids, answer);
    if (answer.kind !== 'answered') return answer;
    const found = new Map<string, Varbind>();
    let isAbout = 0;
    for (const varbind of answer.value) {
      if (!oids.includes(varbind.oid)) continue;
      isAbout += 1;
      if (!isHole(varbind.type)) found.set(varbind.oid, varbind);
    }
    return isAbout > 0 || oids.length === 0
      ? { kind: 'answered', value: found }
      : { kind: 'failed', reason: 'answer is about other objects' };
  }

  /** Columns side by side, each as far as it goes. */
  walk(columns: readonly WalkColumn[], take: WalkOptions['take'], options: { readonly isSparse?: boolean } = {}): Promise<WalkEnd> {
    const { session } = this;
    const walk = { ...this.walkOptions(), ...options };
    if (session instanceof FastSession) return new FastWalk(session, columns, walk, varbindTaker(columns, take)).run();
    return new ColumnWalk(session, columns, { ...walk, take }).run();
  }

  /** Reads the interface columns into rows: where they lie in the messages, if the engine is ours. */
  walkInterfaces(): Promise<{ readonly end: WalkEnd; readonly rows: InterfaceRow[] }> {
    const { session } = this;
    const options = this.walkOptions();
    const rows = new InterfaceRows(this.maxRows, options.fault);
    const walk =
      session instanceof FastSession
        ? new FastWalk(session, INTERFACE_COLUMNS, options, (column, message, i, instanceFrom) =>
            rows.takeCell(column, message, i, instanceFrom),
          )
        : new ColumnWalk(session, INTERFACE_COLUMNS, {
            ...options,
            take: (column, index, varbind) => rows.take(column, index[0] as number, varbind),
          });
    return walk.run().then((end) => ({ end, rows: rows.rows() }));
  }

  private walkOptions(): Omit<WalkOptions, 'take'> {
    const isBulk = this.session.target.credential.version !== 'v1';
    return { patience: this.patience, limit: this.limit, maxRows: this.maxRows, isBulk, fault: (text) => this.fault(text) };
  }

  private async getHalves(oids: readonly string[], refusal: VisitEnd & { kind: 'refused' }): Promise<Answer<ReadonlyMap<string, Varbind>>> {
    if (oids.length <= 1) return refusal.status === NO_SUCH_NAME ? { kind: 'answered', value: new Map() } : refusal;
    const middle = oids.length >> 1;
    const first = await this.get(oids.slice(0, middle));
    if (first.kind !== 'answered' && first.kind !== 'refused') return first;
    const second = await this.get(oids.slice(middle));
    if (second.kind !== 'answered' && second.kind !== 'refused') return second;
    if (first.kind === 'refused' && second.kind === 'refused') return first;
    const found = [first, second].flatMap((half) => (half.kind === 'answered' ? [...half.value] : []));
    return { kind: 'answered', value: new Map(found) };
  }
}
