import { cleanText } from '@app/snmp';

const MAC_BYTES = 6;

/** "aa:bb:cc:dd:ee:ff" of six octets, else null. */
export function macAddress(bytes: Buffer): string | null {
  return bytes.length === MAC_BYTES ? hex(bytes) : null;
}

function hex(bytes: Buffer): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** Text where the octets are printable, else their hexadecimal digits: an identifier that says it is text and is not. */
export function textOrHex(bytes: Buffer): string {
  const whole = trimNul(bytes);
  // oxlint-disable-next-line no-control-regex
  const isText = whole.length > 0 && !/[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/u.test(whole.toString('utf8'));
  if (isText) return cleanText(whole);
  return bytes.every((byte) => byte === 0) && bytes.length !== MAC_BYTES ? '' : hex(bytes.subarray(0, 64));
}

function trimNul(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
}

/** An IPv4 or IPv6 address of four or sixteen octets, else null. */
export function ipAddress(bytes: Buffer): string | null {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) return null;
  const words = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2).toString(16));
  return new URL(`http://[${words.join(':')}]`).hostname.slice(1, -1);
}
