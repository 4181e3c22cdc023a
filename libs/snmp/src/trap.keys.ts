import { createHmac, timingSafeEqual } from 'node:crypto';
import snmp from 'net-snmp';
import type { AuthProtocol, SnmpCredential } from './snmp.credential.js';
import { AUTH, PRIV } from './net-snmp.session.js';
import type { SecuredMessage } from './trap.message.js';

export type UserCredential = Extract<SnmpCredential, { readonly version: 'v3' }>;
type Authenticating = Exclude<UserCredential, { readonly level: 'noAuthNoPriv' }>;
type Encrypting = Extract<UserCredential, { readonly level: 'authPriv' }>;

/** An engine by whose id keys are made and by whose clock messages are encrypted. */
export interface EngineClock {
  readonly engineID: Buffer;
  readonly engineBoots: number;
  readonly engineTime: number;
}

/** net-snmp's cryptography without its receiver, as its source has it and as it was mended; its types do not know these functions. */
interface Cryptography {
  readonly Authentication: { passwordToKey(protocol: number, password: string, engineId: Buffer): Buffer };
  readonly Encryption: {
    encryptPdu(privacy: number, pdu: Buffer, password: string, protocol: number, engine: EngineClock): Encrypted;
    decryptPdu(privacy: number, encrypted: Buffer, salt: Buffer, password: string, protocol: number, engine: EngineClock): Buffer;
  };
}
interface Encrypted {
  readonly encryptedPdu: Buffer;
  readonly msgPrivacyParameters: Buffer;
}

const { Authentication, Encryption } = snmp as unknown as Cryptography;

/** The hash of each protocol, and how much of it is sent (RFC 3414, RFC 7860). */
const CODES: Readonly<Record<AuthProtocol, readonly [hash: string, bytes: number]>> = {
  md5: ['md5', 12],
  sha: ['sha1', 12],
  sha224: ['sha224', 16],
  sha256: ['sha256', 24],
  sha384: ['sha384', 32],
  sha512: ['sha512', 48],
};
const SALT_BYTES = 8;

export function codeBytes({ authProtocol }: Authenticating): number {
  return CODES[authProtocol][1];
}

/** The code of a message, computed with zeros where the code stands. */
export function codeOf({ authProtocol, authKey }: Authenticating, engineId: Buffer, whole: Buffer, authAt: number): Buffer {
  const [hash, bytes] = CODES[authProtocol];
  return createHmac(hash, Authentication.passwordToKey(AUTH[authProtocol], authKey, engineId))
    .update(whole.subarray(0, authAt))
    .update(Buffer.alloc(bytes))
    .update(whole.subarray(authAt + bytes))
    .digest()
    .subarray(0, bytes);
}

export function isAuthentic(credential: Authenticating, { whole, authAt, authCode, engineId }: SecuredMessage): boolean {
  return authCode.length === codeBytes(credential) && timingSafeEqual(codeOf(credential, engineId, whole, authAt), authCode);
}

/** Null where it cannot be decrypted at all. A wrong key of AES gives noise. */
export function decrypt(credential: Encrypting, { engineId, boots, time, salt, payload }: SecuredMessage): Buffer | null {
  if (salt.length !== SALT_BYTES) return null;
  const { privProtocol, privKey, authProtocol } = credential;
  const engine = { engineID: engineId, engineBoots: boots, engineTime: time };
  try {
    return Encryption.decryptPdu(PRIV[privProtocol], payload, salt, privKey, AUTH[authProtocol], engine);
  } catch {
    return null;
  }
}

export function encrypt({ privProtocol, privKey, authProtocol }: Encrypting, engine: EngineClock, pdu: Buffer): Encrypted {
  return Encryption.encryptPdu(PRIV[privProtocol], pdu, privKey, AUTH[authProtocol], engine);
}
