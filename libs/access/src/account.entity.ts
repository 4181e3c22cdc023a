import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A station with all below it, or an owner's buildings, that an account may see. */
@Entity('account_area')
export class AccountAreaEntity {
  @PrimaryColumn('uuid', { name: 'account_id', primaryKeyConstraintName: 'account_area_pkey' })
  @ForeignKey('account', 'id', { name: 'account_area_account_id_fkey' })
  accountId: string;

  /** STATION or OWNER. */
  @PrimaryColumn('text', { name: 'kind', primaryKeyConstraintName: 'account_area_pkey' })
  kind: string;

  @PrimaryColumn('text', { name: 'code', primaryKeyConstraintName: 'account_area_pkey' })
  code: string;
}

/** Who an account is at an identity provider. */
@Entity('account_identity')
export class AccountIdentityEntity {
  @PrimaryColumn('text', { name: 'issuer', primaryKeyConstraintName: 'account_identity_pkey' })
  issuer: string;

  @PrimaryColumn('text', { name: 'subject', primaryKeyConstraintName: 'account_identity_pkey' })
  subject: string;

  @Column('uuid', { name: 'account_id' })
  @ForeignKey('account', 'id', { name: 'account_identity_account_id_fkey' })
  accountId: string;
}

/** A code that stands in once for the one of a lost authenticator. 80 random bits each: a plain hash leaves nothing to guess. */
@Entity('recovery_code')
export class RecoveryCodeEntity {
  @PrimaryColumn('uuid', { name: 'account_id', primaryKeyConstraintName: 'recovery_code_pkey' })
  @ForeignKey('account', 'id', { name: 'recovery_code_account_id_fkey' })
  accountId: string;

  @PrimaryColumn('bytea', { name: 'digest', primaryKeyConstraintName: 'recovery_code_pkey' })
  digest: Buffer;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt: Date | null;
}

/** Failed tries to sign on, of a name (whether or not there is such an account) or from an address. */
@Entity('sign_on_attempt')
export class SignOnAttemptEntity {
  @PrimaryColumn('text', { name: 'subject', primaryKeyConstraintName: 'sign_on_attempt_pkey' })
  subject: string;

  @Column('int', { name: 'failures' })
  failures: number;

  @Column('timestamptz', { name: 'last_at' })
  lastAt: Date;

  @Column('timestamptz', { name: 'blocked_until', nullable: true })
  blockedUntil: Date | null;
}
