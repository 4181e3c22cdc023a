import type { AccountId, Clock } from '@app/kernel';
import type { Transactor } from '@app/platform';
import { type AccountRow, insertAreas, VIEWER_COLUMNS, viewerOfRow } from './account.viewer.js';
import { normalName } from './account.service.js';
import type { Area } from './area.js';
import { digestOf } from './digest.js';
import type { MappedRights } from './oidc.mapping.js';
import type { SessionService } from './session.service.js';
import type { Viewer } from './viewer.js';

export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  /** What it is called where there is no account of it yet; a name is no proof of anything. */
  readonly name: string;
}

type Found = AccountRow & { readonly isLocked: boolean };

/** The accounts of people whom an identity provider knows, by issuer and subject alone: a name or an address is never a reason to take one for another. */
export class OidcAccounts {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly sessions: SessionService,
  ) {}

  /** Makes the account, or gives it the rights that the provider's claims say by now; null where it is locked. */
  async signOn(identity: Identity, rights: MappedRights): Promise<Viewer | null> {
    return this.transactor.run(async () => {
      const found = await this.findOrMake(identity, rights);
      if (found.isLocked) return null;
      if (found.role !== rights.role || words(found.areas) !== words(rights.areas)) await this.give(found.id, rights);
      return viewerOfRow({ ...found, ...rights });
    });
  }

  /** With the rights of a token, which is minutes old at the most; those of the account are left as they are. */
  async viewerOf(identity: Identity, rights: MappedRights): Promise<Viewer | null> {
    const found = (await this.find(identity)) ?? (await this.transactor.run(() => this.findOrMake(identity, rights)));
    return found.isLocked ? null : viewerOfRow({ ...found, ...rights });
  }

  /** The provider says that they are nothing here any more: what is open is closed. */
  async dismiss(identity: Identity): Promise<void> {
    const found = await this.find(identity);
    if (found) await this.sessions.revokeAll(found.id);
  }

  private async find({ issuer, subject }: Identity): Promise<Found | null> {
    const [row] = (await this.transactor.manager.query(
      `SELECT ${VIEWER_COLUMNS}, locked_at IS NOT NULL AS "isLocked" FROM account_identity JOIN account ON account.id = account_id WHERE issuer = $1 AND subject = $2`,
      [issuer, subject],
    )) as Found[];
    return row ?? null;
  }

  private async findOrMake(identity: Identity, rights: MappedRights): Promise<Found> {
    const sql = this.transactor.manager;
    const key = digestOf(JSON.stringify([identity.issuer, identity.subject]));
    // Two browsers of one new person at once must not make two accounts.
    await sql.query('SELECT pg_advisory_xact_lock($1)', [key.readBigInt64BE().toString()]);
    const found = await this.find(identity);
    if (found) return found;
    const name = shownName(identity.name);
    const id =
      (await this.insert(name, rights)) ?? (await this.insert(`${name.slice(0, 100)} ${key.toString('hex').slice(0, 12)}`, rights));
    if (id === null) throw new Error('no name is free for the account');
    await sql.query('INSERT INTO account_identity (issuer, subject, account_id) VALUES ($1, $2, $3)', [
      identity.issuer,
      identity.subject,
      id,
    ]);
    await insertAreas(sql, id, rights.areas);
    return { id, name, ...rights, isLocked: false };
  }

  private async insert(name: string, { role }: MappedRights): Promise<AccountId | null> {
    const [made] = (await this.transactor.manager.query(
      'INSERT INTO account (name, role, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING RETURNING id',
      [name, role, this.clock.now()],
    )) as { id: AccountId }[];
    return made?.id ?? null;
  }

  private async give(account: AccountId, { role, areas }: MappedRights): Promise<void> {
    const sql = this.transactor.manager;
    await sql.query('UPDATE account SET role = $2 WHERE id = $1', [account, role]);
    await sql.query('DELETE FROM account_area WHERE account_id = $1', [account]);
    await insertAreas(sql, account, areas);
    await this.sessions.revokeAll(account);
  }
}

function words(areas: readonly Area[]): string {
  return JSON.stringify(areas.map(({ kind, code }) => `${kind} ${code}`).sort());
}

function shownName(name: string): string {
  const plain = normalName(name.replaceAll(/[^\p{L}\p{N} ._@-]/gu, '')).slice(0, 120);
  return /^[\p{L}\p{N}]/u.test(plain) ? plain : `somebody ${plain}`.trim();
}
