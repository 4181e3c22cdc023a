// oxlint-disable-next-line import/default -- what Node loads is CommonJS, whose names are in its default export alone
import rrule from 'rrule';
import { WIB_MS, jakartaOf } from '@app/kernel';
import type { Stretch } from './maintenance.window.js';

const { RRule } = rrule;

const ALLOWED = ['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS', 'COUNT', 'UNTIL', 'WKST'];
const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];
const LONGEST = 200;
const MOST_COUNT = 10_000;
const MOST_INTERVAL = 1_000;

export type RecurrenceOutcome = { readonly kind: 'read' } | { readonly kind: 'refused'; readonly reason: string };

/** Whether a text is a recurrence rule (RFC 5545, 3.3.10) that a window may follow: of days or longer, so that occurrences stay few. */
export function checkRecurrence(text: string): RecurrenceOutcome {
  const refused = (reason: string): RecurrenceOutcome => ({ kind: 'refused', reason });
  if (text.length > LONGEST) return refused(`is ${text.length} characters long; allowed are ${LONGEST}`);
  const parts = text.split(';').map((part) => part.split('='));
  const names = parts.map(([name]) => name);
  const odd = parts.find((part) => part.length !== 2 || !ALLOWED.includes(part[0]) || part[1] === '');
  if (odd) return refused(`has ${JSON.stringify(odd.join('='))}; allowed are ${ALLOWED.join(', ')}`);
  if (new Set(names).size < names.length) return refused('has a part twice');
  const values = new Map(parts.map(([name, value]) => [name, value]));
  const frequency = values.get('FREQ') ?? '';
  if (!FREQUENCIES.includes(frequency)) return refused(`needs FREQ, one of ${FREQUENCIES.join(', ')}`);
  for (const [name, most] of [
    ['COUNT', MOST_COUNT],
    ['INTERVAL', MOST_INTERVAL],
  ] as const) {
    const value = values.get(name);
    if (value !== undefined && !(/^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= most))
      return refused(`has ${name}=${value}; allowed is 1 to ${most}`);
  }
  if (values.has('COUNT') && values.has('UNTIL')) return refused('has COUNT and UNTIL; one of them ends it');
  const until = values.get('UNTIL');
  if (until !== undefined && !/^\d{8}(T\d{6}Z)?$/.test(until)) return refused('has an UNTIL that is neither YYYYMMDD nor YYYYMMDDTHHMMSSZ');
  try {
    ruleOf(text, new Date(0));
    return { kind: 'read' };
  } catch (error) {
    return refused(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The occurrences that touch a stretch of time, in order; at most `most`. The rule was checked before. */
export function recurrences(text: string, first: Stretch, within: Stretch, most: number): Stretch[] {
  const lengthMs = first.to - first.from;
  const found: Stretch[] = [];
  const rule = ruleOf(text, new Date(first.from));
  const [after, before] = [jakartaOf(new Date(within.from - lengthMs)), jakartaOf(new Date(within.to))];
  rule.between(after, before, false, (local) => {
    const from = local.getTime() - WIB_MS;
    found.push({ from, to: from + lengthMs });
    return found.length < most;
  });
  return found;
}

/** Jakarta's local time is written as if it were UTC: so weekdays and months are those of the place. */
function ruleOf(text: string, startsAt: Date): InstanceType<typeof RRule> {
  const options = RRule.parseString(text);
  const isDay = /UNTIL=\d{8}(;|$)/.test(text);
  const until = options.until ? new Date(options.until.getTime() + (isDay ? 86_399_999 : WIB_MS)) : null;
  return new RRule({ ...options, dtstart: jakartaOf(startsAt), until });
}
