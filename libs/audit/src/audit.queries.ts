import type { Page, PageRequest } from '@app/kernel';
import { type Anchor, type AuditRecord, FORMAT_VERSION, type Json, type Outcome } from '@app/ledger';
import { type Condition, KeysetList, type SqlSource, type Transactor } from '@app/platform';

export interface AuditFilter {
  readonly actors?: readonly string[] | null;
  readonly actions?: readonly string[] | null;
  readonly outcomes?: readonly Outcome[] | null;
  readonly subjectKinds?: readonly string[] | null;
  /** One that the record names. */
  readonly subject?: string | null;
  readonly caseNumber?: string | null;
  readonly from?: Date | null;
  readonly to?: Date | null;
}

interface AuditRaw {
  seq: string;
  at: Date;
  actor: string;
  action: string;
  outcome: Outcome;
  subject_kind: string;
  subjects: string[];
  purpose: string | null;
  case_number: string | null;
  detail: { readonly [name: string]: Json };
  previous: string;
  hash: string;
}

const COLUMNS = `audit_event.seq, audit_event.at, audit_event.actor, audit_event.action, audit_event.outcome, audit_event.subject_kind, audit_event.subjects,
  audit_event.purpose, audit_event.case_number, audit_event.detail, encode(audit_event.previous, 'hex') AS previous, encode(audit_event.hash, 'hex') AS hash`;

const newestBy = (sql: string) =>
  new KeysetList<AuditRaw, AuditRecord>({
    columns: COLUMNS,
    from: 'audit_event',
    order: [{ sql, type: 'bigint', descending: true, keyOf: (raw) => Number(raw.seq) }],
    toRow: toRecord,
  });
const events = newestBy('audit_event.seq');
/** Of few among many: the index of subjects finds them. Sorted by the key itself the planner would look through the whole trail for them. */
const rareEvents = newestBy('(audit_event.seq + 0)');

/** Of these an owner hears who saw them: the kinds of reads that concern them, by what their subjects are. */
const OWNER_KINDS = ['owner.contact'];
const DEVICE_KINDS = ['camera.address', 'credential.name'];

/** Reads the trail for screens, the newest first. */
export class AuditQueries {
  constructor(private readonly source: SqlSource) {}

  page(filter: AuditFilter, request: PageRequest): Promise<Page<AuditRecord>> {
    const list = filter.subject == null ? events : rareEvents;
    return list.page(this.source.manager, conditionsOf(filter), request);
  }

  /** Whether somebody is called so: what is no name is not written down as one. */
  async isAccount(name: string): Promise<boolean> {
    if (name.includes('\u0000')) return false;
    return ((await this.source.manager.query('SELECT 1 FROM account WHERE name = $1', [name])) as unknown[]).length > 0;
  }

  /** The reads of what belongs to these owners: of themselves, and of the devices that stand in their buildings now. */
  viewsOf(owners: readonly string[], request: PageRequest): Promise<Page<AuditRecord>> {
    const devices = `SELECT device.name FROM device JOIN building ON building.place_id = device.place_id JOIN owner ON owner.id = building.owner_id`;
    const isTheirs: Condition = (bind) => {
      const codes = `${bind(owners)}::text[]`;
      return `(audit_event.subject_kind = ANY (${bind(OWNER_KINDS)}) AND audit_event.subjects && ${codes})
        OR (audit_event.subject_kind = ANY (${bind(DEVICE_KINDS)}) AND audit_event.subjects && ARRAY(${devices} WHERE owner.code = ANY (${codes})))`;
    };
    return rareEvents.page(this.source.manager, [(bind) => `audit_event.action = ${bind('read')}`, isTheirs], request);
  }
}

function conditionsOf(filter: AuditFilter): Condition[] {
  const { actors, actions, outcomes, subjectKinds, subject, caseNumber, from, to } = filter;
  return [
    ...oneOf('actor', actors),
    ...oneOf('action', actions),
    ...oneOf('outcome', outcomes),
    ...oneOf('subject_kind', subjectKinds),
    ...(subject == null ? [] : ([(bind) => `audit_event.subjects @> ARRAY[${bind(subject)}]::text[]`] satisfies Condition[])),
    ...(caseNumber == null ? [] : ([(bind) => `audit_event.case_number = ${bind(caseNumber)}`] satisfies Condition[])),
    ...(from == null ? [] : ([(bind) => `audit_event.at >= ${bind(from)}`] satisfies Condition[])),
    ...(to == null ? [] : ([(bind) => `audit_event.at < ${bind(to)}`] satisfies Condition[])),
  ];
}

function oneOf(column: string, values: readonly string[] | null | undefined): Condition[] {
  return values == null ? [] : [(bind) => `audit_event.${column} = ANY (${bind(values)})`];
}

function toRecord(raw: AuditRaw): AuditRecord {
  const { actor, action, outcome, subjects, purpose, detail, previous, hash } = raw;
  const { subject_kind: subjectKind, case_number: caseNumber } = raw;
  const placed = { v: FORMAT_VERSION, seq: Number(raw.seq), at: raw.at.toISOString() };
  return { ...placed, actor, action, outcome, subjectKind, subjects, purpose, caseNumber, detail, previous, hash };
}

const EXPORTED_AT_ONCE = 1_000;

/** Gives the records from one time (inclusive) to another (exclusive) out in order, as they are at one instant. */
export async function exportTrail(
  transactor: Transactor,
  range: { readonly from: Date | null; readonly to: Date | null },
  write: (record: AuditRecord) => Promise<void>,
): Promise<{ readonly records: number; readonly last: Anchor | null }> {
  let records = 0;
  let last: Anchor | null = null;
  await transactor.run(async () => {
    const sql = transactor.manager;
    // Retention may run meanwhile: a page from after it would not join one from before it.
    await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const { first, end } = await bounds(transactor, range);
    for (let after = first - 1, isMore = true; isMore;) {
      const raws = (await sql.query(
        `SELECT ${COLUMNS} FROM audit_event WHERE seq > $1 AND seq < $2 ORDER BY seq LIMIT ${EXPORTED_AT_ONCE}`,
        [after, end],
      )) as AuditRaw[];
      for (const record of raws.map(toRecord)) {
        await write(record);
        records += 1;
        last = { seq: record.seq, hash: record.hash, at: record.at };
        after = record.seq;
      }
      isMore = raws.length === EXPORTED_AT_ONCE;
    }
  });
  return { records, last };
}

/** By place, not by time: clocks of two machines may differ by a little, and a part with holes would prove nothing. */
async function bounds({ manager }: Transactor, { from, to }: { readonly from: Date | null; readonly to: Date | null }) {
  const [row] = (await manager.query(
    `SELECT (SELECT min(seq) FROM audit_event WHERE $1::timestamptz IS NULL OR at >= $1) AS first,
       (SELECT max(seq) + 1 FROM audit_event WHERE $2::timestamptz IS NULL OR at < $2) AS "end"`,
    [from, to],
  )) as { first: string | null; end: string | null }[];
  return { first: Number(row?.first ?? 1), end: Number(row?.end ?? 0) };
}
