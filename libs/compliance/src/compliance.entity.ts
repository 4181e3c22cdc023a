import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';

const STATES = `'EXEMPT', 'UNREGISTERED', 'NOTIFIED', 'DECLARED', 'VERIFIED', 'INTEGRATED', 'LAPSED', 'WARNED_1', 'WARNED_2', 'WARNED_3', 'REFERRED', 'DISPUTED'`;

/** Where a building stands. One without a row was never moved: UNREGISTERED. */
@Entity('building_compliance')
@Index('building_compliance_state_idx', ['state'])
@Check('building_compliance_state_check', `"state" IN (${STATES})`)
export class BuildingComplianceEntity {
  @PrimaryColumn('text', { name: 'building_code', primaryKeyConstraintName: 'building_compliance_pkey' })
  @ForeignKey('place', 'code', { name: 'building_compliance_building_code_fkey' })
  buildingCode: string;

  @Column('text', { name: 'state' })
  state: string;

  @Column('timestamptz', { name: 'since' })
  since: Date;

  @Column('timestamptz', { name: 'deadline_at', nullable: true })
  deadlineAt: Date | null;

  @Column('boolean', { name: 'was_notified' })
  wasNotified: boolean;

  @Column('text', { name: 'warned_from', nullable: true })
  warnedFrom: string | null;

  @Column('text', { name: 'disputed_from', nullable: true })
  disputedFrom: string | null;

  /** Milliseconds of its time that an objection left. */
  @Column('bigint', { name: 'left_ms', nullable: true })
  leftMs: string | null;

  @Column('text', { name: 'rule_version' })
  ruleVersion: string;

  /** Counts its moves. */
  @Column('int', { name: 'version' })
  version: number;
}

/** One move of a building. Written once, never changed. */
@Entity('compliance_move')
@Unique('compliance_move_building_code_version_key', ['buildingCode', 'version'])
@Check('compliance_move_from_state_check', `"from_state" IN (${STATES})`)
@Check('compliance_move_to_state_check', `"to_state" IN (${STATES})`)
@Check('compliance_move_cause_check', `"cause" IN ('PERSON', 'DECLARATION', 'VERIFICATION', 'MEASUREMENT')`)
export class ComplianceMoveEntity {
  @PrimaryGeneratedColumn('identity', {
    name: 'id',
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'compliance_move_pkey',
  })
  id: string;

  @Column('text', { name: 'building_code' })
  @ForeignKey('place', 'code', { name: 'compliance_move_building_code_fkey' })
  buildingCode: string;

  @Column('int', { name: 'version' })
  version: number;

  @Column('text', { name: 'from_state' })
  fromState: string;

  @Column('text', { name: 'to_state' })
  toState: string;

  @Column('timestamptz', { name: 'at' })
  at: Date;

  @Column('text', { name: 'cause' })
  cause: string;

  @Column('text', { name: 'moved_by' })
  movedBy: string;

  @Column('text', { name: 'reason', nullable: true })
  reason: string | null;

  /** The number of the letter. */
  @Column('text', { name: 'reference', nullable: true })
  reference: string | null;

  @Column('text', { name: 'letter', nullable: true })
  letter: string | null;

  @Column('timestamptz', { name: 'deadline_at', nullable: true })
  deadlineAt: Date | null;

  /** What was known of the building then. */
  @Column('jsonb', { name: 'evidence' })
  evidence: object;

  @Column('text', { name: 'rule_version' })
  ruleVersion: string;
}

/** Camera time of a building from an instant on, until the next. */
@Entity('compliance_tally')
@Index('compliance_tally_starts_at_idx', ['startsAt'])
export class ComplianceTallyEntity {
  @PrimaryColumn('text', { name: 'building_code', primaryKeyConstraintName: 'compliance_tally_pkey' })
  buildingCode: string;

  @PrimaryColumn('timestamptz', { name: 'starts_at', primaryKeyConstraintName: 'compliance_tally_pkey' })
  startsAt: Date;

  @Column('float8', { name: 'up_s' })
  upS: number;

  @Column('float8', { name: 'down_s' })
  downS: number;

  @Column('float8', { name: 'excluded_s' })
  excludedS: number;
}

/** Until when camera time was counted. One row. */
@Entity('compliance_clock')
@Check('compliance_clock_id_check', '"id" = 1')
export class ComplianceClockEntity {
  @PrimaryColumn('int', { name: 'id', primaryKeyConstraintName: 'compliance_clock_pkey' })
  id: number;

  @Column('timestamptz', { name: 'tallied_to' })
  talliedTo: Date;
}
