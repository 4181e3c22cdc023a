/** Jakarta keeps UTC+7 all year round, milliseconds. */
export const WIB_MS = 7 * 3_600_000;

/** An instant whose UTC fields are what Jakarta's clocks and calendars show then. */
export function jakartaOf(at: Date): Date {
  return new Date(at.getTime() + WIB_MS);
}
