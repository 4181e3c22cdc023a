import { randomBytes } from 'node:crypto';
import type { AccountId, Clock } from '@app/kernel';
import type { Transactor } from '@app/platform';
import { type AccountRow, VIEWER_COLUMNS, viewerOfRow } from './account.viewer.js';
import { digestOf } from './digest.js';
import type { Viewer } from './viewer.js';

const SECRET_BYTES = 32;
/** How exactly it is known when a session was last used: a write a request would cost more than it tells. */
const SEEN_STEP_MS = 30_000;
/** How long an ended session is kept to be looked at. */
const KEPT_MS = 30 * 86_400_000;
const MOST_SHOWN = 100;

export interface SessionPolicy {
  /** Ends a session that nobody used for so long. */
  readonly idleMs: number;
  /** Ends any session. */
  readonly wholeMs: number;
}

export const SESSION_POLICY: SessionPolicy = { idleMs: 60 * 60_000, wholeMs: 12 * 3_600_000 };

/** From where somebody signs on, as far as they say: shown to the account's owner, believed in nothing. */
export interface Client {
  readonly address: string;
  readonly agent: string;
}

export interface OpenedSession {
  readonly id: string;
  /** For the cookie; shown once. */
  readonly secret: string;
  readonly expiresAt: Date;
  readonly lifeSeconds: number;
}

export interface SessionRow {
  readonly id: string;
  readonly means: 'PASSWORD' | 'OIDC';
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
  readonly address: string;
  readonly agent: string;
}

/** Browsers that signed on. A session is a random secret of which the digest is kept; what it opens is read anew at each request. */
export class SessionService {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly policy: SessionPolicy = SESSION_POLICY,
  ) {}

  async open(account: AccountId, means: SessionRow['means'], client: Client): Promise<OpenedSession> {
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + this.policy.wholeMs);
    const sql = this.transactor.manager;
    await sql.query('DELETE FROM session WHERE expires_at < $1', [new Date(now.getTime() - KEPT_MS)]);
    const [row] = (await sql.query(
      `INSERT INTO session (digest, account_id, means, created_at, seen_at, expires_at, address, agent)
       VALUES ($1, $2, $3, $4, $4, $5, $6, $7) RETURNING id`,
      [digestOf(secret), account, means, now, expiresAt, plainText(client.address, 64), plainText(client.agent, 200)],
    )) as { id: string }[];
    return { id: row!.id, secret, expiresAt, lifeSeconds: Math.floor(this.policy.wholeMs / 1000) };
  }

  /** Who signed on with it; null where it is unknown, over, idle for too long, revoked, or its account is locked. */
  async viewerOf(secret: string, { isUse }: { isUse: boolean }): Promise<{ readonly viewer: Viewer; readonly session: string } | null> {
    const now = this.clock.now();
    const [row] = (await this.transactor.manager.query(
      `SELECT session.id AS session, seen_at AS "seenAt", ${VIEWER_COLUMNS} FROM session JOIN account ON account.id = session.account_id
       WHERE digest = $1 AND revoked_at IS NULL AND expires_at > $2 AND seen_at > $3 AND locked_at IS NULL`,
      [digestOf(secret), now, new Date(now.getTime() - this.policy.idleMs)],
    )) as (AccountRow & { session: string; seenAt: Date })[];
    if (!row) return null;
    if (isUse && now.getTime() - row.seenAt.getTime() >= SEEN_STEP_MS)
      await this.transactor.manager.query('UPDATE session SET seen_at = $2 WHERE id = $1', [row.session, now]);
    return { viewer: viewerOfRow(row), session: row.session };
  }

  /** The sessions of an account that are open, the newest first. */
  async of(account: AccountId): Promise<SessionRow[]> {
    const now = this.clock.now();
    return (await this.transactor.manager.query(
      `SELECT id, means, created_at AS "createdAt", seen_at AS "seenAt", expires_at AS "expiresAt", address, agent FROM session
       WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > $2 AND seen_at > $3 ORDER BY created_at DESC, id LIMIT ${MOST_SHOWN}`,
      [account, now, new Date(now.getTime() - this.policy.idleMs)],
    )) as SessionRow[];
  }

  /** Ends one session, of this account where one is named. False: there is no such session that is open. */
  async revoke(id: string, account: AccountId | null): Promise<boolean> {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return false;
    return (await this.end('id = $2 AND (account_id = $3 OR $3 IS NULL)', [id, account])) > 0;
  }

  /** Ends what a cookie holds. */
  async revokeSecret(secret: string): Promise<boolean> {
    return (await this.end('digest = $2', [digestOf(secret)])) > 0;
  }

  /** Ends all sessions of an account but the one that is named; of everybody where no account is. */
  revokeAll(account: AccountId | null, except: string | null = null): Promise<number> {
    return this.end('(account_id = $2::uuid OR $2 IS NULL) AND (id <> $3::uuid OR $3 IS NULL)', [account, except]);
  }

  private async end(condition: string, values: readonly unknown[]): Promise<number> {
    const [row] = (await this.transactor.manager.query(
      `WITH ended AS (UPDATE session SET revoked_at = $1 WHERE ${condition} AND revoked_at IS NULL RETURNING 1) SELECT count(*)::int AS count FROM ended`,
      [this.clock.now(), ...values],
    )) as { count: number }[];
    return row?.count ?? 0;
  }
}

/** Without control characters, and bounded. */
function plainText(text: string, most: number): string {
  return text.replaceAll(/\p{C}/gu, '').slice(0, most);
}
