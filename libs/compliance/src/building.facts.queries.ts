import type { SqlSource } from '@app/platform';
import { DeclarationQueries } from '@app/registration';
import type { BuildingFacts } from './building.facts.js';
import { CameraTimeStore, NO_WINDOW_TIMES } from './camera.time.store.js';
import { type ComplianceRule, windowsOf } from './compliance.rule.js';

interface CameraCounts {
  readonly cameras: number;
  readonly camerasWatched: number;
}
const NO_CAMERAS: CameraCounts = { cameras: 0, camerasWatched: 0 };
const UNDECLARED = { declaredAt: null, camerasDeclared: 0, camerasVerified: 0 };

/** Reads what is known of buildings: of those that are there for who asks. Three statements, however many buildings. */
export class BuildingFactsQueries {
  private readonly declarations: DeclarationQueries;
  private readonly times: CameraTimeStore;

  constructor(private readonly source: SqlSource) {
    this.declarations = new DeclarationQueries(source);
    this.times = new CameraTimeStore(source);
  }

  /** One entry for each of the codes. */
  async of(buildings: readonly string[], rule: ComplianceRule, at: Date): Promise<ReadonlyMap<string, BuildingFacts>> {
    const declared = await this.declarations.factsOf(buildings);
    const times = await this.times.sums(buildings, windowsOf(rule, at));
    const cameras = await this.cameras(buildings);
    return new Map(
      buildings.map((building) => {
        const { declaredAt, camerasDeclared, camerasVerified } = declared.get(building) ?? UNDECLARED;
        const counts = cameras.get(building) ?? NO_CAMERAS;
        return [building, { declaredAt, camerasDeclared, camerasVerified, ...counts, ...(times.get(building) ?? NO_WINDOW_TIMES) }];
      }),
    );
  }

  private async cameras(buildings: readonly string[]): Promise<ReadonlyMap<string, CameraCounts>> {
    const rows = (await this.source.manager.query(
      `SELECT place.code AS building, count(*)::int AS cameras, (count(*) FILTER (WHERE cardinality(device.checks) > 0))::int AS "camerasWatched"
       FROM device JOIN place ON place.id = device.place_id
       WHERE place.code = ANY ($1::text[]) AND device.role = 'CAMERA' AND device.valid_to IS NULL GROUP BY 1`,
      [buildings],
    )) as (CameraCounts & { building: string })[];
    return new Map(rows.map(({ building, ...counts }) => [building, counts]));
  }
}
