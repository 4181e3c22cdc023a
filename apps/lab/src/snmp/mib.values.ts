import { encode, encodeInteger, encodeOid, TAG } from './ber.codec.js';
import type { Oid } from './mib.view.js';

const MOST_32 = 0xffff_ffff;

export const octets = (value: Uint8Array) => encode(TAG.OCTETS, value);
export const text = (value: string) => octets(Buffer.from(value));
/** Integer32: what is larger wraps, as agents with large ifIndexes do. */
export const integer = (value: number) => encodeInteger(TAG.INTEGER, Math.round(value) | 0);
export const gauge = (value: number) => encodeInteger(TAG.GAUGE32, Math.min(Math.round(value), MOST_32));
export const ticks = (value: number) => encodeInteger(TAG.TIME_TICKS, value);
export const counter32 = (value: bigint) => encodeInteger(TAG.COUNTER32, value & 0xffff_ffffn);
export const counter64 = (value: bigint) => encodeInteger(TAG.COUNTER64, value);
export const identifier = (value: Oid) => encodeOid(value);
export const oidOf = (dotted: string): Oid => dotted.split('.').map(Number);
