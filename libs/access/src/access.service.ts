import { randomBytes } from 'node:crypto';
import type { AccountId, Clock } from '@app/kernel';
import type { Transactor } from '@app/platform';
import { type AccountRow, insertAreas, viewerOfRow, VIEWER_COLUMNS } from './account.viewer.js';
import type { Area } from './area.js';
import { digestOf } from './digest.js';
import type { Role, Viewer } from './viewer.js';

const TOKEN_BYTES = 32;

/** An account has one role and its areas: a token of others would be one of somebody else. */
export class RoleDiffersError extends Error {}

/** Knows who may ask, by bearer token (RFC 6750). A token is shown once; only its SHA-256 is kept. */
export class AccessService {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
  ) {}

  /** The viewer of a token, or null if it is unknown, expired or revoked. The look-up is by digest, so its time tells nothing of the token. */
  async viewerOf(token: string): Promise<Viewer | null> {
    const [row] = (await this.transactor.manager.query(
      `SELECT ${VIEWER_COLUMNS} FROM access_token JOIN account ON account.id = access_token.account_id
       WHERE digest = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2) AND locked_at IS NULL`,
      [digestOf(token), this.clock.now()],
    )) as AccountRow[];
    return row ? viewerOfRow(row) : null;
  }

  /**
   * Makes an account where there is none of that name, and a token for it. Throws where the account has another role, or other areas than
   * those that are given.
   */
  async issueToken(name: string, role: Role, expiresAt: Date | null = null, areas: readonly Area[] = []): Promise<string> {
    const token = `nadi_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
    const now = this.clock.now();
    await this.transactor.run(async () => {
      const sql = this.transactor.manager;
      const [made] = (await sql.query(
        'INSERT INTO account (name, role, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING RETURNING id',
        [name, role, now],
      )) as { id: AccountId }[];
      if (made) await insertAreas(sql, made.id, areas);
      else await this.demandSame(name, role, areas);
      await sql.query(
        'INSERT INTO access_token (digest, account_id, created_at, expires_at) SELECT $1, id, $2, $3 FROM account WHERE name = $4',
        [digestOf(token), now, expiresAt, name],
      );
    });
    return token;
  }

  /** A token for a "viewer" that opens what an administrator may would be worse than none. */
  private async demandSame(name: string, role: Role, areas: readonly Area[]): Promise<void> {
    const [account] = (await this.transactor.manager.query(`SELECT ${VIEWER_COLUMNS} FROM account WHERE name = $1`, [
      name,
    ])) as AccountRow[];
    if (account?.role !== role)
      throw new RoleDiffersError(`the account ${JSON.stringify(name)} has the role ${account?.role}, not ${role}`);
    const words = (list: readonly Area[]) => JSON.stringify([...new Set(list.map(({ kind, code }) => `${kind} ${code}`))].sort());
    if (areas.length > 0 && words(areas) !== words(account.areas))
      throw new RoleDiffersError(`the account ${JSON.stringify(name)} has other areas: nadi account area changes them`);
  }

  /** The administrator's first token; null once there is one that works. */
  async issueFirstToken(): Promise<string | null> {
    const [row] = (await this.transactor.manager.query(
      `SELECT 1 FROM access_token JOIN account ON account.id = account_id WHERE role = 'administrator' AND locked_at IS NULL AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $1) LIMIT 1`,
      [this.clock.now()],
    )) as unknown[];
    return row ? null : this.issueToken('admin', 'administrator');
  }

  async revoke(token: string): Promise<boolean> {
    const rows = (await this.transactor.manager.query(
      'WITH revoked AS (UPDATE access_token SET revoked_at = $2 WHERE digest = $1 AND revoked_at IS NULL RETURNING 1) SELECT count(*)::int AS count FROM revoked',
      [digestOf(token), this.clock.now()],
    )) as { count: number }[];
    return rows[0]?.count === 1;
  }
}
