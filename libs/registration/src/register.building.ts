import type { InventoryBatch, Problem, Row } from '@app/inventory';
import type { Transactor } from '@app/platform';
import type { Registrar } from './registrar.js';

/** Who owns a building; what is not given stays as it is known. */
export interface OwnerToRegister {
  readonly code: string;
  readonly name?: string | undefined;
  readonly contactName?: string | undefined;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
}

export interface BuildingToRegister {
  readonly row: {
    readonly code: string;
    readonly name: string;
    readonly station: string;
    readonly address?: string | undefined;
    readonly lat?: number | undefined;
    readonly lon?: number | undefined;
  };
  readonly owner: OwnerToRegister;
  /** The building as the caller read it, null: there was none; undefined: whatever there is. */
  readonly expected?: Row | null | undefined;
}

export type RegisterBuildingOutcome =
  | { readonly kind: 'saved'; readonly version: number }
  | { readonly kind: 'unchanged' }
  /** Somebody else changed it since the caller read it; nothing was written. */
  | { readonly kind: 'conflict'; readonly isThere: boolean }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  /** It is not theirs to write, or not there: both look the same. */
  | { readonly kind: 'not-theirs'; readonly field: 'code' | 'owner' | 'station' };

/** Adds or changes one building with its owner, as one version of the topology. */
export async function registerBuilding(
  inventory: InventoryBatch,
  transactor: Transactor,
  { row, owner, expected }: BuildingToRegister,
  registrar: Registrar,
): Promise<RegisterBuildingOutcome> {
  const building: Row = given({ ...row, owner: owner.code });
  const seen = await registrar.sees([row.code, row.station]);
  const seenOwners = await registrar.seesOwners([owner.code]);
  return transactor.run(async () => {
    const before = await inventory.find('buildings', row.code);
    if (before !== null && !seen.has(row.code)) return { kind: 'not-theirs', field: 'code' };
    if (registrar.isReviewer) {
      if (!seen.has(row.station)) return { kind: 'not-theirs', field: 'station' };
    } else if (before !== null) {
      // Whose building it is, and in whose area, decides who sees it: that is no owner's to change.
      if (before['owner'] !== owner.code) return { kind: 'not-theirs', field: 'owner' };
      if (before['station'] !== row.station) return { kind: 'not-theirs', field: 'station' };
    }
    const known = await inventory.find('owners', owner.code);
    if (known === null ? !registrar.isReviewer : !seenOwners.has(owner.code)) return { kind: 'not-theirs', field: 'owner' };
    const ownerRow = { ...known, ...given({ ...owner }) };
    const isNamed = known !== null || owner.name !== undefined;
    const change = {
      rows: { buildings: [building], ...(isNamed ? { owners: [ownerRow] } : {}) },
      ...(expected === undefined ? {} : { expected: { list: 'buildings' as const, key: row.code, row: expected } }),
    };
    const outcome = await inventory.save(change, registrar.name);
    if (outcome.kind === 'conflict') return { kind: 'conflict', isThere: outcome.current !== null };
    return outcome;
  });
}

function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));
}
