import { request } from 'node:http';
import { converse, type Peer, type Unanswered } from '@app/sockets';

export type ClockOutcome =
  | {
      readonly kind: 'answered';
      /** What its clock says, UTC; null where it does not tell. */
      readonly utc: Date | null;
      /** Its clock less the middle between question and answer, milliseconds; null where it does not tell. */
      readonly skewMs: number | null;
    }
  /** It speaks HTTP, and wants a login or refuses. */
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'not-onvif'; readonly reason: string }
  | Unanswered;

type Said = Exclude<ClockOutcome, Unanswered>;

const MOST_BODY_BYTES = 256 * 1024;
const MOST_HEADER_BYTES = 64 * 1024;
const MOST_INTERIM = 10;
/** What HTTP adds to a body (chunks, their extensions) is bounded by all that is read. */
const MOST_BYTES = 2 * (MOST_HEADER_BYTES + MOST_BODY_BYTES);
const PATH = '/onvif/device_service';
const QUESTION =
  '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>' +
  '<GetSystemDateAndTime xmlns="http://www.onvif.org/ver10/device/wsdl"/></s:Body></s:Envelope>';

/**
 * GetSystemDateAndTime (ONVIF Core 8.3.5), which every device answers without a login. No redirect is followed, no document type read, and
 * no address that it answers asked. Silence and nonsense are answers, so it never throws for them. Times are the caller's clock.
 */
export function askClock(peer: Peer, now: () => number, signal: AbortSignal): Promise<ClockOutcome> {
  return converse<ClockOutcome>(peer, signal, (connection, end) => {
    const askedAt = now();
    const asking = request({
      // No agent, not even `false`: any would dial by itself.
      createConnection: () => connection,
      host: peer.address,
      port: peer.port,
      path: PATH,
      method: 'POST',
      maxHeaderSize: MOST_HEADER_BYTES,
      headers: {
        'content-type': 'application/soap+xml; charset=utf-8',
        'content-length': Buffer.byteLength(QUESTION),
        connection: 'close',
      },
    });
    asking.on('error', ({ code = 'EUNKNOWN' }: NodeJS.ErrnoException) =>
      end(
        code.startsWith('HPE_')
          ? { kind: 'not-onvif', reason: code === 'HPE_HEADER_OVERFLOW' ? 'headers without end' : 'answers no HTTP' }
          : { kind: 'unreachable', code, isConnected: true },
      ),
    );
    let read = 0;
    asking.on('socket', () =>
      connection.on('data', (piece: Buffer) => {
        read += piece.length;
        if (read > MOST_BYTES) end({ kind: 'not-onvif', reason: `more than ${MOST_BYTES} bytes` });
      }),
    );
    let interim = 0;
    asking.on('information', () => ++interim > MOST_INTERIM && end({ kind: 'not-onvif', reason: 'interim answers without end' }));
    asking.on('response', (response) => {
      const status = response.statusCode ?? 0;
      if (status !== 200) return end(notOk(status));
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (bytes > MOST_BODY_BYTES) return end({ kind: 'not-onvif', reason: `a body of more than ${MOST_BODY_BYTES} bytes` });
        pieces.push(piece);
      });
      response.on('error', () => end({ kind: 'not-onvif', reason: 'broke off in the middle of an answer' }));
      response.on('end', () => end(clockOf(Buffer.concat(pieces).toString('utf8'), (askedAt + now()) / 2)));
    });
    asking.end(QUESTION);
  });
}

function notOk(status: number): Said {
  return status === 401 || status === 403 ? { kind: 'refused', status } : { kind: 'not-onvif', reason: `answers HTTP ${status}` };
}

/** Read by the names of elements alone: nothing of the document is expanded. */
function clockOf(text: string, middleMs: number): Said {
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) return { kind: 'not-onvif', reason: 'a document type' };
  if (!/<(?:\w+:)?GetSystemDateAndTimeResponse[\s>]/.test(text)) return { kind: 'not-onvif', reason: 'no answer to GetSystemDateAndTime' };
  const utc = partOf(text, 'UTCDateTime');
  const number = (name: string) => Number(/^\s*(\d{1,4})\s*$/.exec(partOf(utc, name))?.[1] ?? NaN);
  const [year, month, day, hour, minute, second] = ['Year', 'Month', 'Day', 'Hour', 'Minute', 'Second'].map(number);
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // The 31st of February and the 25th hour would be other times.
  const isTime = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day && at.getUTCHours() === hour;
  return isTime
    ? { kind: 'answered', utc: at, skewMs: Math.round(at.getTime() - middleMs) }
    : { kind: 'answered', utc: null, skewMs: null };
}

const LONGEST_PART = 2_000;

/** What stands in the first element of this name, whatever its prefix. */
function partOf(text: string, name: string): string {
  const opening = new RegExp(`<(?:\\w{1,64}:)?${name}>`).exec(text);
  if (!opening) return '';
  const from = opening.index + opening[0].length;
  const part = text.slice(from, from + LONGEST_PART);
  const closing = new RegExp(`</(?:\\w{1,64}:)?${name}>`).exec(part);
  return closing ? part.slice(0, closing.index) : '';
}
