const FORM = /^P(?!$)(?:(\d{1,4})D)?(?:T(?!$)(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:(\d{1,5})S)?)?$/;

/** An ISO 8601 duration of days, hours, minutes and seconds, in milliseconds; null: it is none. Months differ in length, so none are taken. */
export function durationMs(text: string): number | null {
  const found = FORM.exec(text);
  if (found === null) return null;
  const [days, hours, minutes, seconds] = found.slice(1).map((digits) => Number(digits ?? 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000;
}
