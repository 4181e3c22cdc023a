import { jakartaOf, WIB_MS } from '@app/kernel';

const WIB_S = WIB_MS / 1_000;
const DAY_S = 86_400;
const HOUR_S = 3_600;
/** Near the equator the sun rises and sets within half an hour of these, all year: hours of Jakarta. */
const DAYLIGHT = { from: 6 * HOUR_S, to: 18 * HOUR_S } as const;

/** Which hours of the day are counted. */
export const COUNTED_HOURS = ['ALL', 'DAYLIGHT'] as const;
export type CountedHours = (typeof COUNTED_HOURS)[number];

/** How many counted seconds lie before an instant (seconds since 1970), from some fixed beginning: differences are what counts. */
export function countedBefore(atS: number, hours: CountedHours): number {
  if (hours === 'ALL') return atS;
  const local = atS + WIB_S;
  const day = Math.floor(local / DAY_S);
  const ofDay = local - day * DAY_S;
  return day * (DAYLIGHT.to - DAYLIGHT.from) + Math.min(Math.max(ofDay - DAYLIGHT.from, 0), DAYLIGHT.to - DAYLIGHT.from);
}

/** The first second of the month in Jakarta that an instant lies in, seconds since 1970. */
export function monthStartOf(atS: number): number {
  const local = jakartaOf(new Date(atS * 1_000));
  return Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), 1) / 1_000 - WIB_S;
}

export function nextMonth(monthS: number): number {
  return monthStartOf(monthS + 32 * DAY_S);
}

/** The first seconds of all months of Jakarta that touch a stretch of time, in order. */
export function monthsTouching(fromS: number, toS: number): number[] {
  const months: number[] = [];
  for (let month = monthStartOf(fromS); month < toS; month = nextMonth(month)) months.push(month);
  return months;
}

/** 2026_11, for names of tables. */
export function monthName(monthS: number): string {
  return jakartaOf(new Date(monthS * 1_000))
    .toISOString()
    .slice(0, 7)
    .replace('-', '_');
}

/** What is told of time that is not over yet. */
export const CURRENT_WINDOWS = ['day', 'week', 'month'] as const;
export type CurrentWindow = (typeof CURRENT_WINDOWS)[number];

/** The first second of the day, week (from Monday) or month in Jakarta that an instant lies in. */
export function beginningOf(window: CurrentWindow, atS: number): number {
  if (window === 'month') return monthStartOf(atS);
  const day = Math.floor((atS + WIB_S) / DAY_S);
  // The first day of 1970 was a Thursday.
  const days = window === 'day' ? day : day - ((day + 3) % 7);
  return days * DAY_S - WIB_S;
}
