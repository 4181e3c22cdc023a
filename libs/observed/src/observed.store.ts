import type { DeviceId } from '@app/kernel';
import type { SqlRunner, Transactor } from '@app/platform';
import { sensitivityOf, type SensorPolicy } from './apply.sensors.js';
import { placeholders, textOf, textOrNull } from './column.values.js';
import type { DeviceMemory, KnownSensor } from './device.memory.js';
import { loadMemories } from './memory.loader.js';
import type { ObservedChanges } from './observed.changes.js';
import { FACTS, INTERFACES, type Of, ONUS, opticsUpsert, SENSORS } from './observed.upserts.js';
import type { Upsert } from './upsert.js';

/** Writes what is known of devices, and reads it back. */
export class ObservedStore {
  private readonly optics: Upsert<Of<KnownSensor>>;

  constructor(
    private readonly transactor: Transactor,
    policy: SensorPolicy,
  ) {
    this.optics = opticsUpsert(({ reading }) => sensitivityOf(reading, policy));
  }

  /** What is known of these devices; of one that was never read, nothing. */
  load(deviceIds: readonly DeviceId[]): Promise<DeviceMemory[]> {
    return loadMemories(this.transactor.manager, deviceIds);
  }

  /** Devices with a port whose light was low when it was last written. */
  async withLowLight(): Promise<DeviceId[]> {
    const rows = (await this.transactor.manager.query(
      `SELECT DISTINCT device_id AS id FROM optical_port WHERE level <> 'ok' OR is_drifting`,
    )) as { id: DeviceId }[];
    return rows.map(({ id }) => id);
  }

  /** Parents before children: rows refer to each other. */
  async save(changes: ObservedChanges): Promise<void> {
    const sql: SqlRunner = this.transactor.manager;
    await giveIds(sql, 'device_interface', [...changes.interfaces.keys()]);
    await giveIds(sql, 'sensor', [...changes.sensors.keys()]);
    await giveIds(sql, 'onu', [...changes.onus.keys()]);
    await FACTS.write(sql, [...changes.facts.values()]);
    await INTERFACES.write(sql, [...changes.interfaces]);
    await SENSORS.write(sql, [...changes.sensors]);
    await this.optics.write(sql, [...changes.optics]);
    await ONUS.write(sql, [...changes.onus]);
    await saveFactChanges(sql, changes);
    await saveTransitions(sql, changes);
  }
}

/** From the sequence of the table, before the rows are written: whoever refers to them needs their numbers. */
async function giveIds(sql: SqlRunner, table: string, rows: readonly { id: number | null }[]): Promise<void> {
  const fresh = rows.filter(({ id }) => id === null);
  if (fresh.length === 0) return;
  const ids = (await sql.query(`SELECT nextval(pg_get_serial_sequence($1, 'id'))::int AS id FROM generate_series(1, $2)`, [
    table,
    fresh.length,
  ])) as { id: number }[];
  fresh.forEach((row, at) => (row.id = ids[at].id));
}

async function saveFactChanges(sql: SqlRunner, { factChanges }: ObservedChanges): Promise<void> {
  if (factChanges.length === 0) return;
  await sql.query(
    `INSERT INTO device_fact_change (device_id, at, fact, before, after) SELECT * FROM unnest(${placeholders(['int', 'timestamptz', 'text', 'text', 'text'])})`,
    [
      factChanges.map(({ deviceId }) => deviceId),
      factChanges.map(({ at }) => at),
      factChanges.map(({ fact }) => fact),
      factChanges.map(({ before }) => textOrNull(before)),
      factChanges.map(({ after }) => textOrNull(after)),
    ],
  );
}

async function saveTransitions(sql: SqlRunner, { transitions }: ObservedChanges): Promise<void> {
  if (transitions.length === 0) return;
  await sql.query(
    `INSERT INTO onu_transition (onu_id, at, state, down_cause) SELECT * FROM unnest(${placeholders(['int', 'timestamptz', 'text', 'text'])})`,
    [
      transitions.map(({ onu }) => onu.id),
      transitions.map(({ at }) => new Date(at)),
      transitions.map(({ state }) => textOf(state)),
      transitions.map(({ downCause }) => downCause),
    ],
  );
}
