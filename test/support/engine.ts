import { AlertSender, RESOLVED_MS } from '@app/alerting';
import { ClockKeeper } from '@app/availability';
import type { ProbeFeed } from '@app/feed';
import { StoredInventory } from '@app/inventory';
import { MaintenanceService, MaintenanceWatch } from '@app/maintenance';
import { ObservedService, OPTICAL_POLICY } from '@app/observed';
import { OutageDeskService } from '@app/outages';
import { SILENT_LOG, SystemClock } from '@app/platform';
import { Engine, type EngineSettings } from '../../apps/engine/src/index.js';
import type { TestDatabase } from './database.js';

export interface EngineOnFakes {
  readonly engine: Engine;
  readonly maintenance: MaintenanceService;
}

/** An engine on a real database, with the feed that a test plays, that tells these Alertmanagers. */
export function engineOn(
  { transactor, events, url }: TestDatabase,
  {
    feed,
    settings,
    alertmanagers = [],
  }: { readonly feed: ProbeFeed; readonly settings: EngineSettings; readonly alertmanagers?: readonly string[] },
): EngineOnFakes {
  const clock = new SystemClock();
  const inventory = new StoredInventory(transactor, events);
  const desk = new OutageDeskService(transactor, events, clock);
  const service = new MaintenanceService(transactor, events, clock, inventory);
  const told = { urls: alertmanagers, resendMs: 60_000, resolvedMs: RESOLVED_MS, consoleUrl: () => 'http://nadi' };
  const engine = new Engine({
    settings,
    inventory,
    transactor,
    events,
    databaseUrl: url,
    feed,
    alerts: new AlertSender(told, clock, SILENT_LOG),
    observed: new ObservedService(transactor, clock, { optical: OPTICAL_POLICY, defaultSensitivityDbm: null }),
    maintenance: new MaintenanceWatch({ transactor, events, service, desk, clock, log: SILENT_LOG }),
    desk,
    clocks: new ClockKeeper(transactor, clock),
    clock,
    log: SILENT_LOG,
  });
  return { engine, maintenance: service };
}
