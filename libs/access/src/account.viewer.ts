import type { AccountId } from '@app/kernel';
import type { Transactor } from '@app/platform';
import { type Area, jurisdictionOf } from './area.js';
import { permissionsOf, type Role, type Viewer } from './viewer.js';

/** An account as far as it says who asks. */
export interface AccountRow {
  readonly id: AccountId;
  readonly name: string;
  readonly role: Role;
  readonly areas: readonly Area[];
}

export const AREAS_COLUMN = `(SELECT coalesce(json_agg(json_build_object('kind', kind, 'code', code) ORDER BY kind, code), '[]')
    FROM account_area WHERE account_id = account.id) AS areas`;
/** What is selected from `account` for it: one statement a request, whatever the number of areas. */
export const VIEWER_COLUMNS = `account.id, account.name, account.role, ${AREAS_COLUMN}`;

export function viewerOfRow({ id, name, role, areas }: AccountRow): Viewer {
  const jurisdiction = jurisdictionOf(role, areas);
  return { accountId: id, name, role, permissions: permissionsOf(role, jurisdiction), jurisdiction };
}

/** Inside the caller's transaction. */
export async function insertAreas(sql: Transactor['manager'], account: AccountId, areas: readonly Area[]): Promise<void> {
  if (areas.length === 0) return;
  await sql.query(
    'INSERT INTO account_area (account_id, kind, code) SELECT $1, * FROM unnest($2::text[], $3::text[]) ON CONFLICT DO NOTHING',
    [account, areas.map(({ kind }) => kind), areas.map(({ code }) => code)],
  );
}

/** Two viewers of the same rights: what was opened for the one may stay open for the other. */
export function sameRights(a: Viewer, b: Viewer): boolean {
  const words = ({ accountId, role, permissions, jurisdiction }: Viewer) =>
    JSON.stringify([accountId, role, [...permissions].sort(), jurisdiction]);
  return words(a) === words(b);
}
