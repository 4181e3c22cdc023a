import type { Reach } from '@app/kernel';

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

export type Check = 'ADDRESS' | 'ICMP' | 'TCP' | 'RTSP' | 'ONVIF';

export interface Evidence {
  readonly check: Check;
  readonly at: Date;
  readonly passed: boolean;
  /** In words, bounded and without control characters. */
  readonly detail: string;
}

export interface CameraVerification {
  readonly id: string;
  readonly at: Date;
  readonly outcome: 'VERIFIED' | 'UNREACHABLE' | 'REFUSED' | 'ON_SITE_ONLY';
  readonly evidence: readonly Evidence[];
}
