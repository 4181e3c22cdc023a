import { randomUUID } from 'node:crypto';
import type { SqlRunner } from '@app/platform';
import type { Drift, DriftEdit, DriftKind } from './drift.js';
import type { ExploreProgress } from './explore.js';
import type { Finding, Reading } from './finding.js';
import { contentOf, fingerprintOf, type DriftState, type KeptDrift, type Settled } from './settle.drift.js';

export type RunState = 'running' | 'done' | 'cancelled' | 'failed' | 'interrupted';

/** A found device as it is kept. */
export interface KeptDevice {
  readonly id: string;
  readonly key: string;
  readonly addresses: readonly string[];
  readonly credential: string | null;
  readonly reading: Reading | null;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

export interface FoundRow extends KeptDevice {
  readonly because: readonly string[];
  readonly deviceName: string | null;
}

/** A drift item that somebody decides on, locked. */
export interface HeldDrift {
  readonly id: string;
  readonly kind: DriftKind;
  readonly state: DriftState;
  readonly version: number;
  readonly fingerprint: string;
  readonly edits: readonly DriftEdit[];
}

/** Whoever runs it has said nothing for so long: it ended with its process. */
const DEAD_AFTER_SECONDS = 60;

/** Writes runs, found devices, differences and decisions. Belongs inside a transaction where several of its calls must agree. */
export class DiscoveryStore {
  constructor(private readonly sql: () => SqlRunner) {}

  /** Null where another run is on its way. */
  async begin(realm: string, by: string, input: object, progress: ExploreProgress, now: Date): Promise<string | null> {
    await this.sql().query(
      `UPDATE discovery_run SET state = 'interrupted', ended_at = beat_at WHERE state = 'running' AND beat_at < $1::timestamptz - make_interval(secs => $2)`,
      [now, DEAD_AFTER_SECONDS],
    );
    const id = randomUUID();
    const rows = (await this.sql().query(
      `INSERT INTO discovery_run (id, realm, state, requested_by, started_at, beat_at, input, progress, notes) VALUES ($1, $2, 'running', $3, $4, $4, $5, $6, '{}')
       ON CONFLICT (state) WHERE state = 'running' DO NOTHING RETURNING id`,
      [id, realm, by, now, JSON.stringify(input), JSON.stringify(progress)],
    )) as { id: string }[];
    return rows[0]?.id ?? null;
  }

  /** A run that was already ended, e.g. by another process that took it for dead, stays so. */
  async beat(id: string, progress: ExploreProgress, now: Date): Promise<void> {
    await this.sql().query(`UPDATE discovery_run SET beat_at = $2, progress = $3 WHERE id = $1 AND state = 'running'`, [
      id,
      now,
      JSON.stringify(progress),
    ]);
  }

  async end(id: string, state: RunState, progress: ExploreProgress, notes: readonly string[], now: Date): Promise<void> {
    await this.sql().query(
      `UPDATE discovery_run SET state = $2, ended_at = $3, beat_at = $3, progress = $4, notes = $5 WHERE id = $1 AND state IN ('running', 'interrupted')`,
      [id, state, now, JSON.stringify(progress), notes],
    );
  }

  /** One comparison or decision at a time: each sees what the one before wrote. */
  async lock(): Promise<void> {
    await this.sql().query(`SELECT pg_advisory_xact_lock(hashtext('nadi.discovery'))`);
  }

  async devices(realm: string): Promise<KeptDevice[]> {
    return (await this.sql().query(
      `SELECT id, key, addresses, credential, reading, first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt" FROM found_device WHERE realm = $1 ORDER BY first_seen_at, id`,
      [realm],
    )) as KeptDevice[];
  }

