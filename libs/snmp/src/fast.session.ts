import { encodeOid, OidText } from './ber.oid.js';
import { PDU, type MessageReader } from './ber.message.js';
import { byteKeeper, valueAt } from './ber.value.js';
import { parseOid } from './oid.order.js';
import type { Question, Unanswered } from './question.desk.js';
import { questionHead, WrittenQuestion, type AskedOid, type QuestionHead } from './question.writer.js';
import { agentName, type AnswerSink, type SharedSocket } from './shared.socket.js';
import { errorName, SnmpSession, type Answer, type Patience, type SessionTarget } from './snmp.session.js';
import type { TimeLimit } from './time.limit.js';
import type { Varbind } from './varbind.value.js';

const MAX_REPETITIONS = 1000;
/** A longer question is no datagram. */
const MAX_OIDS = 2000;

/** Questions by SNMPv1 and v2c through our own engine. */
export class FastSession extends SnmpSession implements AnswerSink {
  readonly head: QuestionHead;
  readonly name: Uint8Array;
  readonly receive = null;
  private readonly names = new OidText();
  private isClosed = false;

  constructor(
    readonly socket: SharedSocket,
    target: SessionTarget,
  ) {
    super(target);
    const { credential } = target;
    if (credential.version === 'v3') throw new TypeError('SNMPv3 is asked through net-snmp');
    this.head = questionHead(credential.version === 'v1' ? 0 : 1, credential.community);
    this.name = agentName(target.address, target.port, target.family);
    socket.attach(this.name, this);
  }

  override async get(oids: readonly string[], patience: Patience, limit: TimeLimit): Promise<Answer<Varbind[]>> {
    return this.askVarbinds(PDU.GET, 0, oids, patience, limit);
  }

  override async getNext(oids: readonly string[], patience: Patience, limit: TimeLimit): Promise<Answer<Varbind[]>> {
    return this.askVarbinds(PDU.GET_NEXT, 0, oids, patience, limit);
  }

  override async getBulk(
    oids: readonly string[],
    maxRepetitions: number,
    patience: Patience,
    limit: TimeLimit,
  ): Promise<Answer<Varbind[][]>> {
    const answer = await this.askVarbinds(PDU.GET_BULK, Math.min(maxRepetitions, MAX_REPETITIONS), oids, patience, limit);
    if (answer.kind !== 'answered') return answer;
    const lists: Varbind[][] = oids.map(() => []);
    answer.value.forEach((varbind, i) => lists[i % oids.length]?.push(varbind));
    return { kind: 'answered', value: lists };
  }

  override close(): void {
    if (!this.isClosed) this.socket.detach(this.name, this);
    this.isClosed = true;
  }

  private askVarbinds(
    pdu: number,
    maxRepetitions: number,
    oids: readonly string[],
    { timeoutMs, retries }: Patience,
    limit: TimeLimit,
  ): Promise<Answer<Varbind[]>> {
    if (limit.ended) return Promise.resolve({ kind: 'ended', reason: limit.ended });
    const asked: AskedOid[] = [];
    for (const oid of oids) {
      const parts = parseOid(oid);
      if (parts === null || parts.length < 2 || parts.length > 128 || parts.some((part) => part > 0xffff_ffff)) return cannotBeAsked();
      const bytes = encodeOid(parts);
      asked.push({ bytes, length: bytes.length });
    }
    if (asked.length > MAX_OIDS) return cannotBeAsked();
    return new Promise((resolve) => {
      const settle = (answer: Answer<Varbind[]>) => {
        forget();
        resolve(answer);
      };
      const question: Question = {
        written: new WrittenQuestion(),
        head: this.head,
        name: this.name,
        timeoutMs,
        retries,
        id: -1,
        answered: (message) => settle(this.read(message, pdu, oids)),
        unanswered: (end: Unanswered) => settle(end),
      };
      const forget = limit.onEnd((reason) => {
        this.socket.withdraw(question);
        resolve({ kind: 'ended', reason });
      });
      question.written.write(this.head, pdu, maxRepetitions, asked);
      this.socket.ask(question);
    });
  }

  private read(message: MessageReader, pdu: number, oids: readonly string[]): Answer<Varbind[]> {
    if (message.errorStatus !== 0) {
      const { errorStatus: status, errorIndex } = message;
      return { kind: 'refused', status, name: errorName(status), oid: oids[errorIndex - 1] ?? null };
    }
    const value = this.varbinds(message);
    if (pdu === PDU.GET && value.length > 0 && !value.some(({ oid }) => oids.includes(oid)))
      return { kind: 'failed', reason: 'answer is about other objects' };
    if (value.length > 0 || oids.length === 0 || pdu !== PDU.GET_NEXT) return { kind: 'answered', value };
    return { kind: 'failed', reason: 'answer does not fit the question' };
  }

  private varbinds(message: MessageReader): Varbind[] {
    const { bytes, count, oidFrom, oidTo, type, valueFrom, valueTo } = message;
    const keep = byteKeeper();
    const varbinds: Varbind[] = [];
    for (let i = 0; i < count; i += 1) {
      const kind = type[i] as number;
      const value = valueAt(kind, bytes, valueFrom[i] as number, valueTo[i] as number, keep);
      varbinds.push({ oid: this.names.text(bytes, oidFrom[i] as number, oidTo[i] as number), type: kind, value });
    }
    return varbinds;
  }
}

function cannotBeAsked(): Promise<{ readonly kind: 'failed'; readonly reason: string }> {
  return Promise.resolve({ kind: 'failed', reason: 'cannot be asked' });
}
