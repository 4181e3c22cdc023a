import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const KEY_BYTES = 8;
const BLOCK_BYTES = 8;

export interface Encrypted {
  readonly encryptedPdu: Buffer;
  readonly msgPrivacyParameters: Buffer;
}

/**
 * The privacy of old agents (RFC 3414 section 8), which OpenSSL 3 no longer has and net-snmp asks it for. Triple DES with one key three
 * times is DES. It hides nothing from anybody who tries: for devices that have nothing else.
 */
export function encryptDes(localizedKey: Buffer, pdu: Buffer, engineBoots: number): Encrypted {
  // Differs for each message of the engine, which is all that the salt is for.
  const salt = Buffer.concat([Buffer.alloc(4), randomBytes(4)]);
  salt.writeUInt32BE(engineBoots >>> 0);
  const padded = Buffer.alloc(Math.ceil(pdu.length / BLOCK_BYTES) * BLOCK_BYTES);
  pdu.copy(padded);
  const cipher = createCipheriv('des-ede3-cbc', tripled(localizedKey), initial(localizedKey, salt)).setAutoPadding(false);
  return { encryptedPdu: Buffer.concat([cipher.update(padded), cipher.final()]), msgPrivacyParameters: salt };
}

/** Throws for what is no whole number of blocks or has a salt of another length. */
export function decryptDes(localizedKey: Buffer, encryptedPdu: Buffer, salt: Buffer): Buffer {
  if (salt.length !== BLOCK_BYTES) throw new RangeError('a salt of DES has 8 bytes');
  const decipher = createDecipheriv('des-ede3-cbc', tripled(localizedKey), initial(localizedKey, salt)).setAutoPadding(false);
  return Buffer.concat([decipher.update(encryptedPdu), decipher.final()]);
}

function tripled(localizedKey: Buffer): Buffer {
  const key = localizedKey.subarray(0, KEY_BYTES);
  return Buffer.concat([key, key, key]);
}

/** The second half of the key, hidden by the salt. */
function initial(localizedKey: Buffer, salt: Buffer): Buffer {
  return Buffer.from(salt.map((byte, i) => byte ^ (localizedKey[KEY_BYTES + i] as number)));
}
