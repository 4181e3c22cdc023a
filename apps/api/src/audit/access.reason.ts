import type { IncomingHttpHeaders } from 'node:http';
import { cleanText, LONGEST_REASON } from '@app/audit';

/** Why somebody looks, as they say; recorded beside what they saw. */
export interface AccessReason {
  readonly purpose: string | null;
  readonly caseNumber: string | null;
}

export const NO_REASON: AccessReason = { purpose: null, caseNumber: null };
const PURPOSE = 'x-nadi-purpose';
const CASE = 'x-nadi-case';

export function reasonInHeaders(headers: IncomingHttpHeaders): AccessReason {
  return { purpose: bounded(headers[PURPOSE], utf8), caseNumber: bounded(headers[CASE], utf8) };
}

/** In the payload of connection_init, under the names of the headers in any case. */
export function reasonInParameters(parameters: Readonly<Record<string, unknown>> | undefined): AccessReason {
  const given = new Map(Object.entries(parameters ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  return { purpose: bounded(given.get(PURPOSE)), caseNumber: bounded(given.get(CASE)) };
}

function bounded(value: unknown, decode: (text: string) => string = (text) => text): string | null {
  if (typeof value !== 'string') return null;
  const text = cleanText(decode(value.slice(0, 4 * LONGEST_REASON)), LONGEST_REASON);
  return text === '' ? null : text;
}

/** Node takes the bytes of a header for Latin-1; clients that send other letters send UTF-8. */
function utf8(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  const decoded = bytes.toString('utf8');
  return decoded.includes('\ufffd') || bytes.toString('latin1') !== text ? text : decoded;
}
