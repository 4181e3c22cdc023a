import type { Transactor } from '@app/platform';
import { bindingOfAccount } from './account.sealing.js';
import { bindingOfCredential } from './credential.vault.js';
import type { KeyRing } from './key.ring.js';
import { type Binding, headOf, HOLD_KEYS, keyIdOf, Sealing } from './sealing.js';

/** What is sealed, table by table. A table that gains a sealed column is added here. */
const SEALED = [
  { what: 'credential', key: 'name', type: 'text', column: 'sealed', also: ', key_version = 2', bindingOf: bindingOfCredential },
  { what: 'account', key: 'id', type: 'uuid', column: 'totp_sealed', also: '', bindingOf: bindingOfAccount },
] as const;
type SealedTable = (typeof SEALED)[number];

const AT_ONCE = 100;

export interface SealedCount {
  readonly what: string;
  /** Null: it was sealed before values named their keys. */
  readonly keyId: string | null;
  readonly count: number;
}

export interface RotationOutcome {
  readonly resealed: number;
  /** What no key of the ring opens: it stays as it is. */
  readonly unopened: readonly { readonly what: string; readonly key: string }[];
}

/** Seals again, by the current key, whatever another one sealed. */
export class KeyRotation {
  private readonly sealing: Sealing;

  constructor(
    private readonly transactor: Transactor,
    private readonly ring: KeyRing,
  ) {
    this.sealing = new Sealing(ring);
  }

  /** Does something with the keys themselves: nobody else does then, and nobody seals. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.transactor.run(async () => {
      await this.transactor.manager.query(HOLD_KEYS);
      return work();
    });
  }

  /** How much each key seals. */
  async counts(): Promise<SealedCount[]> {
    const counts: SealedCount[] = [];
    for (const { what, column } of SEALED) {
      const rows = (await this.transactor.manager.query(
        `SELECT substring(${column} FROM 1 FOR 6) AS head, count(*)::int AS count FROM ${what} WHERE ${column} IS NOT NULL GROUP BY 1`,
      )) as { head: Buffer; count: number }[];
      const known = new Set(this.ring.keys().map(({ id }) => id));
      const byKey = new Map<string | null, number>();
      for (const { head, count } of rows) {
        const id = keyIdOf(head);
        // A vector may begin as a key's name would, once in 256 times.
        const keyId = id !== null && known.has(id) ? id : null;
        byKey.set(keyId, (byKey.get(keyId) ?? 0) + count);
      }
      for (const [keyId, count] of byKey) counts.push({ what, keyId, count });
    }
    return counts;
  }

  /** In small transactions, each row locked while it is sealed again: it may be broken off at any time, and run again. */
  async reseal(): Promise<RotationOutcome> {
    let resealed = 0;
    const unopened: { what: string; key: string }[] = [];
    for (const table of SEALED)
      for (let after: string | null = null; ;) {
        const piece: Piece = await this.resealPiece(table, after);
        resealed += piece.resealed;
        unopened.push(...piece.unopened.map((key) => ({ what: table.what, key })));
        if (piece.last === null) break;
        after = piece.last;
      }
    return { resealed, unopened };
  }

  private resealPiece({ what, key, type, column, also, bindingOf }: SealedTable, after: string | null): Promise<Piece> {
    return this.transactor.run(async () => {
      const sql = this.transactor.manager;
      const rows = (await sql.query(
        `SELECT ${key}::text AS key, ${column} AS sealed FROM ${what} WHERE ${column} IS NOT NULL AND substring(${column} FROM 1 FOR 5) <> $1
           AND ($2::${type} IS NULL OR ${key} > $2::${type}) ORDER BY ${key} LIMIT ${AT_ONCE} FOR UPDATE`,
        [headOf(this.ring.current().id), after],
      )) as { key: string; sealed: Buffer }[];
      const unopened: string[] = [];
      for (const row of rows) {
        const binding: Binding = bindingOf(row.key);
        const opened = this.sealing.open(binding, row.sealed);
        if (opened === null) {
          unopened.push(row.key);
          continue;
        }
        await sql.query(`UPDATE ${what} SET ${column} = $2${also} WHERE ${key} = $1::${type}`, [
          row.key,
          this.sealing.seal(binding, opened.plain),
        ]);
        opened.plain.fill(0);
      }
      return { resealed: rows.length - unopened.length, unopened, last: rows.at(-1)?.key ?? null };
    });
  }
}

interface Piece {
  readonly resealed: number;
  readonly unopened: readonly string[];
  readonly last: string | null;
}
