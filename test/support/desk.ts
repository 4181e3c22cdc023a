import { ClockKeeper } from '@app/availability';
import type { Inventory } from '@app/inventory';
import type { Clock } from '@app/kernel';
import { MaintenanceService, MaintenanceWatch } from '@app/maintenance';
import { OutageDeskService } from '@app/outages';
import { type DomainEvents, SILENT_LOG, type Transactor } from '@app/platform';

/** What an engine wants to know of people and their works, on a real database. */
export function deskOf(
  { transactor, events }: { readonly transactor: Transactor; readonly events: DomainEvents },
  inventory: Inventory,
  clock: Clock,
): { readonly maintenance: MaintenanceWatch; readonly desk: OutageDeskService; readonly clocks: ClockKeeper } {
  const desk = new OutageDeskService(transactor, events, clock);
  const service = new MaintenanceService(transactor, events, clock, inventory);
  return {
    desk,
    clocks: new ClockKeeper(transactor, clock),
    maintenance: new MaintenanceWatch({ transactor, events, service, desk, clock, log: SILENT_LOG }),
  };
}
