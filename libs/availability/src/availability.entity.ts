import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** Which clock of an object runs now. */
@Entity('availability_state')
export class AvailabilityStateEntity {
  /** Its place in CLOCKED_KINDS. */
  @PrimaryColumn('smallint', { name: 'kind', primaryKeyConstraintName: 'availability_state_pkey' })
  kind: number;

  @PrimaryColumn('int', { name: 'object_id', primaryKeyConstraintName: 'availability_state_pkey' })
  objectId: number;

  /** Since when, whole seconds. */
  @Column('timestamptz', { name: 'at' })
  at: Date;

  /** Its place in CLOCKS. */
  @Column('smallint', { name: 'clock' })
  clock: number;

  @Column('uuid', { name: 'outage_id', nullable: true })
  outageId: string | null;
}

/** From this second on another clock of an object ran. Partitioned by month of Jakarta; the first second of each month is there for all. */
@Entity('availability_transition')
export class AvailabilityTransitionEntity {
  @PrimaryColumn('smallint', { name: 'kind', primaryKeyConstraintName: 'availability_transition_pkey' })
  kind: number;

  @PrimaryColumn('int', { name: 'object_id', primaryKeyConstraintName: 'availability_transition_pkey' })
  objectId: number;

  @PrimaryColumn('timestamptz', { name: 'at', primaryKeyConstraintName: 'availability_transition_pkey' })
  at: Date;

  @Column('smallint', { name: 'clock' })
  clock: number;

  @Column('uuid', { name: 'outage_id', nullable: true })
  outageId: string | null;
}

/** A time in which somebody watched. Outside of these nothing was observed. */
@Entity('availability_watch')
@Index('availability_watch_to_at_idx', ['toAt'])
export class AvailabilityWatchEntity {
  @PrimaryGeneratedColumn('identity', {
    name: 'id',
    type: 'int',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'availability_watch_pkey',
  })
  id: number;

  @Column('timestamptz', { name: 'from_at' })
  fromAt: Date;

  @Column('timestamptz', { name: 'to_at' })
  toAt: Date;
}

/** The seconds of an object on each clock, of a month that is sealed; and those of them by daylight. */
@Entity('availability_month')
export class AvailabilityMonthEntity {
  /** The first second of the month in Jakarta. */
  @PrimaryColumn('timestamptz', { name: 'month_at', primaryKeyConstraintName: 'availability_month_pkey' })
  monthAt: Date;

  @PrimaryColumn('smallint', { name: 'kind', primaryKeyConstraintName: 'availability_month_pkey' })
  kind: number;

  @PrimaryColumn('int', { name: 'object_id', primaryKeyConstraintName: 'availability_month_pkey' })
  objectId: number;

  @Column('int', { name: 'up_s' })
  upS: number;

  @Column('int', { name: 'daylight_up_s' })
  daylightUpS: number;

  @Column('int', { name: 'own_s' })
  ownS: number;

  @Column('int', { name: 'daylight_own_s' })
  daylightOwnS: number;

  @Column('int', { name: 'upstream_s' })
  upstreamS: number;

  @Column('int', { name: 'daylight_upstream_s' })
  daylightUpstreamS: number;

  @Column('int', { name: 'power_s' })
  powerS: number;

  @Column('int', { name: 'daylight_power_s' })
  daylightPowerS: number;

  @Column('int', { name: 'maintenance_s' })
  maintenanceS: number;

  @Column('int', { name: 'daylight_maintenance_s' })
  daylightMaintenanceS: number;

  @Column('int', { name: 'unobserved_s' })
  unobservedS: number;

  @Column('int', { name: 'daylight_unobserved_s' })
  daylightUnobservedS: number;
}

/** A month that is added up for good: nothing that is told later reaches into it. */
@Entity('availability_sealed')
export class AvailabilitySealedEntity {
  @PrimaryColumn('timestamptz', { name: 'month_at', primaryKeyConstraintName: 'availability_sealed_pkey' })
  monthAt: Date;

  @Column('timestamptz', { name: 'at' })
  at: Date;
}
