import type { Page, PageRequest } from '@app/kernel';
import { KeysetList, type SqlSource } from '@app/platform';
import type { ListedAccount } from './account.service.js';
import { AREAS_COLUMN } from './account.viewer.js';

/** What is shown of an account; nothing that opens it. */
export const ACCOUNT_COLUMNS = `account.name, account.role, ${AREAS_COLUMN}, account.password_hash IS NOT NULL AS "hasPassword",
  account.must_change_password AS "mustChangePassword", account.totp_sealed IS NOT NULL AS "hasTotp", account.locked_at IS NOT NULL AS "isLocked",
  account.created_at AS "createdAt"`;

const accounts = new KeysetList<ListedAccount, ListedAccount>({
  columns: ACCOUNT_COLUMNS,
  from: 'account',
  order: [{ sql: 'account.name', type: 'text', keyOf: ({ name }) => name }],
  toRow: (raw) => raw,
});

/** Reads accounts for screens, by name. */
export class AccountQueries {
  constructor(private readonly source: SqlSource) {}

  page(request: PageRequest): Promise<Page<ListedAccount>> {
    return accounts.page(this.source.manager, [], request);
  }

  async byName(name: string): Promise<ListedAccount | null> {
    if (name.includes('\0')) return null;
    const rows = (await this.source.manager.query(`SELECT ${ACCOUNT_COLUMNS} FROM account WHERE name = $1`, [name])) as ListedAccount[];
    return rows[0] ?? null;
  }
}
