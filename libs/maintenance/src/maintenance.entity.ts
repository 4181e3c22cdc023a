import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A time in which something is worked on. What was planned is never changed: it is cancelled, or it begins. */
@Entity('maintenance_window')
@Index('maintenance_window_starts_at_idx', ['startsAt', 'id'])
@Check('maintenance_window_kind_check', `"kind" IN ('ONE_OFF', 'RECURRING', 'FLEXIBLE')`)
@Check('maintenance_window_ends_at_check', `"ends_at" > "starts_at"`)
@Check('maintenance_window_recurrence_check', `("kind" = 'RECURRING') = ("recurrence" IS NOT NULL)`)
@Check('maintenance_window_duration_s_check', `("kind" = 'FLEXIBLE') = ("duration_s" IS NOT NULL)`)
export class MaintenanceWindowEntity {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'maintenance_window_pkey' })
  id: string;

  @Column('text', { name: 'title' })
  title: string;

  @Column('text', { name: 'kind' })
  kind: string;

  @Column('timestamptz', { name: 'starts_at' })
  startsAt: Date;

  @Column('timestamptz', { name: 'ends_at' })
  endsAt: Date;

  /** RFC 5545 RRULE, in Jakarta's time. */
  @Column('text', { name: 'recurrence', nullable: true })
  recurrence: string | null;

  @Column('int', { name: 'duration_s', nullable: true })
  durationS: number | null;

  @Column('jsonb', { name: 'subjects' })
  subjects: { kind: string; code: string }[];

  @Column('text', { name: 'created_by' })
  createdBy: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('text', { name: 'cancelled_by', nullable: true })
  cancelledBy: string | null;

  @Column('timestamptz', { name: 'cancelled_at', nullable: true })
  cancelledAt: Date | null;

  /** When a flexible one began. */
  @Column('timestamptz', { name: 'began_at', nullable: true })
  beganAt: Date | null;
}
