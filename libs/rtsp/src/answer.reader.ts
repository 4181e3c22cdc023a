export interface RtspAnswer {
  readonly kind: 'answered';
  readonly status: number;
  readonly reason: string;
  readonly server: string | null;
  /** Whether the body describes a medium. */
  readonly hasStream: boolean;
}

/** Something answered that is no RTSP server, or says too much. */
export interface RtspNonsense {
  readonly kind: 'not-rtsp';
  readonly reason: string;
}

/** More header than this is no answer; of a body only the beginning is looked at. */
const MOST_HEADER_BYTES = 64 * 1024;
const MOST_BODY_BYTES = 256 * 1024;
const FIRST_BYTES = 2_048;
const LONGEST_WORD = 120;
const START = Buffer.from('RTSP/');
const END_OF_HEAD = '\r\n\r\n';

/** Puts an answer together from pieces, within bounds. Each byte is looked at once, however small the pieces are. */
export class AnswerReader {
  private bytes = Buffer.allocUnsafe(FIRST_BYTES);
  private length = 0;
  private head: Head | null = null;
  private bodyAt = 0;

  /** What the answer is, once enough of it is there. */
  take(piece: Buffer): RtspAnswer | RtspNonsense | null {
    const searched = Math.max(0, this.length - END_OF_HEAD.length + 1);
    this.append(piece);
    if (!this.head) {
      const end = this.bytes.subarray(0, this.length).indexOf(END_OF_HEAD, searched);
      if (end < 0) return this.unfinished();
      if (end > MOST_HEADER_BYTES) return tooLong();
      const head = parseHead(this.bytes.toString('latin1', 0, end));
      if ('kind' in head) return head;
      this.head = head;
      this.bodyAt = end + END_OF_HEAD.length;
    }
    const wanted = this.bodyAt + Math.min(this.head.contentLength, MOST_BODY_BYTES);
    return this.length < wanted ? null : answered(this.head, this.bytes.toString('latin1', this.bodyAt, wanted));
  }

  /** What it is if nothing more comes. */
  end(): RtspNonsense {
    return { kind: 'not-rtsp', reason: this.length === 0 ? 'closed without a word' : 'closed in the middle of an answer' };
  }

  private append(piece: Buffer): void {
    const length = this.length + piece.length;
    if (length > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, 2 * this.bytes.length));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    piece.copy(this.bytes, this.length);
    this.length = length;
  }

  private unfinished(): RtspNonsense | null {
    const known = Math.min(this.length, START.length);
    if (!this.bytes.subarray(0, known).equals(START.subarray(0, known))) return notRtsp(this.bytes.toString('latin1', 0, this.length));
    return this.length > MOST_HEADER_BYTES ? tooLong() : null;
  }
}

interface Head {
  readonly status: number;
  readonly reason: string;
  readonly server: string | null;
  readonly contentLength: number;
}

function tooLong(): RtspNonsense {
  return { kind: 'not-rtsp', reason: `headers of more than ${MOST_HEADER_BYTES} bytes` };
}

function notRtsp(text: string): RtspNonsense {
  return { kind: 'not-rtsp', reason: `answers ${JSON.stringify(word(text.slice(0, 24)))}` };
}

function parseHead(head: string): Head | RtspNonsense {
  const [line = '', ...fields] = head.split('\r\n');
  const status = /^RTSP\/[12]\.\d (\d{3})(?: (.*))?$/.exec(line);
  if (!status) return notRtsp(line);
  const field = (name: string) =>
    fields
      .find((each) => each.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? null;
  const length = field('content-length');
  const server = field('server');
  return {
    status: Number(status[1]),
    reason: word(status[2] ?? ''),
    server: server === null ? null : word(server),
    contentLength: length !== null && /^\d{1,9}$/.test(length) ? Number(length) : 0,
  };
}

function answered({ status, reason, server }: Head, body: string): RtspAnswer {
  return { kind: 'answered', status, reason, server, hasStream: /^m=(video|audio|application) /m.test(body) };
}

/** What a stranger writes, as one may print it. */
function word(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_WORD);
}
