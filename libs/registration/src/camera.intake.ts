import type { AddressGuard, GuardedAddress } from './address.guard.js';
import type { DeclarationSource, DeclarationWarning } from './declaration.js';
import type { DeclarationStore } from './declaration.store.js';
import type { DeclaredCamera } from './declared.camera.js';
import type { DoublesQueries } from './doubles.queries.js';
import type { CameraReading } from './read.camera.js';
import type { Registrar } from './registrar.js';
import { type RowFinding, RowFindings } from './row.finding.js';
import { CameraDoubles } from './same.camera.js';

export interface TakenDeclaration {
  readonly declarationId: number;
  readonly building: string;
  readonly version: number;
  readonly cameraCount: number;
}

interface OpenDeclaration {
  readonly id: number;
  readonly version: number;
  readonly warnings: DeclarationWarning[];
  cameras: number;
  warningCount: number;
}

const MOST_WARNINGS = 1_000;
const MANY_CAMERAS = 500;

/** Takes the cameras of one file or form, piece by piece: writes those that are sound, and gathers what is wrong with the others. */
export class CameraIntake {
  readonly errors = new RowFindings();
  /** Those that may be shown to who declares. */
  readonly warnings = new RowFindings();
  private readonly doubles = new CameraDoubles();
  private readonly buildings = new Map<string, OpenDeclaration | null>();
  private readonly realms = new Map<string, boolean>();
  private readonly guards = new Map<string, (address: string) => GuardedAddress>();

  constructor(
    private readonly store: DeclarationStore,
    private readonly elsewhere: DoublesQueries,
    private readonly guard: AddressGuard,
    private readonly registrar: Registrar,
    private readonly source: DeclarationSource,
    private readonly at: Date,
  ) {}

  async take(readings: readonly CameraReading[]): Promise<void> {
    const sound = new Map<string, DeclaredCamera[]>();
    for (const reading of readings) {
      if (reading.kind === 'wrong') {
        this.errors.add(...reading.findings);
        continue;
      }
      const camera = await this.check(reading.camera);
      if (camera === null) continue;
      const others = sound.get(camera.building);
      if (others) others.push(camera);
      else sound.set(camera.building, [camera]);
    }
    // Once something is wrong nothing will be kept, so the rest is only checked.
    if (this.errors.count > 0) return;
    for (const [building, cameras] of sound) {
      const declaration = this.buildings.get(building);
      if (!declaration) continue;
      await this.store.addCameras(declaration.id, building, cameras);
      declaration.cameras += cameras.length;
    }
  }

  /** Looks at what is elsewhere, and completes the declarations. Nothing may be kept where `errors` has any. */
  async finish(): Promise<readonly TakenDeclaration[]> {
    const open = [...this.buildings].filter((entry): entry is [string, OpenDeclaration] => entry[1] !== null);
    if (this.errors.count > 0) return [];
    if (open.length === 0) this.errors.add({ row: 0, column: '', code: 'NOTHING_DECLARED', reason: 'holds no camera' });
    if (open.some(([, { cameras }]) => cameras > MANY_CAMERAS)) await this.store.learn();
    for (const [, declaration] of open) await this.lookElsewhere(declaration);
    if (this.errors.count > 0) return [];
    for (const [, { id, cameras, warnings, warningCount }] of open) await this.store.complete(id, cameras, warnings, warningCount);
    return open.map(([building, { id, version, cameras }]) => ({ declarationId: id, building, version, cameraCount: cameras }));
  }

  private async check(camera: DeclaredCamera): Promise<DeclaredCamera | null> {
    const before = this.errors.count;
    const blame = (column: string, code: RowFinding['code'], reason: string) => this.errors.add({ row: camera.row, column, code, reason });
    const declaration = await this.declarationOf(camera.building);
    if (declaration === null) blame('Building', 'UNKNOWN_BUILDING', `there is no building ${camera.building}`);
    if (!(await this.isRealm(camera)))
      blame('Realm', 'UNKNOWN_REALM', `there is no realm ${camera.realm}; empty: the building's own network`);
    const address = camera.address === null ? null : (await this.guardOf(camera.realm))(camera.address);
    if (address?.kind === 'refused') blame('Address', 'ADDRESS_REFUSED', `${camera.address} ${address.reason}`);
    const guarded = address?.kind === 'allowed' ? { ...camera, address: address.address } : camera;
    const { errors, warnings } = this.doubles.look(guarded);
    this.errors.add(...errors);
    for (const warning of warnings) this.warn(declaration, { ...warning, otherPlace: null });
    return this.errors.count === before ? guarded : null;
  }

  private warn(declaration: OpenDeclaration | null, warning: DeclarationWarning, isShown = true): void {
    if (isShown) this.warnings.add({ row: warning.row, column: warning.column, code: warning.code, reason: warning.reason });
    if (declaration === null) return;
    declaration.warningCount += 1;
    if (declaration.warnings.length < MOST_WARNINGS) declaration.warnings.push(warning);
  }

  /** What belongs to somebody else is not told to who may not see it: it is kept for the review. */
  private async lookElsewhere(declaration: OpenDeclaration): Promise<void> {
    const found = await this.elsewhere.of(declaration.id);
    const seen = await this.registrar.sees([...new Set(found.map(({ otherPlace }) => otherPlace ?? ''))]);
    for (const { isDirect, ...warning } of found) {
      const isShown = seen.has(warning.otherPlace ?? '');
      if (isDirect && isShown) this.errors.add({ row: warning.row, column: warning.column, code: warning.code, reason: warning.reason });
      else this.warn(declaration, warning, isShown);
    }
  }

  private async declarationOf(building: string): Promise<OpenDeclaration | null> {
    const known = this.buildings.get(building);
    if (known !== undefined) return known;
    const isTheirs = (await this.registrar.sees([building])).has(building) && (await this.store.buildingExists(building));
    const made = isTheirs ? await this.store.submit(building, this.source, this.registrar.name, this.at) : null;
    const declaration = made && { ...made, warnings: [], cameras: 0, warningCount: 0 };
    this.buildings.set(building, declaration);
    return declaration;
  }

  private async isRealm({ realm, building }: DeclaredCamera): Promise<boolean> {
    if (realm === building || realm === 'default') return true;
    const known = this.realms.get(realm) ?? (await this.store.realmExists(realm));
    this.realms.set(realm, known);
    return known;
  }

  private async guardOf(realm: string): Promise<(address: string) => GuardedAddress> {
    const guard = this.guards.get(realm) ?? (await this.guard.of(realm));
    this.guards.set(realm, guard);
    return guard;
  }
}
