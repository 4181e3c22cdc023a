import type { Json } from '@app/ledger';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One record of the trail. Rows are added by the function `audit_append` alone; triggers refuse every change. */
@Entity('audit_event')
@Index('audit_event_at_idx', ['at'])
@Index('audit_event_actor_seq_idx', ['actor', 'seq'])
@Index('audit_event_case_number_seq_idx', ['caseNumber', 'seq'])
// A GIN index, which TypeORM cannot say.
@Index('audit_event_subjects_idx', { synchronize: false })
export class AuditEventEntity {
  @PrimaryColumn('bigint', { name: 'seq', primaryKeyConstraintName: 'audit_event_pkey' })
  seq: string;

  @Column('timestamptz', { name: 'at' })
  at: Date;

  @Column('text', { name: 'actor' })
  actor: string;

  @Column('text', { name: 'action' })
  action: string;

  @Column('text', { name: 'outcome' })
  outcome: string;

  @Column('text', { name: 'subject_kind' })
  subjectKind: string;

  @Column('text', { name: 'subjects', array: true })
  subjects: string[];

  @Column('text', { name: 'purpose', nullable: true })
  purpose: string | null;

  @Column('text', { name: 'case_number', nullable: true })
  caseNumber: string | null;

  @Column('jsonb', { name: 'detail' })
  detail: Readonly<Record<string, Json>>;

  @Column('bytea', { name: 'previous' })
  previous: Buffer;

  @Column('bytea', { name: 'hash' })
  hash: Buffer;
}
