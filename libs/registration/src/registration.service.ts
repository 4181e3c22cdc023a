import { CameraIntake, type TakenDeclaration } from './camera.intake.js';
import type { DeclarationSource } from './declaration.js';
import { DeclarationStore, type NewestDeclaration } from './declaration.store.js';
import { DoublesQueries } from './doubles.queries.js';
import type { CameraReading } from './read.camera.js';
import { type BuildingToRegister, type RegisterBuildingOutcome, registerBuilding } from './register.building.js';
import type { Registrar } from './registrar.js';
import type { RegistrationParts } from './registration.parts.js';
import { type Review, ReviewDesk, type ReviewOutcome } from './review.desk.js';
import type { RowFinding } from './row.finding.js';

export interface CamerasToRegister {
  /** The rows of a file or form, as they come. What it throws (a connection that broke) leaves nothing behind. */
  readonly readings: AsyncIterable<readonly CameraReading[]>;
  readonly source: DeclarationSource;
  /** Whose cameras they are; null: each row names its own. */
  readonly building: string | null;
  /** The version of the building's newest declaration as the caller saw it, 0: none; undefined: whatever there is. */
  readonly expectedVersion?: number | undefined;
  readonly dryRun: boolean;
}

export interface CheckedRows {
  readonly errors: readonly RowFinding[];
  readonly errorCount: number;
  readonly warnings: readonly RowFinding[];
  readonly warningCount: number;
}

export type RegisterCamerasOutcome =
  | ({ readonly kind: 'submitted' | 'dry-run'; readonly declarations: readonly TakenDeclaration[] } & CheckedRows)
  /** Nothing was kept. */
  | ({ readonly kind: 'refused' } & CheckedRows)
  | { readonly kind: 'unknown-building' }
  /** Somebody else has declared this building since the caller looked; nothing was kept. */
  | { readonly kind: 'conflict'; readonly newest: NewestDeclaration | null };

/** Owners declare buildings and cameras; registrars review. */
export class RegistrationService {
  private readonly store: DeclarationStore;
  private readonly desk: ReviewDesk;

  constructor(private readonly parts: RegistrationParts) {
    this.store = new DeclarationStore(parts.transactor);
    this.desk = new ReviewDesk(parts, this.store);
  }

  registerBuilding(building: BuildingToRegister, registrar: Registrar): Promise<RegisterBuildingOutcome> {
    return registerBuilding(this.parts.inventory, this.parts.transactor, building, registrar);
  }

  /** Takes a list of cameras, all or nothing. It replaces what waits for review of the same buildings. */
  async registerCameras(asked: CamerasToRegister, registrar: Registrar): Promise<RegisterCamerasOutcome> {
    const { transactor, clock, events } = this.parts;
    const { building } = asked;
    if (building !== null && !(await this.isTheirs(building, registrar))) return { kind: 'unknown-building' };
    return transactor.run(async () => {
      await this.store.lock(building);
      if (building !== null && asked.expectedVersion !== undefined) {
        const newest = await this.store.newest(building);
        if ((newest?.version ?? 0) !== asked.expectedVersion) return { kind: 'conflict', newest };
      }
      await this.store.mark();
      const doubles = new DoublesQueries(transactor);
      const intake = new CameraIntake(this.store, doubles, this.parts.guard, registrar, asked.source, clock.now());
      for await (const readings of asked.readings) await intake.take(readings);
      const declarations = await intake.finish();
      const { errors, warnings } = intake;
      const rows = { errors: errors.list, errorCount: errors.count, warnings: warnings.list, warningCount: warnings.count };
      const isRefused = errors.count > 0;
      if (isRefused || asked.dryRun) await this.store.undo();
      if (isRefused) return { kind: 'refused', ...rows };
      if (asked.dryRun) return { kind: 'dry-run', declarations, ...rows };
      const ids = declarations.map(({ declarationId }) => String(declarationId));
      await events.publishMany('registration.submitted', ids);
      return { kind: 'submitted', declarations, ...rows };
    });
  }

  review(review: Review, registrar: Registrar): Promise<ReviewOutcome> {
    return this.desk.review(review, registrar);
  }

  private async isTheirs(building: string, registrar: Registrar): Promise<boolean> {
    return (await registrar.sees([building])).has(building) && (await this.store.buildingExists(building));
  }
}
