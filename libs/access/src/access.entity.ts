import { Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';

@Entity('account')
@Unique('account_name_key', ['name'])
export class AccountEntity {
  @PrimaryGeneratedColumn('uuid', { name: 'id', primaryKeyConstraintName: 'account_pkey' })
  id: string;

  @Column('text', { name: 'name' })
  name: string;

  @Column('text', { name: 'role' })
  role: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  /** Argon2id with its parameters and salt; null: nobody signs on to it by password. */
  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash: string | null;

  @Column('timestamptz', { name: 'password_set_at', nullable: true })
  passwordSetAt: Date | null;

  /** Set by somebody else: it opens nothing until its owner chose another. */
  @Column('boolean', { name: 'must_change_password', default: false })
  mustChangePassword: boolean;

  @Column('bytea', { name: 'totp_sealed', nullable: true })
  totpSealed: Buffer | null;

  /** The newest time step of which a code was taken: it, and those before it, are taken no more. */
  @Column('bigint', { name: 'totp_step', nullable: true })
  totpStep: string | null;

  @Column('timestamptz', { name: 'locked_at', nullable: true })
  lockedAt: Date | null;
}

/** A bearer token: only its SHA-256 is kept, so a copy of the table opens nothing. */
@Entity('access_token')
@Index('access_token_account_id_idx', ['accountId'])
export class AccessTokenEntity {
  @PrimaryColumn('bytea', { name: 'digest', primaryKeyConstraintName: 'access_token_pkey' })
  digest: Buffer;

  @Column('uuid', { name: 'account_id' })
  @ForeignKey('account', 'id', { name: 'access_token_account_id_fkey' })
  accountId: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}

/** A named credential for asking devices, sealed; the name is what topologies refer to. */
@Entity('credential')
export class CredentialEntity {
  @PrimaryColumn('text', { name: 'name', primaryKeyConstraintName: 'credential_pkey' })
  name: string;

  @Column('int', { name: 'key_version' })
  keyVersion: number;

  @Column('bytea', { name: 'sealed' })
  sealed: Buffer;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;
}
