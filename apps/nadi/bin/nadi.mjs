// `npm run --silent nadi -- COMMAND`: the command line.
import { ensureBuilt, ensureInstalled } from './prepare.mjs';
import { runNadi } from './run.mjs';

ensureInstalled();
ensureBuilt();
runNadi(process.argv.slice(2));
