import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { element, elements, integer, octets, sequence } from './ber.js';
import { readPdu, ScriptedAgent, writePdu, type AgentMib } from './scripted.agent.js';

const REPORT = 0xa8;
const AUTHENTICATED = 1;
const CODE_BYTES = 24;
const NOT_IN_TIME_WINDOW = '1.3.6.1.6.3.15.1.1.2.0';
const UNKNOWN_ENGINE = '1.3.6.1.6.3.15.1.1.4.0';
const WINDOW_SECONDS = 150;

/**
 * An agent of SNMPv3 (authNoPriv, HMAC-SHA-256-192) whose clock is in a test's hand: it keeps the time window of RFC 3414 as
 * an authoritative engine must. What a test sets takes effect with the next question.
 */
export class UsmAgent {
  boots = 1;
  /** Questions it would not answer for their time, and those it answered. */
  outside = 0;
  answered = 0;
  private startedMs: number;
  /** Seconds of its clock that go by in one of ours. */
  private rate = 1;
  private agent: ScriptedAgent | null = null;
  private key: Buffer = Buffer.alloc(0);

  private constructor(
    private readonly mib: AgentMib,
    private readonly password: string,
    private engine: Buffer,
    private readonly nowMs: () => number,
  ) {
    this.startedMs = nowMs();
    this.setEngine(engine);
  }

  static async open(mib: AgentMib, password: string, engine: Buffer, nowMs = () => performance.now()): Promise<UsmAgent> {
    const usm = new UsmAgent(mib, password, engine, nowMs);
    usm.agent = await ScriptedAgent.open((message) => usm.answer(message));
    return usm;
  }

  get port(): number {
    return this.agent?.port ?? 0;
  }

  get seconds(): number {
    return Math.floor(((this.nowMs() - this.startedMs) / 1000) * this.rate);
  }

  /** The clock goes so many times as fast from now on. */
  drift(rate: number): void {
    const { seconds } = this;
    this.rate = rate;
    this.startedMs = this.nowMs() - (seconds / rate) * 1000;
  }

  /** Moves the clock. */
  jump(seconds: number): void {
    this.startedMs -= (seconds / this.rate) * 1000;
  }

  /** Begins again, with as many boots. */
  restart(boots: number): void {
    this.boots = boots;
    this.startedMs = this.nowMs();
  }

  /** Another device at the same address. */
  setEngine(engine: Buffer): void {
    this.engine = engine;
    const digest = createHash('sha256')
      .update(Buffer.alloc(1024 * 1024, this.password))
      .digest();
    this.key = createHash('sha256').update(digest).update(engine).update(digest).digest();
  }

  async close(): Promise<void> {
    await this.agent?.close();
  }

  private answer(message: Buffer): Buffer[] {
    const [whole] = elements(message);
    const [, header, security, scoped] = elements(whole?.body ?? message);
    const [id, , flags] = elements(header?.body ?? message);
    const [fields] = elements(security?.body ?? message);
    const [engine, boots, time, user, code] = elements(fields?.body ?? message);
    const [, , pdu] = elements(scoped?.body ?? message);
    if (!id || !flags || !engine || !boots || !time || !user || !code || !pdu) return [];
    const write = (tag: number, body: readonly Buffer[], isSigned: boolean) =>
      this.write(id.body, user.body, element(tag, ...body), isSigned);
    const asked = readPdu(pdu);
    if (!engine.body.equals(this.engine)) return [write(REPORT, reportOf(asked.id, UNKNOWN_ENGINE), false)];
    if (((flags.body[0] ?? 0) & AUTHENTICATED) === 0 || !this.isAuthentic(message, code.body)) return [];
    const isInTime = number(boots.body) === this.boots && Math.abs(number(time.body) - this.seconds) <= WINDOW_SECONDS;
    if (!isInTime) {
      this.outside += 1;
      return [write(REPORT, reportOf(asked.id, NOT_IN_TIME_WINDOW), true)];
    }
    this.answered += 1;
    return [write(0xa2, writePdu(asked, this.mib.answer(asked)), true)];
  }

  private isAuthentic(message: Buffer, code: Buffer): boolean {
    const blank = Buffer.from(message);
    const at = message.indexOf(code);
    if (code.length !== CODE_BYTES || at < 0) return false;
    blank.fill(0, at, at + CODE_BYTES);
    return timingSafeEqual(this.sign(blank), code);
  }

  private sign(message: Buffer): Buffer {
    return createHmac('sha256', this.key).update(message).digest().subarray(0, CODE_BYTES);
  }

  private write(id: Buffer, user: Buffer, pdu: Buffer, isSigned: boolean): Buffer {
    const header = sequence(element(0x02, id), integer(65_507), octets(Buffer.from([isSigned ? AUTHENTICATED : 0])), integer(3));
    const blank = Buffer.alloc(isSigned ? CODE_BYTES : 0, 0xee);
    const fields = [octets(this.engine), integer(this.boots), integer(this.seconds), octets(user), octets(blank), octets('')];
    const message = sequence(integer(3), header, octets(sequence(...fields)), sequence(octets(this.engine), octets(''), pdu));
    if (!isSigned) return message;
    const at = message.indexOf(blank);
    message.fill(0, at, at + CODE_BYTES);
    this.sign(message).copy(message, at);
    return message;
  }
}

function reportOf(id: number, counter: string): Buffer[] {
  return writePdu({ id }, [{ oid: counter, value: integer(1, 0x41) }]);
}

function number(body: Buffer): number {
  return body.length === 0 ? 0 : body.readIntBE(0, body.length);
}
