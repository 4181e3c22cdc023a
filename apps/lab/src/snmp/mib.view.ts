import { encode, TAG } from './ber.codec.js';

export type Oid = readonly number[];

/** The instances of a table: a sorted list that is computed where it is asked, so that it needs no memory. */
export interface Rows<Agent> {
  readonly count: (agent: Agent) => number;
  /** The identifier of a row (from 0) below its column. */
  readonly at: (agent: Agent, row: number) => Oid;
}

export interface Column<Agent> {
  readonly oid: Oid;
  readonly rows: Rows<Agent>;
  readonly value: (agent: Agent, row: number) => Buffer;
}

const NOTHING = Buffer.alloc(0);

export function compareOids(a: Oid, z: Oid): number {
  const length = Math.min(a.length, z.length);
  for (let i = 0; i < length; i++) if (a[i] !== z[i]) return a[i] - z[i];
  return a.length - z.length;
}

/** The objects that agents of one make know. One view serves all of them: what differs is asked of the agent. */
export class MibView<Agent> {
  private readonly columns: readonly Column<Agent>[];

  constructor(columns: readonly Column<Agent>[]) {
    this.columns = [...columns].sort((a, z) => compareOids(a.oid, z.oid));
  }

  /** The encoded value; an exception of RFC 3416 where there is none. */
  get(agent: Agent, oid: Oid): Buffer {
    const column = this.columns[this.firstAfter(oid) - 1];
    if (!column || !startsWith(oid, column.oid) || column.rows.count(agent) === 0) return encode(TAG.NO_SUCH_OBJECT, NOTHING);
    const instance = oid.slice(column.oid.length);
    const row = firstRow(agent, column.rows, instance, 0);
    const exists = row < column.rows.count(agent) && compareOids(column.rows.at(agent, row), instance) === 0;
    return exists ? column.value(agent, row) : encode(TAG.NO_SUCH_INSTANCE, NOTHING);
  }

  /** The first object after this identifier, or null at the end. */
  next(agent: Agent, oid: Oid): { oid: Oid; value: Buffer } | null {
    const after = this.firstAfter(oid);
    const within = this.columns[after - 1];
    if (within && startsWith(oid, within.oid)) {
      const row = firstRow(agent, within.rows, oid.slice(within.oid.length), 1);
      if (row < within.rows.count(agent)) return found(agent, within, row);
    }
    for (let i = after; i < this.columns.length; i++) {
      if (this.columns[i].rows.count(agent) > 0) return found(agent, this.columns[i], 0);
    }
    return null;
  }

  /** The position of the first column beyond an identifier; the one before it may hold the identifier. */
  private firstAfter(oid: Oid): number {
    let low = 0;
    let high = this.columns.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareOids(this.columns[middle].oid, oid) > 0) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** The first row at (beyond: 0) or after (beyond: 1) an instance. */
function firstRow<Agent>(agent: Agent, rows: Rows<Agent>, instance: Oid, beyond: 0 | 1): number {
  let low = 0;
  let high = rows.count(agent);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareOids(rows.at(agent, middle), instance) >= beyond) high = middle;
    else low = middle + 1;
  }
  return low;
}

function found<Agent>(agent: Agent, column: Column<Agent>, row: number): { oid: Oid; value: Buffer } {
  return { oid: [...column.oid, ...column.rows.at(agent, row)], value: column.value(agent, row) };
}

function startsWith(oid: Oid, prefix: Oid): boolean {
  return oid.length >= prefix.length && prefix.every((part, i) => oid[i] === part);
}
