import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { digestOf } from './digest.js';

const SECRET_BYTES = 20;
const STEP_SECONDS = 30;
const RECOVERY_CODES = 10;
const RECOVERY_BYTES = 10;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function newTotpSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

/** What an authenticator app takes, as text or as a QR code. */
export function totpUri(secret: Buffer, name: string): string {
  return totpOf(secret, name).toString();
}

/** The code of an instant: what an authenticator shows. */
export function totpCode(secret: Buffer, at: Date): string {
  return totpOf(secret, '').generate({ timestamp: at.getTime() });
}

/** The time step of which this is the code, one step early or late included (RFC 6238, 5.2); null: of none that is near. */
export function totpStepOf(secret: Buffer, code: string, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const delta = totpOf(secret, '').validate({ token: code, timestamp: now.getTime(), window: 1 });
  return delta === null ? null : Math.floor(now.getTime() / 1000 / STEP_SECONDS) + delta;
}

function totpOf(secret: Buffer, name: string): TOTP {
  return new TOTP({
    issuer: 'Nadi',
    label: name,
    algorithm: 'SHA1',
    digits: 6,
    period: STEP_SECONDS,
    secret: Secret.fromHex(secret.toString('hex')),
  });
}

/** Shown once; each stands in for one code of a lost authenticator. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const text = [...randomBytes(RECOVERY_BYTES * 2)].slice(0, 16).map((byte) => BASE32[byte & 31]);
    return [0, 4, 8, 12].map((from) => text.slice(from, from + 4).join('')).join('-');
  });
}

/** However somebody writes it: in small letters, without the dashes. */
export function recoveryDigest(code: string): Buffer {
  return digestOf(`recovery:${code.toUpperCase().replaceAll(/[^A-Z2-7]/g, '')}`);
}
