import { converse, type Peer, type Unanswered } from '@app/sockets';
import { AnswerReader, type RtspAnswer, type RtspNonsense } from './answer.reader.js';

/** Whom to ask, and what for. */
export interface RtspQuestion extends Peer {
  /** OPTIONS: whether a server lives there. DESCRIBE: whether it publishes this stream. */
  readonly method: RtspMethod;
  /** Path and query of the stream, after host and port. */
  readonly path: string;
}

export type RtspMethod = 'OPTIONS' | 'DESCRIBE';
export type RtspOutcome = RtspAnswer | RtspNonsense | Unanswered;

/**
 * Asks one question of an RTSP server (RFC 2326, 7826) on one connection, without a login, and follows nothing that it answers. Silence,
 * a reset and nonsense are answers, so it never throws for them.
 */
export function askRtsp(question: RtspQuestion, signal: AbortSignal): Promise<RtspOutcome> {
  return converse<RtspAnswer | RtspNonsense>(question, signal, (connection, end) => {
    const reader = new AnswerReader();
    connection.on('data', (piece: Buffer) => {
      const outcome = reader.take(piece);
      if (outcome) end(outcome);
    });
    connection.on('end', () => end(reader.end()));
    connection.write(requestOf(question));
  });
}

function requestOf({ address, port, method, path }: RtspQuestion): string {
  const host = address.includes(':') ? `[${address}]` : address;
  const accept = method === 'DESCRIBE' ? 'Accept: application/sdp\r\n' : '';
  return `${method} rtsp://${host}:${port}${safePath(path)} RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: nadi\r\n${accept}\r\n`;
}

const LONGEST_PATH = 2_048;

/** A path that could end the line would write headers of its own, and one with a lone surrogate cannot be written at all. */
function safePath(path: string): string {
  const printable = path.toWellFormed().replaceAll(/\p{Cc}/gu, '');
  // What is written as %41 already stays so.
  const encoded = encodeURI(printable).replaceAll(/%25([0-9A-Fa-f]{2})/g, '%$1');
  return (encoded.startsWith('/') ? encoded : `/${encoded}`).slice(0, LONGEST_PATH);
}
