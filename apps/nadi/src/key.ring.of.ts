import { type KeyRing, openKeyRing } from '@app/access';
import type { Settings } from '@app/platform';

/** The sealing keys that the settings name. Throws SealingKeyError where they cannot be used. */
export function keyRingOf(settings: Settings): KeyRing {
  return openKeyRing({
    key: settings.NADI_SECRET_KEY,
    former: settings.NADI_FORMER_SECRET_KEYS,
    file: settings.NADI_SECRET_KEY_FILE,
    dataDir: settings.NADI_DATA_DIR,
  });
}
