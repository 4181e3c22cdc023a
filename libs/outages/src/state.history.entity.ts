import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** Each committed change of what is concluded; ids and instants grow in the order of the commits. */
@Entity('state_version')
@Index('state_version_at_idx', ['at'])
export class StateVersionEntity {
  @PrimaryGeneratedColumn('identity', {
    name: 'id',
    type: 'int',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'state_version_pkey',
  })
  id: number;

  /** When it was committed, by the history's clock. */
  @Column('timestamptz', { name: 'at' })
  at: Date;

  /** How many devices changed: what is kept is bounded by their sum. */
  @Column('int', { name: 'statuses', default: 0 })
  statuses: number;
}

/** What was concluded of one device, from this version on. Written once, never changed. */
@Entity('concluded_status')
export class ConcludedStatusEntity {
  @PrimaryColumn('int', { name: 'device_id', primaryKeyConstraintName: 'concluded_status_pkey' })
  deviceId: number;

  @PrimaryColumn('int', { name: 'state_version', primaryKeyConstraintName: 'concluded_status_pkey' })
  stateVersion: number;

  /** Its place in LOGGED_STATUSES. */
  @Column('smallint', { name: 'status' })
  status: number;

  @Column('timestamptz', { name: 'since' })
  since: Date;

  @Column('uuid', { name: 'outage_id', nullable: true })
  outageId: string | null;
}

/** The row of an outage as it was, from this version on. Written once, never changed. */
@Entity('outage_revision')
export class OutageRevisionEntity {
  @PrimaryColumn('uuid', { name: 'outage_id', primaryKeyConstraintName: 'outage_revision_pkey' })
  outageId: string;

  @PrimaryColumn('int', { name: 'state_version', primaryKeyConstraintName: 'outage_revision_pkey' })
  stateVersion: number;

  @Column('boolean', { name: 'is_open' })
  isOpen: boolean;

  /** Whole, as JSON: a column that is added later is in the revisions from then on. */
  @Column('jsonb', { name: 'row' })
  row: object;
}