  async replaceDevices(realm: string, rows: readonly FoundRow[]): Promise<void> {
    await this.sql().query('DELETE FROM found_device WHERE realm = $1', [realm]);
    for (const row of rows) {
      const { reading } = row;
      await this.sql().query(
        `INSERT INTO found_device (id, realm, key, addresses, sys_name, sys_descr, vendor, model, serial, chassis_id, because, credential, reading, device_name, first_seen_at, last_seen_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
        [
          row.id,
          realm,
          row.key,
          row.addresses,
          reading?.sysName ?? null,
          reading?.sysDescr ?? null,
          reading?.vendor ?? null,
          reading?.model ?? null,
          reading?.serial ?? null,
          reading?.chassisId ?? null,
          row.because,
          row.credential,
          reading && JSON.stringify(reading),
          row.deviceName,
          row.firstSeenAt,
          row.lastSeenAt,
        ],
      );
    }
  }

  async serials(): Promise<ReadonlyMap<string, string>> {
    const rows = (await this.sql().query('SELECT device_name AS name, serial FROM device_serial')) as { name: string; serial: string }[];
    return new Map(rows.map(({ name, serial }) => [name, serial]));
  }

  /** `isReplaced`: also where another was known. */
  async knowSerial(device: string, serial: string, now: Date, isReplaced: boolean): Promise<void> {
    await this.sql().query(
      `INSERT INTO device_serial (device_name, serial, since) VALUES ($1, $2, $3) ON CONFLICT (device_name) DO ${
        isReplaced ? 'UPDATE SET serial = excluded.serial, since = excluded.since' : 'NOTHING'
      }`,
      [device, serial, now],
    );
  }

  async drifts(realm: string): Promise<KeptDrift[]> {
    const rows = (await this.sql().query(
      `SELECT id, key, kind, state, fingerprint, declared, observed, edits, refused_until AS "refusedUntil" FROM drift_item WHERE realm = $1`,
      [realm],
    )) as (Omit<KeptDrift, 'content'> & Pick<Drift, 'kind' | 'declared' | 'observed' | 'edits'>)[];
    return rows.map((row) => ({ ...row, content: contentOf(row) }));
  }

  async saveDrifts(realm: string, { added, again, gone }: Settled, now: Date): Promise<void> {
    for (const drift of added) {
      await this.sql().query(
        `INSERT INTO drift_item (id, realm, key, kind, list, subject, declared, observed, evidence, edits, fingerprint, version, state, first_seen_at, last_seen_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, 'open', $12, $12)`,
        [randomUUID(), realm, drift.key, ...columnsOf(drift), now],
      );
    }
    for (const { id, drift, state, isChanged } of again) {
      await this.sql().query(
        `UPDATE drift_item SET kind = $2, list = $3, subject = $4, declared = $5, observed = $6, evidence = $7, edits = $8, fingerprint = $9,
           version = version + $10, state = $11, last_seen_at = $12,
           decided_by = CASE WHEN $11 = 'open' THEN NULL ELSE decided_by END, decided_at = CASE WHEN $11 = 'open' THEN NULL ELSE decided_at END,
           reason = CASE WHEN $11 = 'open' THEN NULL ELSE reason END, refused_until = CASE WHEN $11 = 'open' THEN NULL ELSE refused_until END
         WHERE id = $1`,
        [id, ...columnsOf(drift), isChanged ? 1 : 0, state, now],
      );
    }
    await this.sql().query(`UPDATE drift_item SET state = 'gone', version = version + 1 WHERE id = ANY($1::uuid[])`, [gone]);
  }

  async hold(id: string): Promise<HeldDrift | null> {
    const rows = (await this.sql().query('SELECT id, kind, state, version, fingerprint, edits FROM drift_item WHERE id = $1 FOR UPDATE', [
      id,
    ])) as HeldDrift[];
    return rows[0] ?? null;
  }

  async decide(
    held: HeldDrift,
    action: 'accepted' | 'refused',
    by: string,
    at: Date,
    reason: string | null,
    until: Date | null,
  ): Promise<void> {
    await this.sql().query(
      `UPDATE drift_item SET state = $2, decided_by = $3, decided_at = $4, reason = $5, refused_until = $6, version = version + 1 WHERE id = $1`,
      [held.id, action, by, at, reason, until],
    );
    await this.sql().query(
      `INSERT INTO drift_decision (item_id, version, action, by, at, reason, fingerprint) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [held.id, held.version, action, by, at, reason, held.fingerprint],
    );
  }

  async holdDevice(id: string): Promise<(KeptDevice & { readonly realm: string; readonly deviceName: string | null }) | null> {
    const rows = (await this.sql().query(
      `SELECT id, realm, key, addresses, credential, reading, device_name AS "deviceName", first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt" FROM found_device WHERE id = $1 FOR UPDATE`,
      [id],
    )) as (KeptDevice & { realm: string; deviceName: string | null })[];
    return rows[0] ?? null;
  }

  async nameDevice(id: string, deviceName: string): Promise<void> {
    await this.sql().query('UPDATE found_device SET device_name = $2 WHERE id = $1', [id, deviceName]);
  }
}

/** A device as findings, one an address, so that what was found before is held beside what is found now. */
export function toFindings({ addresses, credential, reading }: KeptDevice): Finding[] {
  return addresses.map((address) => ({ address, credential, reading }));
}

function columnsOf(drift: Drift): unknown[] {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  const { kind, list, subject, declared, observed, evidence, edits } = drift;
  return [kind, list, subject, json(declared), json(observed), evidence, JSON.stringify(edits), fingerprintOf(drift)];
}
