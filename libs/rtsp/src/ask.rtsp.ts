import { connect } from 'node:net';

/** Whom to ask, and what for. */
export interface RtspQuestion {
  /** An IP address that was found fit to be asked: no name is resolved here. */
  readonly address: string;
  readonly port: number;
  /** OPTIONS: whether a server lives there. DESCRIBE: whether it publishes this stream. */
  readonly method: 'OPTIONS' | 'DESCRIBE';
  /** Path and query of the stream, after host and port. */
  readonly path: string;
  /** For the whole of it, connecting included. */
  readonly deadlineMs: number;
}

export type RtspOutcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly reason: string;
      readonly server: string | null;
      readonly hasStream: boolean;
    }
  /** The connection was refused, reset or unreachable. */
  | { readonly kind: 'unreachable'; readonly code: string }
  | { readonly kind: 'timed-out'; readonly isConnected: boolean }
  /** Something answered that is no RTSP server, or says too much. */
  | { readonly kind: 'not-rtsp'; readonly reason: string };

/** More header than this is no answer; of a body only the beginning is looked at. */
const MOST_HEADER_BYTES = 64 * 1024;
const MOST_BODY_BYTES = 256 * 1024;
const LONGEST_WORD = 120;

/**
 * Asks one question of an RTSP server (RFC 2326, 7826) on one connection, without a login, and follows nothing that it answers. Silence,
 * a reset and nonsense are answers, so it never throws for them.
 */
export function askRtsp(question: RtspQuestion, signal: AbortSignal): Promise<RtspOutcome> {
  return new Promise((resolve) => {
    const socket = connect({ host: question.address, port: question.port });
    const reader = new AnswerReader();
    let isConnected = false;
    const end = (outcome: RtspOutcome) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      socket.removeAllListeners().on('error', () => undefined);
      socket.destroy();
      resolve(outcome);
    };
    const giveUp = () => end({ kind: 'timed-out', isConnected });
    const timer = setTimeout(giveUp, question.deadlineMs);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) return giveUp();
    socket.on('connect', () => {
      isConnected = true;
      socket.write(requestOf(question));
    });
    socket.on('error', (error: NodeJS.ErrnoException) => end({ kind: 'unreachable', code: error.code ?? 'EUNKNOWN' }));
    socket.on('data', (piece: Buffer) => {
      const outcome = reader.take(piece);
      if (outcome) end(outcome);
    });
    socket.on('end', () => end(reader.end()));
    socket.setNoDelay(true);
  });
}

function requestOf({ address, port, method, path }: RtspQuestion): string {
  const host = address.includes(':') ? `[${address}]` : address;
  // A path that could end the line would write headers of its own.
  const safe = encodeURI(path.startsWith('/') ? path : `/${path}`).replaceAll(/[\r\n\s]/g, '');
  const accept = method === 'DESCRIBE' ? 'Accept: application/sdp\r\n' : '';
  return `${method} rtsp://${host}:${port}${safe} RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: nadi\r\n${accept}\r\n`;
}

/** Puts an answer together from pieces, within bounds. */
class AnswerReader {
  private readonly pieces: Buffer[] = [];
  private bytes = 0;

  /** What the answer is, once enough of it is there. */
  take(piece: Buffer): RtspOutcome | null {
    this.pieces.push(piece);
    this.bytes += piece.length;
    const text = Buffer.concat(this.pieces).toString('latin1');
    const headEnd = text.indexOf('\r\n\r\n');
    if (headEnd < 0)
      return this.bytes > MOST_HEADER_BYTES
        ? { kind: 'not-rtsp', reason: `headers of more than ${MOST_HEADER_BYTES} bytes` }
        : wrongStart(text);
    const head = parseHead(text.slice(0, headEnd));
    if ('kind' in head) return head;
    const body = text.slice(headEnd + 4);
    const wanted = Math.min(head.contentLength, MOST_BODY_BYTES);
    return body.length < wanted ? null : answered(head, body.slice(0, wanted));
  }

  end(): RtspOutcome {
    const text = Buffer.concat(this.pieces).toString('latin1');
    return { kind: 'not-rtsp', reason: text === '' ? 'closed without a word' : 'closed in the middle of an answer' };
  }
}

interface Head {
  readonly status: number;
  readonly reason: string;
  readonly server: string | null;
  readonly contentLength: number;
}

function wrongStart(text: string): RtspOutcome | null {
  const start = 'RTSP/';
  return text.slice(0, start.length) === start.slice(0, text.length) ? null : notRtsp(text);
}

function notRtsp(text: string): RtspOutcome {
  return { kind: 'not-rtsp', reason: `answers ${JSON.stringify(word(text.slice(0, 24)))}` };
}

function parseHead(head: string): Head | RtspOutcome {
  const [line = '', ...fields] = head.split('\r\n');
  const status = /^RTSP\/[12]\.\d (\d{3})(?: (.*))?$/.exec(line);
  if (!status) return notRtsp(line);
  const field = (name: string) =>
    fields
      .find((each) => each.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? null;
  const length = field('content-length');
  return {
    status: Number(status[1]),
    reason: word(status[2] ?? ''),
    server: field('server') === null ? null : word(field('server') as string),
    contentLength: length !== null && /^\d{1,9}$/.test(length) ? Number(length) : 0,
  };
}

function answered({ status, reason, server }: Head, body: string): RtspOutcome {
  return { kind: 'answered', status, reason, server, hasStream: /^m=(video|audio|application) /m.test(body) };
}

/** What a stranger writes, as one may print it. */
function word(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_WORD);
}
