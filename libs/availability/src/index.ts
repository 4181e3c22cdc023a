import {
  AvailabilityMonthEntity,
  AvailabilitySealedEntity,
  AvailabilityStateEntity,
  AvailabilityTransitionEntity,
  AvailabilityWatchEntity,
} from './availability.entity.js';
import { Availability1795890000000 } from './migrations/1795890000000-availability.js';

export * from './availability.clock.js';
export * from './availability.log.js';
export * from './availability.queries.js';
export * from './availability.service.js';
export * from './clock.keeper.js';
export { type ClockColumn, type ClockFacts, clocksOf } from './clocks.of.js';
export type { PeriodS } from './fold.clocks.js';
export { beginningOf, COUNTED_HOURS, type CountedHours, CURRENT_WINDOWS, type CurrentWindow } from './jakarta.time.js';
export * from './month.sealer.js';

/** The tables of this room, for the database. */
export const availabilityEntities = [
  AvailabilityStateEntity,
  AvailabilityTransitionEntity,
  AvailabilityWatchEntity,
  AvailabilityMonthEntity,
  AvailabilitySealedEntity,
];
export const availabilityMigrations = [Availability1795890000000];
