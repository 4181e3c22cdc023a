import type { IcmpProberOptions } from './icmp-prober.local.js';
import type { TargetColumns } from './icmp-targets.js';
import type { ProbeBatch } from './probe.result.js';
import type { ProberFigures, ProberStatus } from './prober.js';

/** What the service tells the thread that asks. */
export type ToProber =
  | { readonly kind: 'assign'; readonly columns: TargetColumns }
  | { readonly kind: 'ask-now'; readonly deviceIds: Int32Array; readonly tries: number; readonly spacingMs: number }
  | { readonly kind: 'stop' };

/** What the thread tells. */
export type FromProber =
  | { readonly kind: 'started'; readonly status: ProberStatus }
  | { readonly kind: 'results'; readonly batch: ProbeBatch; readonly figures: ProberFigures }
  | { readonly kind: 'figures'; readonly figures: ProberFigures }
  | { readonly kind: 'stopped' };

export interface ProberThreadData {
  readonly options: IcmpProberOptions;
}
