import { Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A browser that signed on. What its cookie holds is kept as a SHA-256 only. */
@Entity('session')
@Unique('session_digest_key', ['digest'])
@Index('session_account_id_idx', ['accountId'])
export class SessionEntity {
  /** What people name it by, e.g. to revoke it; it opens nothing. */
  @PrimaryGeneratedColumn('uuid', { name: 'id', primaryKeyConstraintName: 'session_pkey' })
  id: string;

  @Column('bytea', { name: 'digest' })
  digest: Buffer;

  @Column('uuid', { name: 'account_id' })
  @ForeignKey('account', 'id', { name: 'session_account_id_fkey' })
  accountId: string;

  /** PASSWORD or OIDC. */
  @Column('text', { name: 'means' })
  means: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'seen_at' })
  seenAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;

  @Column('text', { name: 'address' })
  address: string;

  @Column('text', { name: 'agent' })
  agent: string;
}

/** Somebody who was sent to the identity provider and has not come back yet. */
@Entity('oidc_attempt')
export class OidcAttemptEntity {
  @PrimaryColumn('bytea', { name: 'state_digest', primaryKeyConstraintName: 'oidc_attempt_pkey' })
  stateDigest: Buffer;

  /** SHA-256 of the cookie of the browser that began: nobody else may end it. */
  @Column('bytea', { name: 'browser_digest' })
  browserDigest: Buffer;

  @Column('text', { name: 'nonce' })
  nonce: string;

  @Column('text', { name: 'code_verifier' })
  codeVerifier: string;

  @Column('text', { name: 'return_to' })
  returnTo: string;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
