import { FileKeyRing, KeyRotation, type KeyRing, type SealedCount } from '@app/access';
import type { Transactor } from '@app/platform';
import { recordedChange } from './command.audit.js';
import type { RotationAsked } from './credential.arguments.js';
import type { Io } from './io.js';

/** The keys by their ids, and how much each of them seals. */
export async function tellKeys(transactor: Transactor, ring: KeyRing, isJson: boolean, io: Io): Promise<number> {
  const counts = await new KeyRotation(transactor, ring).counts();
  const sealedBy = (id: string | null) => counts.filter(({ keyId }) => keyId === id).reduce((sum, { count }) => sum + count, 0);
  const keys = ring.keys().map(({ id }, place) => ({ id, use: place === 0 ? 'current' : 'former', seals: sealedBy(id) }));
  const unnamed = sealedBy(null);
  if (isJson) io.stdout.write(`${JSON.stringify({ keys, unnamed })}\n`);
  else {
    for (const { id, use, seals } of keys) io.stdout.write(`${id}  ${use}, seals ${seals}\n`);
    if (unnamed > 0)
      io.stdout.write(`?         seals ${unnamed}: an older Nadi, or a key that is not here; nadi credential rotate tells\n`);
  }
  return 0;
}

/** Seals everything by the current key. It may be broken off and run again; services go on meanwhile. */
export async function rotateKeys(transactor: Transactor, ring: KeyRing, { isNewKey, dropsFormer }: RotationAsked, io: Io): Promise<number> {
  const file = ring instanceof FileKeyRing ? ring : null;
  if ((isNewKey || dropsFormer) && file === null) {
    io.stderr.write(
      'nadi credential: the key is that of NADI_SECRET_KEY: put the new one there and the old one into NADI_FORMER_SECRET_KEYS yourself\n',
    );
    return 2;
  }
  const rotation = new KeyRotation(transactor, ring);
  if (isNewKey) {
    const add = () => rotation.alone(async () => file!.addNew());
    const key = await recordedChange(transactor, add, ({ id }) => ({ action: 'key.add', subjectKind: 'sealing.key', subject: id }));
    io.stderr.write(`nadi: key ${key.id} is the current one in ${file!.path}; services on this machine use it from now on\n`);
  }
  const { id } = ring.current();
  const { resealed, unopened } = await rotation.reseal();
  if (resealed > 0)
    await recordedChange(
      transactor,
      async () => undefined,
      () => ({ action: 'key.rotate', subjectKind: 'sealing.key', subject: id, detail: { resealed, unopened: unopened.length } }),
    );
  io.stdout.write(`sealed again by ${id}: ${resealed}\n`);
  for (const { what, key } of unopened) io.stderr.write(`nadi credential: ${what} ${key}: no key here opens it; it stays as it is\n`);
  if (unopened.length > 0) return 1;
  if (dropsFormer) return drop(file!, rotation, transactor, io);
  return 0;
}

async function drop(file: FileKeyRing, rotation: KeyRotation, transactor: Transactor, io: Io): Promise<number> {
  const former = file.keys().slice(1);
  const others = await recordedChange(
    transactor,
    () =>
      rotation.alone(async () => {
        const counts = (await rotation.counts()).filter(({ keyId }) => keyId !== file.current().id);
        if (counts.length === 0) file.keepCurrentOnly();
        return counts;
      }),
    (counts) =>
      counts.length > 0 ? null : { action: 'key.drop', subjectKind: 'sealing.key', subject: former.map(({ id }) => id).join(' ') },
  );
  if (others.length > 0) {
    io.stderr.write(`nadi credential: the former keys stay: they seal ${countOf(others)} by now, rotate again\n`);
    return 1;
  }
  io.stdout.write(`former keys taken out of ${file.path}: ${former.length}; backups made until now need them\n`);
  return 0;
}

function countOf(counts: readonly SealedCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}
