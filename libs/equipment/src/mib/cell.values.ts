import { readNumber, readText, type Value, type Varbind } from '@app/snmp';

/** What stands in a cell, or null where it is missing or not what the column holds. */
export function numberIn(cell: Varbind | undefined): number | null {
  return valueIn(cell, readNumber);
}

export function textIn(cell: Varbind | undefined): string | null {
  return valueIn(cell, readText);
}

export function octetsIn(cell: Varbind | undefined): Buffer | null {
  return cell && Buffer.isBuffer(cell.value) ? cell.value : null;
}

function valueIn<T>(cell: Varbind | undefined, read: (cell: Varbind) => Value<T>): T | null {
  const value = cell && read(cell);
  return value?.kind === 'value' ? value.value : null;
}
