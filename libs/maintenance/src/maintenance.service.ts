import { randomUUID } from 'node:crypto';
import type { Inventory, InventorySnapshot } from '@app/inventory';
import type { Clock } from '@app/kernel';
import type { DomainEvents, SqlRunner, Transactor } from '@app/platform';
import { componentsOf } from './coverage.js';
import { HORIZON_MS, type Isolation, judgeWindow, TooManyWindowsError, type WindowJudgement } from './isolation.js';
import { MaintenanceQueries } from './maintenance.queries.js';
import type { MaintenanceId, MaintenancePlan, MaintenanceSubject, MaintenanceWindow } from './maintenance.window.js';
import { mayBeInForce } from './occurrences.js';
import { checkRecurrence } from './recurrence.js';

export interface MaintenanceRequest extends MaintenancePlan {
  readonly title: string;
  readonly subjects: readonly MaintenanceSubject[];
  readonly by: string;
  /** Only judges it, and keeps nothing. */
  readonly isDryRun: boolean;
}

export type ScheduleOutcome =
  | {
      readonly kind: 'scheduled';
      readonly window: MaintenanceWindow;
      readonly judgement: WindowJudgement;
      readonly snapshot: InventorySnapshot;
    }
  | { readonly kind: 'invalid'; readonly field: 'startsAt' | 'endsAt' | 'recurrence' | 'durationS' | 'subjects'; readonly reason: string }
  | { readonly kind: 'isolates'; readonly isolation: Isolation };

export type CancelOutcome = { readonly kind: 'cancelled' | 'unknown' | 'already-cancelled' | 'over' };
export type BeginOutcome = { readonly kind: 'begun' | 'unknown' | 'not-flexible' | 'already-begun' | 'out-of-bounds' | 'cancelled' };

/** A call takes a moment, and clocks differ. */
const GRACE_MS = 5 * 60_000;
const LONGEST_MS = 31 * 86_400_000;
const FARTHEST_MS = 3 * 366 * 86_400_000;
const MOST_SUBJECTS = 200;

/** Plans works: what two of them would take away together is refused before it happens. */
export class MaintenanceService {
  constructor(
    private readonly transactor: Transactor,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
    private readonly inventory: Inventory,
  ) {}

  now(): Date {
    return this.clock.now();
  }

  async schedule(request: MaintenanceRequest): Promise<ScheduleOutcome> {
    const snapshot = await this.inventory.snapshot();
    const now = this.clock.now();
    const window = windowOf(request, now);
    const problem = planProblem(window, now) ?? subjectProblem(snapshot, window.subjects);
    if (problem) return problem;
    return this.transactor.run(async () => {
      // One after the other: two that are judged at the same time would not know of each other.
      await this.sql.query(`SELECT pg_advisory_xact_lock(hashtext('nadi.maintenance'))`);
      const others = await new MaintenanceQueries(this.transactor).pending(now);
      let judgement: WindowJudgement;
      try {
        judgement = judgeWindow(snapshot, window, others, now.getTime());
      } catch (error) {
        if (!(error instanceof TooManyWindowsError)) throw error;
        return { kind: 'invalid', field: 'subjects', reason: `cannot be judged: ${error.message}` };
      }
      if (judgement.isolation !== null) return { kind: 'isolates', isolation: judgement.isolation };
      if (!request.isDryRun) await this.insert(window);
      return { kind: 'scheduled', window, judgement, snapshot };
    });
  }

  /** One that is in force ends at once; what it was in force for stays in force. */
  cancel(id: string, by: string): Promise<CancelOutcome> {
    return this.transactor.run(async () => {
      const window = await this.held(id);
      if (!window) return { kind: 'unknown' };
      if (window.cancelledAt !== null) return { kind: 'already-cancelled' };
      const now = this.clock.now();
      if (mayBeInForce(window, { from: now.getTime(), to: Number.MAX_SAFE_INTEGER / 2 }).length === 0) return { kind: 'over' };
      await this.sql.query('UPDATE maintenance_window SET cancelled_by = $2, cancelled_at = $3 WHERE id = $1', [id, by, now]);
      await this.events.publish({ type: 'maintenance.cancelled', id });
      return { kind: 'cancelled' };
    });
  }

