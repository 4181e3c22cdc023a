/** No number takes more bytes than this in the text formats ("-2.2250738585072014e-308" has 24). */
export const MAX_VALUE_BYTES = 26;

const ZERO = 48;
const MINUS = 45;
const POINT = 46;
// 10^6 … 10^12: exact in float64, so dividing by them rounds once, exactly as a reader of the decimal text does.
const SCALES = [1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];

/**
 * Writes a sample's value as decimal text at `at` and returns the place after it. The text reads back as the same float64; a value of a
 * float32 column is written with the digits that tell it from its float32 neighbours (0.012345, not 0.012345000170171261).
 * Not for NaN: a series without a value is left out.
 */
export function writeValue(bytes: Buffer, at: number, value: number, isFloat32: boolean): number {
  if (value === 0) {
    bytes[at] = ZERO;
    return at + 1;
  }
  let position = at;
  let magnitude = value;
  if (value < 0) {
    bytes[position++] = MINUS;
    magnitude = -value;
  }
  if (magnitude < 1e15 && magnitude === Math.floor(magnitude)) return writeInteger(bytes, position, magnitude);
  if (magnitude >= 1e-7 && magnitude < 1e6) {
    for (let index = 0; index < SCALES.length; index++) {
      const scale = SCALES[index];
      const scaled = Math.round(magnitude * scale);
      if (scaled > Number.MAX_SAFE_INTEGER) break;
      const readBack = isFloat32 ? Math.fround(scaled / scale) : scaled / scale;
      if (readBack === magnitude) return writeFixed(bytes, position, scaled, scale, index + 6);
    }
  }
  return at + bytes.write(textOf(value), at, 'latin1');
}

function textOf(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return String(value);
}

function writeInteger(bytes: Buffer, at: number, value: number): number {
  let position = at;
  if (value >= 1e9) {
    const high = Math.floor(value / 1e9);
    position = writeInteger(bytes, position, high);
    return writeDigits(bytes, position, value - high * 1e9, 9);
  }
  let digits = 1;
  for (let bound = 10; bound <= value; bound *= 10) digits++;
  return writeDigits(bytes, position, value, digits);
}

/** `digits` at most 9 or so at a time, so that the arithmetic stays within 32-bit integers. */
function writeDigits(bytes: Buffer, at: number, value: number, digits: number): number {
  let rest = value | 0;
  for (let position = at + digits - 1; position >= at; position--) {
    const next = (rest / 10) | 0;
    bytes[position] = ZERO + (rest - next * 10);
    rest = next;
  }
  return at + digits;
}

function writeFixed(bytes: Buffer, at: number, scaled: number, scale: number, decimals: number): number {
  const whole = Math.floor(scaled / scale);
  let fraction = scaled - whole * scale;
  let width = decimals;
  while (fraction % 10 === 0) {
    fraction /= 10;
    width--;
  }
  let position = writeInteger(bytes, at, whole);
  bytes[position++] = POINT;
  if (width <= 9) return writeDigits(bytes, position, fraction, width);
  const high = Math.floor(fraction / 1e9);
  position = writeDigits(bytes, position, high, width - 9);
  return writeDigits(bytes, position, fraction - high * 1e9, 9);
}
