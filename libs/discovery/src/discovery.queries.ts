import type { Page, PageRequest } from '@app/kernel';
import { type Condition, containsPattern, KeysetList, type Transactor } from '@app/platform';
import type { RunState } from './discovery.store.js';
import { DRIFT_KINDS, type DriftKind } from './drift.js';
import type { ExploreProgress } from './explore.js';
import type { DriftState } from './settle.drift.js';

export interface RunView {
  readonly runId: string;
  readonly realm: string;
  readonly state: RunState;
  readonly requestedBy: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly ranges: readonly string[];
  readonly progress: ExploreProgress;
  readonly notes: readonly string[];
}

export interface FoundDeviceView {
  readonly foundId: string;
  readonly realm: string;
  readonly addresses: readonly string[];
  readonly sysName: string | null;
  readonly sysDescr: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serial: string | null;
  readonly chassisId: string | null;
  readonly because: readonly string[];
  readonly credential: string | null;
  readonly deviceName: string | null;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

export interface DriftView {
  readonly itemId: string;
  readonly realm: string;
  readonly kind: DriftKind;
  readonly subject: string;
  readonly declared: unknown;
  readonly observed: unknown;
  readonly evidence: readonly string[];
  readonly edits: unknown;
  readonly isAcceptable: boolean;
  readonly version: number;
  readonly state: DriftState;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly reason: string | null;
  readonly refusedUntil: Date | null;
}

export interface DriftFilter {
  readonly states?: readonly DriftState[] | null;
  readonly kinds?: readonly DriftKind[] | null;
  readonly realm?: string | null;
  readonly subject?: string | null;
}

export interface FoundFilter {
  readonly isDeclared?: boolean | null;
  readonly realm?: string | null;
  readonly address?: string | null;
  /** In the name, description, vendor or model, in any case. */
  readonly text?: string | null;
}

type Keyed<View> = View & { readonly atKey: string };
const micros = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "atKey"`;
const bare = <View extends object>(raw: Keyed<View>): View => {
  const { atKey: _, ...view } = raw;
  return view as unknown as View;
};

const runs = new KeysetList<Keyed<RunView>, RunView>({
  columns: `id AS "runId", realm, state, requested_by AS "requestedBy", started_at AS "startedAt", ended_at AS "endedAt",
    ARRAY(SELECT jsonb_array_elements_text(input -> 'ranges')) AS ranges, progress, notes, ${micros('started_at')}`,
  from: 'discovery_run',
  order: [
    { sql: 'started_at', type: 'timestamptz', descending: true, keyOf: ({ atKey }) => atKey },
    { sql: 'id', type: 'uuid', descending: true, keyOf: ({ runId }) => runId },
  ],
  toRow: bare,
});

const found = new KeysetList<Keyed<FoundDeviceView>, FoundDeviceView>({
  columns: `id AS "foundId", realm, addresses, sys_name AS "sysName", sys_descr AS "sysDescr", vendor, model, serial, chassis_id AS "chassisId", because,
    credential, device_name AS "deviceName", first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt", ${micros('last_seen_at')}`,
  from: 'found_device',
  order: [
    { sql: 'last_seen_at', type: 'timestamptz', descending: true, keyOf: ({ atKey }) => atKey },
    { sql: 'id', type: 'uuid', descending: true, keyOf: ({ foundId }) => foundId },
  ],
  toRow: bare,
});

const drifts = new KeysetList<Keyed<DriftView>, DriftView>({
  columns: `id AS "itemId", realm, kind, subject, declared, observed, evidence, edits, jsonb_array_length(edits) > 0 AS "isAcceptable", version, state,
    first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt", decided_by AS "decidedBy", decided_at AS "decidedAt", reason,
    refused_until AS "refusedUntil", ${micros('first_seen_at')}`,
  from: 'drift_item',
  order: [
    { sql: 'first_seen_at', type: 'timestamptz', descending: true, keyOf: ({ atKey }) => atKey },
    { sql: 'id', type: 'uuid', descending: true, keyOf: ({ itemId }) => itemId },
  ],
  toRow: bare,
});

/** Reads runs, found devices and differences for screens, the newest first. */
export class DiscoveryQueries {
  constructor(private readonly transactor: Transactor) {}

  runs(request: PageRequest): Promise<Page<RunView>> {
    return runs.page(this.transactor.manager, [], request);
  }

  async run(id: string): Promise<RunView | null> {
    return (await runs.all(this.transactor.manager, [(bind) => `id = ${bind(id)}::uuid`]))[0] ?? null;
  }

  devices({ isDeclared, realm, address, text }: FoundFilter, request: PageRequest): Promise<Page<FoundDeviceView>> {
    const conditions: Condition[] = [];
    if (isDeclared !== null && isDeclared !== undefined) conditions.push(() => `device_name IS ${isDeclared ? 'NOT ' : ''}NULL`);
    if (realm) conditions.push((bind) => `realm = ${bind(realm)}`);
    if (address) conditions.push((bind) => `${bind(address)} = ANY(addresses)`);
    if (text) {
      conditions.push((bind) => {
        const pattern = bind(containsPattern(text));
        return ['sys_name', 'sys_descr', 'vendor', 'model'].map((column) => `${column} ILIKE ${pattern}`).join(' OR ');
      });
    }
    return found.page(this.transactor.manager, conditions, request);
  }

  async device(id: string): Promise<FoundDeviceView | null> {
    return (await found.all(this.transactor.manager, [(bind) => `id = ${bind(id)}::uuid`]))[0] ?? null;
  }

  drifts({ states, kinds, realm, subject }: DriftFilter, request: PageRequest): Promise<Page<DriftView>> {
    const conditions: Condition[] = [];
    if (states) conditions.push((bind) => `state = ANY(${bind(states)}::text[])`);
    if (kinds) conditions.push((bind) => `kind = ANY(${bind(kinds)}::text[])`);
    if (realm) conditions.push((bind) => `realm = ${bind(realm)}`);
    if (subject) conditions.push((bind) => `subject = ${bind(subject)}`);
    return drifts.page(this.transactor.manager, conditions, request);
  }

  async drift(id: string): Promise<DriftView | null> {
    return (await drifts.all(this.transactor.manager, [(bind) => `id = ${bind(id)}::uuid`]))[0] ?? null;
  }

  /** Open differences by kind, zeros included. */
  async openByKind(): Promise<ReadonlyMap<DriftKind, number>> {
    const rows = (await this.transactor.manager.query(
      `SELECT kind, count(*)::int AS count FROM drift_item WHERE state = 'open' GROUP BY kind`,
    )) as { kind: DriftKind; count: number }[];
    const counts = new Map<DriftKind, number>(DRIFT_KINDS.map((kind) => [kind, 0]));
    for (const { kind, count } of rows) counts.set(kind, count);
    return counts;
  }
}
