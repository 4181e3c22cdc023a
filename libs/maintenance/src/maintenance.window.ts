import type { Branded } from '@app/kernel';

export type MaintenanceId = Branded<string, 'MaintenanceId'>;

export const MAINTENANCE_KINDS = ['ONE_OFF', 'RECURRING', 'FLEXIBLE'] as const;
export type MaintenanceKind = (typeof MAINTENANCE_KINDS)[number];

/** STATION is everything in the area of a station, with all below it; PLACE is one site alone. */
export const SUBJECT_KINDS = ['CONDUIT', 'SPAN', 'LINK', 'DEVICE', 'PLACE', 'STATION'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** What is worked on. */
export interface MaintenanceSubject {
  readonly kind: SubjectKind;
  readonly code: string;
}

/** When works are meant to go on. */
export interface MaintenancePlan {
  readonly kind: MaintenanceKind;
  /** The first occurrence; of a flexible one, between when and when it may begin. The end is no part of it. */
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** RFC 5545 RRULE of a recurring one, in Jakarta's time; null for others. */
  readonly recurrence: string | null;
  /** How long a flexible one lasts from when it begins, seconds; null for others. */
  readonly durationS: number | null;
}

/** A time in which something is worked on: measured as always, and nobody is told of it. */
export interface MaintenanceWindow extends MaintenancePlan {
  readonly id: MaintenanceId;
  readonly title: string;
  readonly subjects: readonly MaintenanceSubject[];
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly cancelledBy: string | null;
  readonly cancelledAt: Date | null;
  /** When a flexible one began. */
  readonly beganAt: Date | null;
}

/** A stretch of time; the end is no part of it. Milliseconds since 1970. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}
