import type { ApiUnderTest } from './api.js';

/** A naive reading of the logs, change by change from the first: what GraphQL answers "as of" is held against it. */
export interface Replayed {
  /** Rows of topology v1 by kind and key, e.g. 'devices gd1-sw'. */
  readonly rows: ReadonlyMap<string, Record<string, unknown>>;
  readonly statuses: ReadonlyMap<number, { readonly status: string; readonly since: string; readonly outage: string | null }>;
  readonly outages: ReadonlyMap<string, Record<string, unknown>>;
}

const STATUSES = ['UP', 'DEGRADED', 'DOWN', 'UNREACHABLE', 'UNKNOWN'];

interface Version {
  id: number;
  at: Date;
  revised_at: Date;
}
interface Revision {
  kind: string;
  key: string;
  row: Record<string, unknown>;
  valid_from: Date;
  valid_to: Date | null;
}
interface Told {
  device_id: number;
  state_version: number;
  status: number;
  since: Date;
  outage_id: string | null;
}
interface OutageRow {
  outage_id: string;
  state_version: number;
  row: Record<string, unknown>;
}

/** Reads the whole logs once; then any instant can be asked for. */
export async function replayOf(nadi: ApiUnderTest): Promise<(at: Date) => Replayed> {
  const all = <Row>(sql: string) => nadi.sql(sql) as Promise<unknown> as Promise<Row[]>;
  const topologies = await all<Version>('SELECT id, at, revised_at FROM topology_version ORDER BY id');
  const revisions = await all<Revision>('SELECT kind, key, row, valid_from, valid_to FROM inventory_revision ORDER BY id');
  const states = await all<Version>('SELECT id, at FROM state_version ORDER BY id');
  const told = await all<Told>('SELECT device_id, state_version, status, since, outage_id FROM concluded_status');
  const outages = await all<OutageRow>('SELECT outage_id, state_version, row FROM outage_revision');
  return (at) => {
    const rows = new Map<string, Record<string, unknown>>();
    for (const { revised_at } of topologies.filter((version) => version.at <= at)) {
      const same = (time: Date | null) => time?.getTime() === revised_at.getTime();
      for (const each of revisions) if (same(each.valid_to)) rows.delete(`${each.kind} ${each.key}`);
      for (const each of revisions) if (same(each.valid_from)) rows.set(`${each.kind} ${each.key}`, each.row);
    }
    const statuses = new Map<number, { status: string; since: string; outage: string | null }>();
    const open = new Map<string, Record<string, unknown>>();
    for (const { id } of states.filter((version) => version.at <= at)) {
      for (const each of told.filter(({ state_version }) => state_version === id))
        statuses.set(each.device_id, { status: STATUSES[each.status] ?? '', since: each.since.toISOString(), outage: each.outage_id });
      for (const each of outages.filter(({ state_version }) => state_version === id)) open.set(each.outage_id, each.row);
    }
    return { rows, statuses, outages: open };
  };
}
