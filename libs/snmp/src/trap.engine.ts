import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who we are to senders of SNMPv3 informs (RFC 3414 section 2.2): they secure what they send by our clock. */
export interface TrapEngine {
  readonly id: Buffer;
  readonly boots: number;
  /** Seconds since the last boot. */
  time(): number;
}

const FILE = 'snmp-engine.json';
const MAX_BOOTS = 2 ** 31 - 1;
/** Format 5 of RFC 3411, octets of one's own choice, under the enterprise that net-snmp for Node.js makes its ids of. */
const PREFIX = Buffer.from('8000b98305', 'hex');
const OWN_BYTES = 12;

/**
 * The identity kept in a folder, made at the first start; each start is a boot. Throws where the folder cannot be written: an engine whose
 * boots stand still would take old messages for new ones.
 */
export function loadTrapEngine(folder: string, monotonicMs: () => number): TrapEngine {
  const path = join(folder, FILE);
  const kept = readKept(path);
  const id = kept?.id ?? Buffer.concat([PREFIX, randomBytes(OWN_BYTES)]);
  const boots = Math.min(MAX_BOOTS, (kept?.boots ?? 0) + 1);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify({ engineId: id.toString('hex'), boots })}\n`);
  renameSync(`${path}.new`, path);
  const startedMs = monotonicMs();
  return { id, boots, time: () => Math.floor((monotonicMs() - startedMs) / 1000) };
}

/** Null where there is none, or none that can be read: a new identity is found by senders within one exchange. */
function readKept(path: string): { readonly id: Buffer; readonly boots: number } | null {
  try {
    const { engineId, boots } = JSON.parse(readFileSync(path, 'utf8')) as { engineId?: unknown; boots?: unknown };
    if (typeof engineId !== 'string' || !/^([0-9a-f]{2}){5,32}$/.test(engineId)) return null;
    if (typeof boots !== 'number' || !Number.isInteger(boots) || boots < 0) return null;
    return { id: Buffer.from(engineId, 'hex'), boots };
  } catch {
    return null;
  }
}
