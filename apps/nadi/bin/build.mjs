// `npm run build`: a clean build into dist/.
import { ensureBuilt } from './prepare.mjs';

ensureBuilt({ clean: true, quiet: false });
