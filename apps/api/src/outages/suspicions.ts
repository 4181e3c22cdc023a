import type { OpenSuspicion } from '@app/outages';

export type SpanState = 'UP' | 'SUSPECTED' | 'DOWN';

/** What the open outages hold against each component: the root of an outage is down, its other candidates are suspected. */
export class Suspicions {
  private readonly states = new Map<string, SpanState>();

  constructor(outages: readonly OpenSuspicion[]) {
    for (const { kind, rootCode, candidates } of outages) {
      for (const each of candidates)
        if (!this.states.has(`${each.kind} ${each.code}`)) this.states.set(`${each.kind} ${each.code}`, 'SUSPECTED');
      if (rootCode !== null) this.states.set(`${kind} ${rootCode}`, 'DOWN');
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
