import { Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** What a device told of itself, as it is known now. */
@Entity('device_facts')
@Index('device_facts_engine_id_idx', ['engineId'])
export class DeviceFactsEntity {
  @PrimaryColumn('int', { name: 'device_id', primaryKeyConstraintName: 'device_facts_pkey' })
  @ForeignKey('device', 'id', { name: 'device_facts_device_id_fkey' })
  deviceId: number;

  @Column('text', { name: 'sys_name', nullable: true })
  sysName: string | null;

  @Column('text', { name: 'sys_descr', nullable: true })
  sysDescr: string | null;

  @Column('text', { name: 'sys_object_id', nullable: true })
  sysObjectId: string | null;

  @Column('text', { name: 'sys_contact', nullable: true })
  sysContact: string | null;

  @Column('text', { name: 'sys_location', nullable: true })
  sysLocation: string | null;

  @Column('text', { name: 'engine_id', nullable: true })
  engineId: string | null;

  @Column('text', { name: 'chassis_id', nullable: true })
  chassisId: string | null;

  @Column('text', { name: 'vendor', nullable: true })
  vendor: string | null;

  @Column('text', { name: 'model', nullable: true })
  model: string | null;

  @Column('text', { name: 'serial', nullable: true })
  serial: string | null;

  @Column('text', { name: 'software', nullable: true })
  software: string | null;

  @Column('text', { name: 'profiles', array: true })
  profiles: string[];

  /** What was asked for and not got the last time, each with its reason. */
  @Column('text', { name: 'faults', array: true })
  faults: string[];

  /** For noticing a restart across one of ours: what was told, and when. */
  @Column('bigint', { name: 'uptime_ticks', nullable: true })
  uptimeTicks: string | null;

  @Column('int', { name: 'engine_boots', nullable: true })
  engineBoots: number | null;

  @Column('timestamptz', { name: 'uptime_at', nullable: true })
  uptimeAt: Date | null;

  @Column('timestamptz', { name: 'restarted_at', nullable: true })
  restartedAt: Date | null;

  @Column('timestamptz', { name: 'first_seen_at' })
  firstSeenAt: Date;

  /** Written now and then, not with each reading. */
  @Column('timestamptz', { name: 'last_seen_at' })
  lastSeenAt: Date;

  @Column('jsonb', { name: 'neighbours', default: () => `'[]'` })
  neighbours: unknown[];

  @Column('timestamptz', { name: 'neighbours_at', nullable: true })
  neighboursAt: Date | null;

  @Column('jsonb', { name: 'parts', default: () => `'[]'` })
  parts: unknown[];

  @Column('timestamptz', { name: 'parts_at', nullable: true })
  partsAt: Date | null;
}

/** One fact that became another. */
@Entity('device_fact_change')
@Index('device_fact_change_device_id_idx', ['deviceId', 'at'])
export class DeviceFactChangeEntity {
  @PrimaryGeneratedColumn('identity', {
    name: 'id',
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'device_fact_change_pkey',
  })
  id: string;

  @Column('int', { name: 'device_id' })
  @ForeignKey('device', 'id', { name: 'device_fact_change_device_id_fkey' })
  deviceId: number;

  @Column('timestamptz', { name: 'at' })
  at: Date;

  @Column('text', { name: 'fact' })
  fact: string;

  @Column('text', { name: 'before', nullable: true })
  before: string | null;

  @Column('text', { name: 'after', nullable: true })
  after: string | null;
}
