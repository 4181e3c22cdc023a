import { decodeInstance } from './ber.oid.js';
import type { MessageReader } from './ber.message.js';
import { byteKeeper, valueAt } from './ber.value.js';
import type { WalkColumn, WalkOptions } from './column.walk.js';
import type { TakeCell } from './fast.walk.js';
import type { Varbind } from './varbind.value.js';

/** A cell that outlives its message. Its name is made only for whoever asks for it: hardly anybody does, who has column and instance. */
class TakenVarbind implements Varbind {
  constructor(
    private readonly column: string,
    private readonly instance: readonly number[],
    readonly type: number,
    readonly value: unknown,
  ) {}

  get oid(): string {
    return `${this.column}.${this.instance.join('.')}`;
  }
}

/** Hands cells over as instances and varbinds, for walks of any table. */
export function varbindTaker(columns: readonly WalkColumn[], take: WalkOptions['take']): TakeCell {
  const keep = byteKeeper();
  return (column: number, message: MessageReader, i: number, instanceFrom: number) => {
    const { name, oid } = columns[column] as WalkColumn;
    const { bytes, type, oidTo, valueFrom, valueTo } = message;
    const instance = decodeInstance(bytes, instanceFrom, oidTo[i] as number);
    const kind = type[i] as number;
    const value = valueAt(kind, bytes, valueFrom[i] as number, valueTo[i] as number, keep);
    take(name, instance, new TakenVarbind(oid, instance, kind, value));
  };
}
