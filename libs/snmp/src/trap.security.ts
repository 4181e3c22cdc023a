import { BerCursor } from './trap.cursor.js';
import type { TrapEngine } from './trap.engine.js';
import { codeBytes, codeOf, decrypt, encrypt, isAuthentic, type UserCredential } from './trap.keys.js';
import { FLAG, type MessageFields, type SecuredMessage, writeReport, writeSecured } from './trap.message.js';
import { EngineClocks, WINDOW_SECONDS } from './trap.timeliness.js';

/** The counters of RFC 3414 section 5, by their place in it. */
const COUNTER = { LEVEL: 1, TIME: 2, USER: 3, ENGINE: 4, DIGEST: 5, DECRYPTION: 6 } as const;
type Counter = (typeof COUNTER)[keyof typeof COUNTER];

export type OpenedMessage =
  | {
      readonly kind: 'opened';
      readonly credential: UserCredential;
      /** The scoped PDU in the clear, and where the PDU begins in it. */
      readonly scoped: Buffer;
      readonly pduAt: number;
      /** It was secured by our clock: the sender waits for an acknowledgement. */
      readonly isOurs: boolean;
    }
  | { readonly kind: 'refused'; readonly result: 'discovery' | 'bad_security'; readonly reply: Buffer | null };

const LEVEL_FLAGS = { noAuthNoPriv: 0, authNoPriv: FLAG.AUTHENTICATED, authPriv: FLAG.AUTHENTICATED | FLAG.ENCRYPTED } as const;
const SECURED = FLAG.AUTHENTICATED | FLAG.ENCRYPTED;
const ENGINE_ID_BYTES = { least: 5, most: 32 };
const MAX_TIME = 2 ** 31 - 1;

/** The user-based security model (RFC 3414) for what is told without being asked: of traps the sender has the clock, of informs we have. */
export class TrapSecurity {
  private users = new Map<string, UserCredential[]>();
  private readonly clocks = new EngineClocks();
  private readonly counters = new Map<Counter, number>();

  constructor(private readonly engine: TrapEngine) {}

  /** From now on only these are taken. Several may share a name: devices of two makes with a user each that is called the same. */
  admit(credentials: readonly UserCredential[]): void {
    this.users = new Map();
    for (const credential of credentials) {
      const namesakes = this.users.get(credential.user);
      if (namesakes) namesakes.push(credential);
      else this.users.set(credential.user, [credential]);
    }
  }

  open(message: SecuredMessage, source: string, nowMs: number): OpenedMessage {
    const { engineId, flags } = message;
    const isOurs = engineId.equals(this.engine.id);
    if (!isOurs && (flags & FLAG.REPORTABLE) !== 0) return this.refuse(message, COUNTER.ENGINE);
    if (!isOurs && (engineId.length < ENGINE_ID_BYTES.least || engineId.length > ENGINE_ID_BYTES.most)) return REFUSED;
    const namesakes = this.users.get(message.user);
    if (!namesakes) return this.refuse(message, COUNTER.USER);
    const able = namesakes.filter(({ level }) => LEVEL_FLAGS[level] === (flags & SECURED));
    if (able.length === 0) return this.refuse(message, COUNTER.LEVEL);
    const credential = able.find((each) => each.level === 'noAuthNoPriv' || isAuthentic(each, message));
    if (!credential) return this.refuse(message, COUNTER.DIGEST);
    if (credential.level !== 'noAuthNoPriv' && !this.isTimely(isOurs, message, source, nowMs))
      return this.refuse(message, COUNTER.TIME, credential);
    return this.unwrap(message, credential, isOurs);
  }

  /** Tells the sender of an inform that it came: the same PDU, as a Response, secured as it was. */
  acknowledge(message: SecuredMessage, { credential, scoped, pduAt }: Extract<OpenedMessage, { kind: 'opened' }>): Buffer {
    const answer = Buffer.from(scoped);
    answer[pduAt] = 0xa2;
    return this.secure(message, answer, credential);
  }

  private isTimely(isOurs: boolean, { engineId, boots, time }: SecuredMessage, source: string, nowMs: number): boolean {
    if (!isOurs) return this.clocks.isTimely(source, engineId, boots, time, nowMs);
    return boots === this.engine.boots && Math.abs(time - this.engine.time()) <= WINDOW_SECONDS;
  }

  private unwrap(message: SecuredMessage, credential: UserCredential, isOurs: boolean): OpenedMessage {
    const scoped = credential.level === 'authPriv' ? decrypt(credential, message) : message.payload;
    const outside = scoped && new BerCursor(scoped);
    const fields = outside?.enter(0x30);
    fields?.skip();
    fields?.skip();
    if (!scoped || !outside?.isSound || !fields) return this.refuse(message, COUNTER.DECRYPTION, credential);
    // A block cipher fills up its last block: what follows the PDU is none of it.
    return { kind: 'opened', credential, scoped: scoped.subarray(0, fields.end), pduAt: fields.position, isOurs };
  }

  /** Says why by a Report, if the sender can take one. */
  private refuse(message: SecuredMessage, counter: Counter, credential: UserCredential | null = null): OpenedMessage {
    const count = (this.counters.get(counter) ?? 0) + 1;
    this.counters.set(counter, count >>> 0);
    const result = counter === COUNTER.ENGINE ? 'discovery' : 'bad_security';
    if ((message.flags & FLAG.REPORTABLE) === 0) return { kind: 'refused', result, reply: null };
    const report = writeReport(this.engine.id, counter, count >>> 0);
    // Our clock is told under the user's key, or anybody could set it (section 3.2, step 7a).
    const signer = counter === COUNTER.TIME && credential && credential.level !== 'noAuthNoPriv' ? credential : null;
    return { kind: 'refused', result, reply: this.secure(message, report, signer && { ...signer, level: 'authNoPriv' }) };
  }

  private secure({ id, user }: SecuredMessage, scoped: Buffer, credential: UserCredential | null): Buffer {
    const engineId = this.engine.id;
    const { boots } = this.engine;
    const time = Math.min(MAX_TIME, this.engine.time());
    const flags = LEVEL_FLAGS[credential?.level ?? 'noAuthNoPriv'];
    const plain = { id, flags, engineId, boots, time, user, authCode: Buffer.alloc(0), salt: Buffer.alloc(0), payload: scoped };
    if (credential === null || credential.level === 'noAuthNoPriv') return writeSecured(plain).whole;
    const fields: MessageFields = { ...plain, authCode: Buffer.alloc(codeBytes(credential)), ...encrypted(credential, plain) };
    const { whole, authAt } = writeSecured(fields);
    codeOf(credential, engineId, whole, authAt).copy(whole, authAt);
    return whole;
  }
}

const REFUSED: OpenedMessage = { kind: 'refused', result: 'bad_security', reply: null };

function encrypted(credential: UserCredential, { engineId, boots, time, payload }: MessageFields): Partial<MessageFields> {
  if (credential.level !== 'authPriv') return {};
  const done = encrypt(credential, { engineID: engineId, engineBoots: boots, engineTime: time }, payload);
  return { payload: done.encryptedPdu, salt: done.msgPrivacyParameters };
}