  /** A flexible one begins: somebody said so, or what it is about fell silent. */
  begin(id: string, at: Date): Promise<BeginOutcome> {
    return this.transactor.run(async () => {
      const window = await this.held(id);
      if (!window) return { kind: 'unknown' };
      if (window.kind !== 'FLEXIBLE') return { kind: 'not-flexible' };
      if (window.cancelledAt !== null) return { kind: 'cancelled' };
      if (window.beganAt !== null) return { kind: 'already-begun' };
      if (at < window.startsAt || at >= window.endsAt) return { kind: 'out-of-bounds' };
      await this.sql.query('UPDATE maintenance_window SET began_at = $2 WHERE id = $1', [id, at]);
      await this.events.publish({ type: 'maintenance.begun', id });
      return { kind: 'begun' };
    });
  }

  private get sql(): SqlRunner {
    return this.transactor.manager;
  }

  private async held(id: string): Promise<MaintenanceWindow | null> {
    await this.sql.query('SELECT 1 FROM maintenance_window WHERE id = $1 FOR UPDATE', [id]);
    const [window] = await new MaintenanceQueries(this.transactor).byIds([id]);
    return window ?? null;
  }

  private async insert(window: MaintenanceWindow): Promise<void> {
    const { id, title, kind, startsAt, endsAt, recurrence, durationS, subjects, createdBy, createdAt } = window;
    await this.sql.query(
      `INSERT INTO maintenance_window (id, title, kind, starts_at, ends_at, recurrence, duration_s, subjects, created_by, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [id, title, kind, startsAt, endsAt, recurrence, durationS, JSON.stringify(subjects), createdBy, createdAt],
    );
    await this.events.publish({ type: 'maintenance.scheduled', id });
  }
}

function windowOf(
  { title, kind, startsAt, endsAt, recurrence, durationS, subjects, by }: MaintenanceRequest,
  now: Date,
): MaintenanceWindow {
  const distinct = new Map(subjects.map((subject) => [`${subject.kind} ${subject.code}`, { kind: subject.kind, code: subject.code }]));
  return {
    id: randomUUID() as MaintenanceId,
    title,
    kind,
    startsAt,
    endsAt,
    recurrence,
    durationS,
    subjects: [...distinct.values()],
    createdBy: by,
    createdAt: now,
    cancelledBy: null,
    cancelledAt: null,
    beganAt: null,
  };
}

type Invalid = Extract<ScheduleOutcome, { kind: 'invalid' }>;

function planProblem(window: MaintenanceWindow, now: Date): Invalid | null {
  const { kind, startsAt, endsAt, recurrence, durationS } = window;
  const invalid = (field: Invalid['field'], reason: string): Invalid => ({ kind: 'invalid', field, reason });
  if (endsAt <= startsAt) return invalid('endsAt', 'must lie after startsAt');
  if (startsAt.getTime() < now.getTime() - GRACE_MS) return invalid('startsAt', 'lies in the past: what happened stays as it was told');
  if (startsAt.getTime() > now.getTime() + FARTHEST_MS) return invalid('startsAt', 'lies more than three years ahead');
  if (endsAt.getTime() - startsAt.getTime() > LONGEST_MS) return invalid('endsAt', 'makes it longer than 31 days');
  if ((kind === 'RECURRING') !== (recurrence !== null)) return invalid('recurrence', 'belongs to a recurring window, and to no other');
  if ((kind === 'FLEXIBLE') !== (durationS !== null)) return invalid('durationS', 'belongs to a flexible window, and to no other');
  if (durationS !== null && !(Number.isInteger(durationS) && durationS >= 60 && durationS * 1_000 <= LONGEST_MS))
    return invalid('durationS', 'must be 60 s to 31 days');
  if (recurrence === null) return null;
  const checked = checkRecurrence(recurrence);
  if (checked.kind === 'refused') return invalid('recurrence', checked.reason);
  const within = { from: now.getTime(), to: now.getTime() + HORIZON_MS };
  return mayBeInForce(window, within).length > 0 ? null : invalid('recurrence', 'has no occurrence within 400 days');
}

function subjectProblem(snapshot: InventorySnapshot, subjects: readonly MaintenanceSubject[]): Invalid | null {
  const invalid = (reason: string): Invalid => ({ kind: 'invalid', field: 'subjects', reason });
  if (subjects.length === 0) return invalid('is empty: it needs what is worked on');
  if (subjects.length > MOST_SUBJECTS) return invalid(`has ${subjects.length} subjects; allowed are ${MOST_SUBJECTS}`);
  const unknown = subjects.filter((subject) => componentsOf(snapshot, subject).length === 0);
  return unknown.length === 0
    ? null
    : invalid(`names what is not in the network: ${unknown.map(({ kind, code }) => `${kind} ${code}`).join(', ')}`);
}
