import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** One run of discovery, and how far it is. */
@Entity('discovery_run')
@Index('discovery_run_started_at_idx', ['startedAt', 'id'])
// Two runs at once would show a host each credential twice.
@Index('discovery_run_running_key', ['state'], { unique: true, where: `"state" = 'running'` })
@Check('discovery_run_state_check', `"state" IN ('running', 'done', 'cancelled', 'failed', 'interrupted')`)
export class DiscoveryRunEntity {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'discovery_run_pkey' })
  id: string;

  @Column('text', { name: 'realm' })
  realm: string;

  @Column('text', { name: 'state' })
  state: string;

  @Column('text', { name: 'requested_by' })
  requestedBy: string;

  @Column('timestamptz', { name: 'started_at' })
  startedAt: Date;

  /** When whoever runs it was last heard of: after a crash nobody else would end it. */
  @Column('timestamptz', { name: 'beat_at' })
  beatAt: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;

  @Column('jsonb', { name: 'input' })
  input: object;

  @Column('jsonb', { name: 'progress' })
  progress: object;

  @Column('text', { name: 'notes', array: true })
  notes: string[];
}

/** A device that was found, declared or not, and the newest that it told. */
@Entity('found_device')
@Unique('found_device_realm_key_key', ['realm', 'key'])
@Index('found_device_last_seen_at_idx', ['lastSeenAt', 'id'])
export class FoundDeviceEntity {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'found_device_pkey' })
  id: string;

  @Column('text', { name: 'realm' })
  realm: string;

  @Column('text', { name: 'key' })
  key: string;

  @Column('text', { name: 'addresses', array: true })
  addresses: string[];

  @Column('text', { name: 'sys_name', nullable: true })
  sysName: string | null;

  @Column('text', { name: 'sys_descr', nullable: true })
  sysDescr: string | null;

  @Column('text', { name: 'vendor', nullable: true })
  vendor: string | null;

  @Column('text', { name: 'model', nullable: true })
  model: string | null;

  @Column('text', { name: 'serial', nullable: true })
  serial: string | null;

  @Column('text', { name: 'chassis_id', nullable: true })
  chassisId: string | null;

  @Column('text', { name: 'because', array: true })
  because: string[];

  @Column('text', { name: 'credential', nullable: true })
  credential: string | null;

  @Column('jsonb', { name: 'reading', nullable: true })
  reading: object | null;

  /** The declared device that it is; null: it is managed by nobody. */
  @Column('text', { name: 'device_name', nullable: true })
  deviceName: string | null;

  @Column('timestamptz', { name: 'first_seen_at' })
  firstSeenAt: Date;

  @Column('timestamptz', { name: 'last_seen_at' })
  lastSeenAt: Date;
}

/** One thing in which declared and seen differ, and what was decided of it. */
@Entity('drift_item')
@Unique('drift_item_realm_key_key', ['realm', 'key'])
@Index('drift_item_state_kind_idx', ['state', 'kind'])
@Check('drift_item_state_check', `"state" IN ('open', 'accepted', 'refused', 'gone')`)
export class DriftItemEntity {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'drift_item_pkey' })
  id: string;

  @Column('text', { name: 'realm' })
  realm: string;

  @Column('text', { name: 'key' })
  key: string;

  @Column('text', { name: 'kind' })
  kind: string;

  @Column('text', { name: 'list' })
  list: string;

  @Column('text', { name: 'subject' })
  subject: string;

  @Column('jsonb', { name: 'declared', nullable: true })
  declared: object | null;

  @Column('jsonb', { name: 'observed', nullable: true })
  observed: object | null;

  @Column('text', { name: 'evidence', array: true })
  evidence: string[];

  @Column('jsonb', { name: 'edits' })
  edits: object;

  /** Of what was seen: a refusal holds as long as it stays the same. */
  @Column('text', { name: 'fingerprint' })
  fingerprint: string;

  @Column('int', { name: 'version' })
  version: number;

  @Column('text', { name: 'state' })
  state: string;

  @Column('timestamptz', { name: 'first_seen_at' })
  firstSeenAt: Date;

  @Column('timestamptz', { name: 'last_seen_at' })
  lastSeenAt: Date;

  @Column('text', { name: 'decided_by', nullable: true })
  decidedBy: string | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt: Date | null;

  @Column('text', { name: 'reason', nullable: true })
  reason: string | null;

  @Column('timestamptz', { name: 'refused_until', nullable: true })
  refusedUntil: Date | null;
}

/** Who decided what, when: never changed, never deleted. */
@Entity('drift_decision')
@Index('drift_decision_item_id_idx', ['itemId', 'at'])
export class DriftDecisionEntity {
  @PrimaryGeneratedColumn('identity', {
    name: 'id',
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'drift_decision_pkey',
  })
  id: string;

  @Column('uuid', { name: 'item_id' })
  @ForeignKey('drift_item', 'id', { name: 'drift_decision_item_id_fkey' })
  itemId: string;

  @Column('int', { name: 'version' })
  version: number;

  @Column('text', { name: 'action' })
  action: string;

  @Column('text', { name: 'by' })
  by: string;

  @Column('timestamptz', { name: 'at' })
  at: Date;

  @Column('text', { name: 'reason', nullable: true })
  reason: string | null;

  @Column('text', { name: 'fingerprint' })
  fingerprint: string;
}

/** The serial number that a declared device is known by; topology v1 has no place for it. */
@Entity('device_serial')
export class DeviceSerialEntity {
  @PrimaryColumn('text', { name: 'device_name', primaryKeyConstraintName: 'device_serial_pkey' })
  deviceName: string;

  @Column('text', { name: 'serial' })
  serial: string;

  @Column('timestamptz', { name: 'since' })
  since: Date;
}
