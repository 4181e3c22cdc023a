import { COMPONENT_KINDS, type ComponentKind } from '@app/kernel';
import { Counter, type Registry } from 'prom-client';
import { SEVERITIES } from './fleet.families.js';

/** Of a change of an outage; `before` is null for a new one. */
export interface CountedChange {
  readonly before: { readonly clearedAt: Date | null } | null;
  readonly outage: {
    readonly root: { readonly kind: ComponentKind };
    readonly severity: string;
    readonly openedAt: Date;
    readonly clearedAt: Date | null;
  };
  readonly steps: readonly { readonly kind: string }[];
}

/**
 * Declares what is counted of outages over time in the registry of the process, and gives back what counts. One that became part of another was
 * not repaired: it counts as opened and never as cleared, so that the mean time to repair is of repairs alone.
 */
export function registerOutageMetrics(registry: Registry): (changes: readonly CountedChange[]) => void {
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const opened = counter('nadi_outages_opened_total', 'Outages that opened, by the kind of their root cause and first severity.', [
    'kind',
    'severity',
  ]);
  const cleared = counter('nadi_outages_cleared_total', 'Outages whose root cause answers again, by its kind.', ['kind']);
  const seconds = counter('nadi_outage_duration_seconds_total', 'Seconds from opening to clearing of the outages that cleared, by kind.', [
    'kind',
  ]);
  // A counter that begins at 1 has grown by nothing, as Prometheus sees it.
  for (const kind of COMPONENT_KINDS) {
    for (const severity of SEVERITIES) opened.inc({ kind, severity }, 0);
    cleared.inc({ kind }, 0);
    seconds.inc({ kind }, 0);
  }
  return (changes) => {
    for (const { before, outage, steps } of changes) {
      const { openedAt, clearedAt, severity } = outage;
      const { kind } = outage.root;
      if (before === null) opened.inc({ kind, severity });
      if (clearedAt === null || (before !== null && before.clearedAt !== null)) continue;
      if (steps.some((step) => step.kind === 'merged')) continue;
      cleared.inc({ kind });
      // A clock that was put back in between has measured nothing.
      seconds.inc({ kind }, Math.max(0, (clearedAt.getTime() - openedAt.getTime()) / 1000));
    }
  };
}
