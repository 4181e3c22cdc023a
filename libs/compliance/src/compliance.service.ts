import type { Clock } from '@app/kernel';
import type { DomainEvents, SqlSource, Transactor } from '@app/platform';
import type { BuildingFacts } from './building.facts.js';
import { BuildingFactsQueries } from './building.facts.queries.js';
import { type ComplianceMove, evidenceOf } from './compliance.move.js';
import type { ComplianceFilter } from './compliance.queries.js';
import { type ComplianceReport, type ReportGroup, reportOf } from './compliance.report.js';
import type { ComplianceRule, RuleBook } from './compliance.rule.js';
import type { ComplianceState, MoveCause, Standing } from './compliance.state.js';
import { ComplianceStore, type HeldBuilding } from './compliance.store.js';
import { followFacts } from './follow.facts.js';
import { LetterDesk } from './letter.desk.js';
import { moved } from './moved.js';
import { judgeMove } from './people.moves.js';
import type { ComplianceReportQueries, ReportBuilding } from './report.queries.js';

export interface ComplianceParts {
  readonly transactor: Transactor;
  readonly events: DomainEvents;
  readonly clock: Clock;
  readonly book: RuleBook;
}

/** What somebody decides of a building. */
export interface MoveOrder {
  readonly building: string;
  readonly to: ComplianceState;
  readonly by: string;
  readonly reason: string | null;
  readonly reference: string | null;
  /** How many moves the building had as they last saw it; undefined: however many. */
  readonly expectedVersion?: number;
  /** Shows the letter and writes nothing. */
  readonly dryRun?: boolean;
}

export type MoveOutcome =
  | { readonly kind: 'moved'; readonly move: ComplianceMove; readonly moveId: string }
  | { readonly kind: 'dry-run'; readonly move: ComplianceMove }
  | { readonly kind: 'unknown' }
  /** Somebody or something moved it meanwhile. */
  | { readonly kind: 'conflict'; readonly version: number; readonly state: ComplianceState }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'needs-reason' };

/** Buildings judged in one transaction: others wait for no longer than that takes. */
const AT_ONCE = 200;
const LISTED_AT_ONCE = 1_000;

/** Moves buildings: as people decide, and as follows from what was declared, verified and measured. */
export class ComplianceService {
  private readonly store: ComplianceStore;
  private readonly facts: BuildingFactsQueries;
  private readonly letters: LetterDesk;

  constructor(private readonly parts: ComplianceParts) {
    this.store = new ComplianceStore(parts.transactor);
    this.facts = new BuildingFactsQueries(parts.transactor);
    this.letters = new LetterDesk(parts.transactor);
  }

  now(): Date {
    return this.parts.clock.now();
  }

  ruleNow(): ComplianceRule {
    return this.parts.book.at(this.now());
  }

  /** What is known now of the buildings that this source shows. */
  factsSeenIn(source: SqlSource, buildings: readonly string[]): Promise<ReadonlyMap<string, BuildingFacts>> {
    const at = this.now();
    return new BuildingFactsQueries(source).of(buildings, this.parts.book.at(at), at);
  }

  /** Counts the buildings that these queries show. */
  async report(queries: ComplianceReportQueries, by: ReportGroup, filter: ComplianceFilter): Promise<ComplianceReport> {
    const at = this.now();
    const { regions } = this.parts.book.at(at);
    return reportOf(by, at, await queries.cells(by, filter, at), (key) => regions.get(key) ?? null);
  }

  /** The buildings that these queries show, by code, piece by piece. */
  async *buildings(queries: ComplianceReportQueries, filter: ComplianceFilter): AsyncGenerator<readonly ReportBuilding[]> {
    const at = this.now();
    for (let after = ''; ;) {
      const piece = await queries.buildings(filter, at, after, LISTED_AT_ONCE);
      if (piece.length > 0) yield piece;
      if (piece.length < LISTED_AT_ONCE) return;
      after = piece[LISTED_AT_ONCE - 1].building;
    }
  }

  /** What somebody decides; the caller has seen to it that the building is theirs to move. */
  move(order: MoveOrder): Promise<MoveOutcome> {
    return this.parts.transactor.run(async () => {
      await this.store.hold([order.building]);
      const held = await this.store.find(order.building);
      if (held === null) return { kind: 'unknown' };
      const { version, standing } = held;
      if (order.expectedVersion !== undefined && order.expectedVersion !== version)
        return { kind: 'conflict', version, state: standing.state };
      const at = this.parts.clock.now();
      const rule = this.parts.book.at(at);
      const judged = judgeMove(standing, order.to, rule, at);
      if (judged.kind === 'refused') return judged;
      if (judged.needsReason && order.reason === null) return { kind: 'needs-reason' };
      const facts = (await this.facts.of([order.building], rule, at)).get(order.building)!;
      const after = moved(standing, order.to, at, rule);
      const { by, reason, reference } = order;
      const letter = await this.letters.write({ held, after, facts, rule, reason, reference });
      const move = { ...moveOf(held, after, facts, rule, { cause: 'PERSON', by }), reason, reference, letter };
      if (order.dryRun) return { kind: 'dry-run', move };
      return { kind: 'moved', move, moveId: await this.keep(move, after) };
    });
  }

  /** Moves all buildings whose move follows from the facts. Answers the moves. */
  async follow(signal?: AbortSignal): Promise<ComplianceMove[]> {
    const made: ComplianceMove[] = [];
    for (let after = ''; signal?.aborted !== true;) {
      const piece = await this.store.after(after, AT_ONCE);
      const last = piece.at(-1);
      if (last === undefined) break;
      made.push(...(await this.followPiece(piece)));
      after = last.building;
    }
    return made;
  }

  private followPiece(piece: readonly HeldBuilding[]): Promise<ComplianceMove[]> {
    const { transactor, clock, book } = this.parts;
    return transactor.run(async () => {
      const at = clock.now();
      const rule = book.at(at);
      const known = await this.facts.of(
        piece.map(({ building }) => building),
        rule,
        at,
      );
      const moving = piece.filter(({ building, standing }) => followFacts(standing, known.get(building)!, rule) !== null);
      if (moving.length > 0) await this.store.hold(moving.map(({ building }) => building));
      const made: ComplianceMove[] = [];
      for (const { building } of moving) {
        // Read again under the lock: somebody may have been faster.
        const held = await this.store.find(building);
        const facts = known.get(building)!;
        const next = held && followFacts(held.standing, facts, rule);
        if (!held || !next) continue;
        // A clock that nothing could stop would warn an owner whose cameras nobody can measure.
        const after = moved(held.standing, next.to, at, rule, next.to !== 'VERIFIED' || facts.camerasWatched > 0);
        const move = moveOf(held, after, facts, rule, { cause: next.cause, by: 'nadi' });
        await this.keep(move, after);
        made.push(move);
      }
      return made;
    });
  }

  private async keep(move: ComplianceMove, after: Standing): Promise<string> {
    const moveId = await this.store.write(move, after);
    await this.parts.events.publish({ type: 'compliance.moved', id: move.building });
    return moveId;
  }
}

function moveOf(
  { building, version, standing }: HeldBuilding,
  after: Standing,
  facts: BuildingFacts,
  rule: ComplianceRule,
  who: { readonly cause: MoveCause; readonly by: string },
): ComplianceMove {
  return {
    building,
    version: version + 1,
    from: standing.state,
    to: after.state,
    at: after.since!,
    ...who,
    reason: null,
    reference: null,
    letter: null,
    deadlineAt: after.deadlineAt,
    evidence: evidenceOf(facts),
    ruleVersion: rule.version,
  };
}
