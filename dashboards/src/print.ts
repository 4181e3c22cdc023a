// Writes dashboards/json/*.json and the catalogue of metrics. Run the compiled file in the project's folder.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { allDashboards, printed } from './all.dashboards.js';
import { metricsPage } from './metrics.page.js';

const folder = join(process.cwd(), 'dashboards');
for (const [name, dashboard] of Object.entries(allDashboards())) writeFileSync(join(folder, 'json', `${name}.json`), printed(dashboard));
writeFileSync(join(folder, 'METRICS.md'), metricsPage());
