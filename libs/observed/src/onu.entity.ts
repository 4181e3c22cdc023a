import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A subscriber's end of a PON, as its OLT tells of it. */
@Entity('onu')
@Index('onu_device_id_onu_key', ['deviceId', 'onu'], { unique: true })
@Check('onu_state_check', `"state" IN ('online', 'offline', 'disabled', 'unknown')`)
export class OnuEntity {
  @PrimaryGeneratedColumn('identity', { name: 'id', type: 'int', generatedIdentity: 'BY DEFAULT', primaryKeyConstraintName: 'onu_pkey' })
  id: number;

  /** The OLT. */
  @Column('int', { name: 'device_id' })
  @ForeignKey('device', 'id', { name: 'onu_device_id_fkey' })
  deviceId: number;

  /** Its place, as the vendor writes it. */
  @Column('text', { name: 'onu' })
  onu: string;

  @Column('int', { name: 'interface_id', nullable: true })
  @ForeignKey('device_interface', 'id', { name: 'onu_interface_id_fkey' })
  interfaceId: number | null;

  @Column('text', { name: 'serial', nullable: true })
  serial: string | null;

  @Column('text', { name: 'description', nullable: true })
  description: string | null;

  @Column('text', { name: 'state' })
  state: string;

  @Column('timestamptz', { name: 'state_since' })
  stateSince: Date;

  @Column('text', { name: 'down_cause', nullable: true })
  downCause: string | null;

  @Column('text', { name: 'down_cause_raw', nullable: true })
  downCauseRaw: string | null;

  @Column('int', { name: 'distance_metres', nullable: true })
  distanceMetres: number | null;

  @Column('timestamptz', { name: 'first_seen_at' })
  firstSeenAt: Date;

  @Column('timestamptz', { name: 'gone_at', nullable: true })
  goneAt: Date | null;
}

/** One change of an ONU's state. */
@Entity('onu_transition')
@Index('onu_transition_onu_id_idx', ['onuId', 'at'])
export class OnuTransitionEntity {
  @PrimaryGeneratedColumn('identity', {
    name: 'id',
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'onu_transition_pkey',
  })
  id: string;

  @Column('int', { name: 'onu_id' })
  @ForeignKey('onu', 'id', { name: 'onu_transition_onu_id_fkey' })
  onuId: number;

  @Column('timestamptz', { name: 'at' })
  at: Date;

  @Column('text', { name: 'state' })
  state: string;

  @Column('text', { name: 'down_cause', nullable: true })
  downCause: string | null;
}
