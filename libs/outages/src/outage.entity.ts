import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** One thing that broke, from the first verdict that named it until its root answered. */
@Entity('outage')
@Index('outage_opened_at_idx', ['openedAt', 'id'])
@Index('outage_cleared_at_idx', ['clearedAt'])
// Whatever goes wrong above, the same thing is never open twice.
@Index('outage_open_root_key', ['kind', 'rootCode', 'isBlindness'], { unique: true, where: '"cleared_at" IS NULL' })
@Check('outage_severity_check', `"severity" IN ('critical', 'major', 'minor', 'warning')`)
@Check('outage_probable_cause_check', `"probable_cause" IN ('power', 'fibre')`)
@Check('outage_unexplained_check', `"unexplained" IN ('no-path', 'contradiction')`)
@Check('outage_kind_check', `"kind" IN ('CONDUIT', 'SPAN', 'LINK', 'DEVICE', 'PLACE')`)
export class OutageEntity {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'outage_pkey' })
  id: string;

  @Column('text', { name: 'alert_name' })
  alertName: string;

  @Column('text', { name: 'severity' })
  severity: string;

  @Column('text', { name: 'kind' })
  kind: string;

  @Column('text', { name: 'root_code' })
  rootCode: string;

  /** True for PollerBlind: the poller's own device may be down and the poller blind at the same time. */
  @Column('boolean', { name: 'is_blindness', default: false })
  isBlindness: boolean;

  @Column('jsonb', { name: 'candidates' })
  candidates: { kind: string; code: string }[];

  @Column('timestamptz', { name: 'opened_at' })
  openedAt: Date;

  @Column('timestamptz', { name: 'cleared_at', nullable: true })
  clearedAt: Date | null;

  @Column('int', { name: 'affected_devices', array: true })
  affectedDevices: number[];

  @Column('int', { name: 'affected_cameras' })
  affectedCameras: number;

  @Column('text', { name: 'affected_stations', array: true })
  affectedStations: string[];

  @Column('text', { name: 'station', nullable: true })
  station: string | null;

  /** Null: opened by an older release, and taken as opened on the version it was last judged on. */
  @Column('int', { name: 'opened_on_version', nullable: true })
  openedOnVersion: number | null;

  /** The version that it was last judged on. */
  @Column('int', { name: 'topology_version' })
  judgedOnVersion: number;

  /** The outage whose lost redundancy made this one isolate: this is the second fault. */
  @Column('uuid', { name: 'second_of', nullable: true })
  @ForeignKey('outage', 'id', { name: 'outage_second_of_fkey' })
  secondOf: string | null;

  @Column('text', { name: 'probable_cause', nullable: true })
  probableCause: string | null;

  /** Why the topology cannot explain it, where it cannot. */
  @Column('text', { name: 'unexplained', nullable: true })
  unexplained: string | null;

  @Column('text', { name: 'acknowledged_by', nullable: true })
  acknowledgedBy: string | null;

  @Column('timestamptz', { name: 'acknowledged_at', nullable: true })
  acknowledgedAt: Date | null;

  /** Null: until it clears. After it, nobody has it in hand any more. */
  @Column('timestamptz', { name: 'acknowledged_until', nullable: true })
  acknowledgedUntil: Date | null;

  /** What people found it to be, from the list of causes. */
  @Column('text', { name: 'cause', nullable: true })
  @ForeignKey('outage_cause', 'code', { name: 'outage_cause_fkey' })
  cause: string | null;

  @Column('text', { name: 'cause_by', nullable: true })
  causeBy: string | null;

  @Column('timestamptz', { name: 'cause_at', nullable: true })
  causeAt: Date | null;

  /** The maintenance window for whose sake nobody is told of it now. */
  @Column('uuid', { name: 'hushed_by', nullable: true })
  hushedBy: string | null;
}

/** One step in the life of an outage. */
@Entity('outage_event')
@Index('outage_event_outage_id_idx', ['outageId', 'at'])
export class OutageEventEntity {
  @PrimaryGeneratedColumn('identity', {
    name: 'id',
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'outage_event_pkey',
  })
  id: string;

  @Column('uuid', { name: 'outage_id' })
  @ForeignKey('outage', 'id', { name: 'outage_event_outage_id_fkey' })
  outageId: string;

  @Column('text', { name: 'kind' })
  kind: string;

  @Column('timestamptz', { name: 'at' })
  at: Date;

  @Column('jsonb', { name: 'detail' })
  detail: object;

  /** Since which version of what is concluded it is there; null: since before versions were kept. */
  @Column('int', { name: 'state_version', nullable: true })
  stateVersion: number | null;
}

/** What is concluded of one device: a row changes only when the conclusion does. */
@Entity('device_status')
@Index('device_status_status_idx', ['status'])
export class DeviceStatusEntity {
  @PrimaryColumn('int', { name: 'device_id', primaryKeyConstraintName: 'device_status_pkey' })
  @ForeignKey('device', 'id', { name: 'device_status_device_id_fkey' })
  deviceId: number;

  @Column('text', { name: 'status' })
  status: string;

  @Column('timestamptz', { name: 'since' })
  since: Date;

  @Column('uuid', { name: 'outage_id', nullable: true })
  @ForeignKey('outage', 'id', { name: 'device_status_outage_id_fkey' })
  outageId: string | null;
}

/** How often the lead has changed hands: whoever writes under an older number has lost it. One row. */
@Entity('engine_term')
@Check('engine_term_id_check', '"id" = 1')
export class EngineTermEntity {
  @PrimaryColumn('int', { name: 'id', primaryKeyConstraintName: 'engine_term_pkey' })
  id: number;

  @Column('int', { name: 'term' })
  term: number;
}
