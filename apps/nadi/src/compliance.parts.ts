import { CameraTimeService, ComplianceReportQueries, ComplianceService, registerComplianceMetrics, type RuleBook } from '@app/compliance';
import type { Clock } from '@app/kernel';
import type { DomainEvents, Log, Transactor } from '@app/platform';
import type { Registry } from 'prom-client';
import { keepCompliance } from './compliance.keeper.js';

/** So late is time counted that what is concluded of it is settled by then. */
const SETTLED_MS = 300_000;
/** A pause of several rounds was watched by nobody. */
const ROUNDS_OF_PAUSE = 3;
const SHORTEST_PAUSE_MS = 60_000;

export interface CompliancePartsOfProcess {
  readonly rules: RuleBook;
  readonly transactor: Transactor;
  readonly events: DomainEvents;
  readonly clock: Clock;
  readonly log: Log;
  readonly registry: Registry;
  readonly roundMs: number;
  readonly isWatching: () => boolean;
}

/** The judging of buildings in this process, with its metrics. */
export function openCompliance(parts: CompliancePartsOfProcess): { readonly service: ComplianceService; stop(): Promise<void> } {
  const { rules, transactor, events, clock, registry, roundMs } = parts;
  const service = new ComplianceService({ transactor, events, clock, book: rules });
  const times = new CameraTimeService(transactor, clock, rules, {
    lateMs: Math.min(SETTLED_MS, roundMs),
    longestMs: Math.max(SHORTEST_PAUSE_MS, ROUNDS_OF_PAUSE * roundMs),
  });
  registerComplianceMetrics(registry, new ComplianceReportQueries(transactor), () => clock.now());
  return { service, stop: keepCompliance({ ...parts, service, times }) };
}
