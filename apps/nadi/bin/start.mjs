// `npm start`: install, build, run the whole service.
import { ensureBuilt, ensureInstalled } from './prepare.mjs';
import { runNadi } from './run.mjs';

ensureInstalled();
ensureBuilt({ quiet: false });
runNadi(['up', ...process.argv.slice(2)]);
