import type { AuditEntry, AuditTrail } from '@app/audit';
import type { Clock } from '@app/kernel';
import type { Log } from '@app/platform';
import type { GraphQLError, GraphQLFormattedError, GraphQLResolveInfo } from 'graphql';
import { apiError } from '../graphql/graphql.errors.js';
import type { RequestContext } from '../graphql/request.context.js';
import { endOfPayload, type MutationEnd, noteOfArguments } from './mutation.note.js';
import { RefusalBound } from './refusal.bound.js';

const MOST_UNITS = 10;
const REFUSALS: ReadonlySet<unknown> = new Set(['FORBIDDEN', 'UNAUTHENTICATED']);

/** Which operation it was, for people who read the trail. */
export interface OperationName {
  readonly type: string;
  readonly name: string | null;
}

/** Records what the API changes and shows: a change before it is tried and after, what is shown before it leaves. */
export class OperationAudit {
  private readonly refusals: RefusalBound;

  constructor(
    private readonly trail: AuditTrail,
    clock: Clock,
    private readonly log: Log,
  ) {
    this.refusals = new RefusalBound(clock);
  }

  /**
   * One root field of a mutation. What cannot be recorded is not tried. How it ended is a second record: the first one alone says that
   * the process ended in between, and that the change may have come true.
   */
  async change<Result>(
    context: RequestContext,
    info: Pick<GraphQLResolveInfo, 'fieldName' | 'operation'>,
    args: Readonly<Record<string, unknown>>,
    work: () => Result | Promise<Result>,
  ): Promise<Result> {
    const { detail, ...about } = noteOfArguments(args);
    const operation = { type: 'mutation', name: info.operation.name?.value ?? null };
    const record = (outcome: AuditEntry['outcome'], more: object) =>
      this.commit([{ ...this.entry(context, operation, { ...detail, ...more }), ...about, action: `mutation.${info.fieldName}`, outcome }]);
    await record('attempted', {});
    let end: MutationEnd | null = null;
    try {
      const payload = await work();
      end = endOfPayload(payload);
      return payload;
    } finally {
      await record(end === null || end.isRefused ? 'refused' : 'done', end?.detail ?? { failed: true });
    }
  }

  /** To be called when an answer is ready, and awaited before it leaves. Throws where what it shows cannot be recorded. */
  async answer(context: RequestContext, operation: OperationName, errors: readonly GraphQLFormattedError[] | undefined): Promise<void> {
    const reads = context.audited.take();
    await this.commit(
      reads.map(({ kind, subjects, detail }) => ({
        ...this.entry(context, operation, detail),
        action: 'read',
        subjectKind: kind,
        subject: '',
        subjects,
        outcome: 'done' as const,
      })),
    );
    const refusal = errors?.find(({ extensions }) => REFUSALS.has(extensions?.['code']));
    if (refusal) await this.refused(context, operation, refusal);
  }

  private async refused(context: RequestContext, operation: OperationName, { message, extensions }: GraphQLFormattedError): Promise<void> {
    const entry = this.entry(context, operation, {});
    const leftOut = this.refusals.admit(entry.actor);
    if (leftOut === null) return;
    const detail = { ...entry.detail, code: extensions?.['code'], message, ...(leftOut > 0 ? { leftOut } : {}) };
    try {
      const about = { action: 'operation', subjectKind: 'operation', subject: operation.name ?? '' };
      await this.trail.commit({ ...entry, ...about, detail, outcome: 'refused' });
    } catch (err) {
      // It shows nothing, so it may leave.
      this.log.error({ err }, 'a refusal cannot be recorded');
    }
  }

  private entry({ viewer, reason, areas, asOf }: RequestContext, { type, name }: OperationName, detail: object) {
    const where = areas === null ? {} : { units: areas.stations.slice(0, MOST_UNITS), owners: areas.owners.slice(0, MOST_UNITS) };
    const who = { role: viewer?.role ?? null, ...(viewer ? where : {}), ...(asOf === null ? {} : { asOf }) };
    return { actor: viewer?.name ?? 'anonymous', ...reason, detail: { ...detail, type, operation: name, ...who } };
  }

  private async commit(entries: readonly AuditEntry[]): Promise<void> {
    try {
      await this.trail.commit(...entries);
    } catch (err) {
      this.log.error({ err }, 'the audit trail cannot be written: nothing that is recorded is shown or changed');
      throw notRecorded();
    }
  }
}

export function notRecorded(): GraphQLError {
  return apiError('NOT_RECORDED', 'what is asked for is recorded first, and that cannot be done now: ask again', 503);
}
