import type { ProfileContent } from './profile.schema.js';

/** A vendor's MIBs as data: which devices it is for, which tables are read, and what their cells mean. */
export interface Profile extends ProfileContent {
  /** Name of the file. */
  readonly file: string;
}

/** Why a profile is refused: the line (from 1) and what is wrong there. */
export interface ProfileProblem {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

export type ParsedProfile =
  { readonly kind: 'parsed'; readonly profile: Profile } | { readonly kind: 'refused'; readonly problems: readonly ProfileProblem[] };
