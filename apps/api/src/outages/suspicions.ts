import type { ComponentKind } from '@app/kernel';

export type SpanState = 'UP' | 'SUSPECTED' | 'DOWN';

/** What the open outages hold against each component: the first candidate of an outage is its root, the others are suspected. */
export class Suspicions {
  private readonly states = new Map<string, SpanState>();

  constructor(outages: readonly { readonly candidates: readonly { readonly kind: ComponentKind; readonly code: string }[] }[]) {
    for (const { candidates } of outages) {
      candidates.forEach(({ kind, code }, position) => {
        const key = `${kind} ${code}`;
        if (this.states.get(key) !== 'DOWN') this.states.set(key, position === 0 ? 'DOWN' : 'SUSPECTED');
      });
    }
  }

  /** A conduit takes its spans with it. */
  stateOfSpan(code: string, conduit: string | null): SpanState {
    const own = this.states.get(`SPAN ${code}`) ?? 'UP';
    const shared = conduit === null ? 'UP' : (this.states.get(`CONDUIT ${conduit}`) ?? 'UP');
    if (own === 'DOWN' || shared === 'DOWN') return 'DOWN';
    return own === 'SUSPECTED' || shared === 'SUSPECTED' ? 'SUSPECTED' : 'UP';
  }
}
