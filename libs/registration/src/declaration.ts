import type { CameraVerification } from '@app/kernel';
import type { DeclaredCamera } from './declared.camera.js';
import type { RowFinding } from './row.finding.js';

export const DECLARATION_STATES = ['SUBMITTED', 'ACCEPTED', 'REJECTED'] as const;
export type DeclarationState = (typeof DECLARATION_STATES)[number];

export const DECLARATION_SOURCES = ['FORM', 'CSV', 'XLSX'] as const;
export type DeclarationSource = (typeof DECLARATION_SOURCES)[number];

/** What an owner handed in for one building: the whole list of its cameras at that time. */
export interface Declaration {
  readonly declarationId: number;
  readonly building: string;
  /** Counts the declarations of a building: 1 for the first. */
  readonly version: number;
  readonly state: DeclarationState;
  readonly source: DeclarationSource;
  readonly cameraCount: number;
  readonly verifiedCount: number;
  readonly submittedBy: string;
  readonly submittedAt: Date;
  readonly reviewedBy: string | null;
  readonly reviewedAt: Date | null;
  /** Why it was rejected. */
  readonly reason: string | null;
  /** When a later one took its place. */
  readonly supersededAt: Date | null;
  readonly warnings: readonly DeclarationWarning[];
  readonly warningCount: number;
}

/** A finding that is kept with its declaration. */
export interface DeclarationWarning extends RowFinding {
  /** Where the other camera or device stands, if elsewhere: for those who may not see that place, the warning is not there. */
  readonly otherPlace: string | null;
}

/** A declared camera as it is kept. */
export interface KeptCamera extends DeclaredCamera {
  readonly cameraId: string;
  /** The device of the inventory that it became; null until it is accepted. */
  readonly deviceName: string | null;
  readonly verification: Omit<CameraVerification, 'id'> | null;
}
