import type { InventoryBatch } from '@app/inventory';
import type { Clock } from '@app/kernel';
import type { DomainEvents, Transactor } from '@app/platform';
import type { AddressGuard } from './address.guard.js';

/** What the use cases of this room stand on. */
export interface RegistrationParts {
  readonly transactor: Transactor;
  readonly events: DomainEvents;
  readonly inventory: InventoryBatch;
  readonly guard: AddressGuard;
  readonly clock: Clock;
}
