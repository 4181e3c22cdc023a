import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { matchOf, type Identity, type Matching } from './profile.match.js';
import { parseProfile } from './profile.parser.js';
import { HEAD_SCHEMA, type Match } from './profile.schema.js';
import type { Profile, ProfileProblem } from './profile.js';

interface Entry {
  readonly file: string;
  readonly text: string;
  /** Null where the head cannot be read: the whole will tell why. */
  readonly match: 'any' | readonly Match[] | null;
  /** Undefined until it is wanted: a hundred profiles take longer to read than a device. */
  profile?: Profile | null;
}

/** Profiles of a folder: read when a device wants them. A bad one is left out, and what is wrong with it is told. */
export class ProfileLibrary {
  private readonly bad = new Map<string, readonly ProfileProblem[]>();

  private constructor(private readonly entries: readonly Entry[]) {}

  /** @param folders those that come later replace files of the same name */
  static open(folders: readonly string[] = [PROFILE_FOLDER]): ProfileLibrary {
    const files = new Map<string, string>();
    for (const folder of folders) {
      for (const file of readdirSync(folder).sort()) if (/\.ya?ml$/u.test(file)) files.set(file, readFileSync(join(folder, file), 'utf8'));
    }
    return new ProfileLibrary([...files].map(([file, text]) => ({ file, text, match: readMatch(text) })));
  }

  static of(texts: Readonly<Record<string, string>>): ProfileLibrary {
    return new ProfileLibrary(Object.entries(texts).map(([file, text]) => ({ file, text, match: readMatch(text) })));
  }

  /** What each file says of a device, by file name; those that are not for it are left out. */
  candidates(identity: Identity): { readonly file: string; readonly matching: Exclude<Matching, { kind: 'no' }> }[] {
    return this.entries.flatMap(({ file, match }) => {
      const matching = match === null ? ({ kind: 'no' } as const) : matchOf(match, identity);
      return matching.kind === 'no' ? [] : [{ file, matching }];
    });
  }

  /** Null where the file is refused. */
  profile(file: string): Profile | null {
    const entry = this.entries.find((candidate) => candidate.file === file);
    if (!entry) return null;
    if (entry.profile === undefined) {
      const parsed = parseProfile(entry.file, entry.text);
      entry.profile = parsed.kind === 'parsed' ? parsed.profile : null;
      if (parsed.kind === 'refused') this.bad.set(entry.file, parsed.problems);
    }
    return entry.profile;
  }

  /** Reads every profile, and answers all that is wrong with any of them. */
  check(): readonly ProfileProblem[] {
    for (const { file } of this.entries) this.profile(file);
    return [...this.bad.values()].flat();
  }

  get files(): readonly string[] {
    return this.entries.map(({ file }) => file);
  }
}

/** The part before the tables and rules is read apart: it is small, and decides whether the rest is wanted. */
function readMatch(text: string): Entry['match'] {
  const end = /^(device|tables|sensors|entitySensors|onus|neighbours|traps):/mu.exec(text)?.index ?? text.length;
  try {
    const head = HEAD_SCHEMA.safeParse(parse(text.slice(0, end)));
    return head.success ? head.data.match : null;
  } catch {
    return null;
  }
}

/** Data is not compiled: seen from the sources it lies two folders up, from a built copy it still lies with the sources. */
const PLACES = ['../../profiles', '../../../../../libs/equipment/profiles'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
export const PROFILE_FOLDER = PLACES.find((place) => existsSync(place)) ?? (PLACES[0] as string);
