import { request } from 'node:http';

/** Whom to ask for its clock. */
export interface ClockQuestion {
  /** An IP address that was found fit to be asked: no name is resolved here. */
  readonly address: string;
  readonly port: number;
  /** For the whole of it, connecting included. */
  readonly deadlineMs: number;
}

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
  | { readonly kind: 'unreachable'; readonly code: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'not-onvif'; readonly reason: string };

const MOST_BODY_BYTES = 256 * 1024;
const MOST_HEADER_BYTES = 64 * 1024;
const PATH = '/onvif/device_service';
const QUESTION =
  '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>' +
  '<GetSystemDateAndTime xmlns="http://www.onvif.org/ver10/device/wsdl"/></s:Body></s:Envelope>';

/**
 * GetSystemDateAndTime (ONVIF Core 8.3.5), which every device answers without a login. No redirect is followed, no document type read, and
 * no address that it answers asked. Silence and nonsense are answers, so it never throws for them. Times are the caller's clock.
 */
export function askClock({ address, port, deadlineMs }: ClockQuestion, now: () => number, signal: AbortSignal): Promise<ClockOutcome> {
  return new Promise((resolve) => {
    const askedAt = now();
    const asking = request({
      host: address,
      port,
      path: PATH,
      method: 'POST',
      agent: false,
      maxHeaderSize: MOST_HEADER_BYTES,
      headers: {
        'content-type': 'application/soap+xml; charset=utf-8',
        'content-length': Buffer.byteLength(QUESTION),
        connection: 'close',
      },
    });
    const end = (outcome: ClockOutcome) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      asking.removeAllListeners().on('error', () => undefined);
      asking.destroy();
      resolve(outcome);
    };
    const giveUp = () => end({ kind: 'timed-out' });
    const timer = setTimeout(giveUp, deadlineMs);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) return giveUp();
    asking.on('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? 'EUNKNOWN';
      end(code.startsWith('HPE_') ? { kind: 'not-onvif', reason: 'answers no HTTP' } : { kind: 'unreachable', code });
    });
    asking.on('response', (response) => {
      const status = response.statusCode ?? 0;
      if (status !== 200)
        return end(
          status === 401 || status === 403 ? { kind: 'refused', status } : { kind: 'not-onvif', reason: `answers HTTP ${status}` },
        );
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

/** Read by the names of elements alone: nothing of the document is expanded. */
function clockOf(text: string, middleMs: number): ClockOutcome {
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) return { kind: 'not-onvif', reason: 'a document type' };
  if (!/<(?:\w+:)?GetSystemDateAndTimeResponse[\s>]/.test(text)) return { kind: 'not-onvif', reason: 'no answer to GetSystemDateAndTime' };
  const utc = /<(?:\w+:)?UTCDateTime>([\s\S]{0,2000}?)<\/(?:\w+:)?UTCDateTime>/.exec(text)?.[1];
  const part = (name: string) => {
    const found = new RegExp(`<(?:\\w+:)?${name}>\\s*(\\d{1,4})\\s*</`).exec(utc ?? '')?.[1];
    return found === undefined ? NaN : Number(found);
  };
  const at = Date.UTC(part('Year'), part('Month') - 1, part('Day'), part('Hour'), part('Minute'), part('Second'));
  return Number.isNaN(at)
    ? { kind: 'answered', utc: null, skewMs: null }
    : { kind: 'answered', utc: new Date(at), skewMs: Math.round(at - middleMs) };
}
