import type { ProfileLibrary } from '@app/equipment';
import type { TrapKind } from '@app/probing';

/** What the notifications of vendors mean, from the `traps:` of all profiles: a receiver does not know what a sender is. */
export function trapKindsOf(library: ProfileLibrary): ReadonlyMap<string, TrapKind> {
  const kinds = new Map<string, TrapKind>();
  for (const file of library.files) {
    const traps = library.profile(file)?.traps ?? {};
    // A vendor's identifiers are its own; where two files name the same, they mean the same.
    for (const [trapOid, kind] of Object.entries(traps)) kinds.set(trapOid, kind === 'restart' ? 'coldStart' : kind);
  }
  return kinds;
}
