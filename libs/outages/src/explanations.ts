import type { InventorySnapshot } from '@app/inventory';
import type { OutageId } from '@app/kernel';
import type { Beliefs } from './evidence.builder.js';
import { OutageExplainer, turnsBetween } from './explain.outage.js';
import type { Explanation } from './explanation.js';
import type { KeptExplanation } from './explanation.store.js';
import type { Judgement } from './judge.js';
import type { Outage, OutageStep } from './outage.js';

/** What one judgement changed in what is told of the open outages. */
export interface ExplanationChange extends KeptExplanation {
  /** Evidence that came since the outage opened, for its life; none for a new one. */
  readonly steps: readonly OutageStep[];
}

/** Evidence that comes and goes is told once: so many pieces an outage are remembered. */
const MOST_TOLD = 200;
/** Pieces of evidence in one step. */
const MOST_TURNS = 10;

interface Known {
  readonly explanation: Explanation;
  /** What was told by then: see revisionOf. */
  revision: string;
  readonly text: string;
  readonly isRecalled: boolean;
  readonly told: ReadonlySet<string>;
}

/** Remembers what was told of each open outage, so that only what is another is written and announced. */
export class Explanations {
  private known = new Map<OutageId, Known>();
  private revision = '';

  /** Begins anew from what is in the tables. */
  recall(kept: readonly KeptExplanation[]): void {
    this.known = new Map(
      kept.map(({ outageId, explanation }) => [
        outageId,
        { explanation, revision: '', text: textOf(explanation), isRecalled: true, told: new Set<string>() },
      ]),
    );
  }

  /** By position of the causes: the outage that each is from now on. */
  changes(
    snapshot: InventorySnapshot,
    judgement: Judgement,
    beliefs: Beliefs,
    outages: readonly (Outage | undefined)[],
    changed: ReadonlyMap<OutageId, { readonly before: Outage | null }>,
  ): ExplanationChange[] {
    if (outages.length === 0) return [];
    this.revision = revisionOf(snapshot, beliefs);
    const explainer = new OutageExplainer(snapshot, judgement, beliefs);
    return judgement.causes.flatMap((cause, i) => {
      const outage = outages[i];
      if (!outage) return [];
      const known = this.known.get(outage.id);
      const change = changed.get(outage.id);
      // Thousands of single cameras may be down on any day: while nothing is told otherwise, nothing is explained otherwise.
      if (cause.onlyCamera !== null && !change && known?.revision === this.revision) return [];
      const explanation = explainer.explain(outage, cause, known ?? null, change?.before === null);
      if (known?.text === textOf(explanation)) {
        known.revision = this.revision;
        return [];
      }
      const turns = known
        ? [...turnsBetween(known.explanation, explanation)].flatMap(([key, turn]) => (known.told.has(key) ? [] : [turn]))
        : [];
      const detail = { evidence: turns.slice(0, MOST_TURNS), ...(turns.length > MOST_TURNS ? { more: turns.length - MOST_TURNS } : {}) };
      return [{ outageId: outage.id, explanation, steps: turns.length > 0 ? [{ kind: 'explained' as const, detail }] : [] }];
    });
  }

  /** After the commit. */
  remember(changes: readonly ExplanationChange[], isOpen: (id: OutageId) => boolean): void {
    for (const { outageId, explanation } of changes) {
      const known = this.known.get(outageId);
      const told = [...(known?.told ?? []), ...(known ? turnsBetween(known.explanation, explanation).keys() : [])];
      this.known.set(outageId, {
        explanation,
        revision: this.revision,
        text: textOf(explanation),
        isRecalled: known?.isRecalled ?? false,
        told: new Set(told.slice(-MOST_TOLD)),
      });
    }
    for (const id of this.known.keys()) if (!isOpen(id)) this.known.delete(id);
  }
}

function revisionOf({ version }: InventorySnapshot, { interfaces, onus, tellings }: Beliefs): string {
  return [version, interfaces.revision, onus?.revision ?? 0, tellings?.revision ?? 0].join(' ');
}

function textOf(explanation: Explanation): string {
  return JSON.stringify(explanation);
}
