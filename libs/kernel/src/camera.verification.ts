import type { Reach } from './reach.js';

/** What is needed to ask a declared camera. Nothing of it is trusted. */
export interface CameraToVerify {
  readonly id: string;
  /** Questions are counted by building: nobody's line is flooded on a stranger's word. */
  readonly building: string;
  readonly realm: string;
  readonly address: string | null;
  readonly reach: Reach;
  readonly rtspPort: number | null;
  readonly onvifPort: number | null;
  readonly httpPort: number | null;
  readonly rtspPath: string | null;
}

export const VERIFICATION_OUTCOMES = ['VERIFIED', 'UNREACHABLE', 'REFUSED', 'ON_SITE_ONLY'] as const;
export type VerificationOutcome = (typeof VERIFICATION_OUTCOMES)[number];

export type VerificationCheck = 'ADDRESS' | 'ICMP' | 'TCP' | 'RTSP' | 'ONVIF';

export interface VerificationEvidence {
  readonly check: VerificationCheck;
  readonly at: Date;
  readonly passed: boolean;
  /** In words, bounded and without control characters. */
  readonly detail: string;
}

/** What came of asking a declared camera. */
export interface CameraVerification {
  readonly id: string;
  readonly at: Date;
  readonly outcome: VerificationOutcome;
  readonly evidence: readonly VerificationEvidence[];
}
