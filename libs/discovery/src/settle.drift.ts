import { createHash } from 'node:crypto';
import type { Drift } from './drift.js';

export type DriftState = 'open' | 'accepted' | 'refused' | 'gone';

/** What is kept of one difference, as far as settling needs it. */
export interface KeptDrift {
  readonly id: string;
  readonly key: string;
  readonly kind: string;
  readonly state: DriftState;
  readonly fingerprint: string;
  /** Of everything that is shown and would be changed. */
  readonly content: string;
  readonly refusedUntil: Date | null;
}

export interface Settled {
  readonly added: readonly Drift[];
  /** Seen again; `isChanged`: whoever read it before has read something else. `state`: what becomes of it. */
  readonly again: readonly { readonly id: string; readonly drift: Drift; readonly state: DriftState; readonly isChanged: boolean }[];
  readonly gone: readonly string[];
}

/** What becomes of each difference after a comparison: refused ones stay so while what is seen stays the same and their time is not over. */
export function settleDrift(
  kept: readonly KeptDrift[],
  found: readonly Drift[],
  now: Date,
  isUnasked: (kept: KeptDrift) => boolean,
): Settled {
  const byKey = new Map(kept.map((each) => [each.key, each]));
  const seen = new Set(found.map(({ key }) => key));
  const again = found.flatMap((drift) => {
    const before = byKey.get(drift.key);
    if (!before) return [];
    const isChanged = before.content !== contentOf(drift);
    const isRefused =
      before.state === 'refused' &&
      before.fingerprint === fingerprintOf(drift) &&
      (before.refusedUntil === null || before.refusedUntil.getTime() > now.getTime());
    const state: DriftState = isRefused ? 'refused' : 'open';
    return [{ id: before.id, drift, state, isChanged: isChanged || state !== before.state }];
  });
  const gone = kept.filter((each) => each.state === 'open' && !seen.has(each.key) && !isUnasked(each));
  return { added: found.filter(({ key }) => !byKey.has(key)), again, gone: gone.map(({ id }) => id) };
}

/** What was seen, in few letters. */
export function fingerprintOf({ kind, observed }: Pick<Drift, 'kind' | 'observed'>): string {
  return digest([kind, observed]);
}

export function contentOf({ kind, declared, observed, edits }: Pick<Drift, 'kind' | 'declared' | 'observed' | 'edits'>): string {
  return digest([kind, declared, observed, edits]);
}

/** The database keeps the fields of an object in an order of its own. */
function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(inOrder(value)))
    .digest('hex')
    .slice(0, 32);
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value ?? null;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, inOrder(inner)]);
}
