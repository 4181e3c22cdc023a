const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** Prefixes that several devices share by design: VRRP, HSRP, GLBP, CARP and the bridges that containers bring. */
const SHARED = ['00:00:5e:00:01:', '00:00:5e:00:02:', '00:00:0c:07:ac:', '00:05:73:a0:0', '00:07:b4:00:', '02:42:'];

/** "aa:bb:cc:dd:ee:ff" in lower case, or null where the text is written otherwise. */
export function macOf(text: string | null): string | null {
  const mac = text?.trim().toLowerCase().replaceAll('-', ':') ?? '';
  if (MAC.test(mac)) return mac;
  // aabb.ccdd.eeff
  const digits = /^[0-9a-f]{4}(\.[0-9a-f]{4}){2}$/.test(mac) ? mac.replaceAll('.', '') : '';
  return digits === '' ? null : (digits.match(/../g) ?? []).join(':');
}

/** Whether an address was burnt into one piece of hardware, so that two who have it are one. */
export function isOwnMac(mac: string): boolean {
  const first = Number.parseInt(mac.slice(0, 2), 16);
  // The lowest bits: a group of receivers; made up by software.
  if ((first & 3) !== 0 || mac === '00:00:00:00:00:00') return false;
  return !SHARED.some((prefix) => mac.startsWith(prefix));
}

export function macFromBytes(bytes: readonly number[] | Uint8Array): string | null {
  if (bytes.length !== 6 || [...bytes].some((byte) => byte < 0 || byte > 255)) return null;
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':');
}
