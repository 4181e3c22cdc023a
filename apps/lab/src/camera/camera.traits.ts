/** What its cameras differ in, the same every time: a city in which all are alike shows nothing. */
export interface CameraTraits {
  /** Wants a login before it describes its stream. */
  readonly isProtected: boolean;
  /** Its clock less the right one, milliseconds. */
  readonly skewMs: number;
}

const PROTECTED_EACH = 4;
const WRONG_CLOCK_EACH = 50;
const WRONG_BY_MS = 90_000;

export const CAMERA_PORTS = { rtsp: 554, onvif: 80 } as const;
/** The only stream that a camera publishes. */
export const CAMERA_PATH = '/live';

/** By its position in the document. */
export function cameraTraits(device: number): CameraTraits {
  return { isProtected: device % PROTECTED_EACH === 0, skewMs: device % WRONG_CLOCK_EACH === 0 ? WRONG_BY_MS : 0 };
}
