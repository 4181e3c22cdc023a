import type { BatchOutcome, Problem, Row } from '@app/inventory';
import { deviceNamesOf, toDeviceRow } from './camera.device.js';
import type { DeclarationStore, DeclarationUnderReview } from './declaration.store.js';
import type { DeclaredCamera } from './declared.camera.js';
import type { Registrar } from './registrar.js';
import type { RegistrationParts } from './registration.parts.js';

export interface Review {
  readonly declarationId: number;
  /** Why it is rejected; null: it is accepted. */
  readonly rejectedFor: string | null;
}

export type ReviewOutcome =
  | { readonly kind: 'accepted'; /** Of the topology; null: nothing of it changed. */ readonly topologyVersion: number | null }
  | { readonly kind: 'rejected' }
  | { readonly kind: 'unknown' }
  /** It was reviewed or replaced meanwhile. */
  | { readonly kind: 'conflict'; readonly declaration: DeclarationUnderReview }
  /** The inventory cannot take these cameras as they are; nothing was written. */
  | { readonly kind: 'refused'; readonly problems: readonly Problem[]; readonly problemCount: number };

/** Decides on declarations. What is accepted goes into the inventory in the same transaction. */
export class ReviewDesk {
  constructor(
    private readonly parts: RegistrationParts,
    private readonly store: DeclarationStore,
  ) {}

  async review({ declarationId, rejectedFor }: Review, registrar: Registrar): Promise<ReviewOutcome> {
    const found = await this.store.find(declarationId);
    if (found === null || !(await registrar.sees([found.building])).has(found.building)) return { kind: 'unknown' };
    return this.parts.transactor.run(async () => {
      await this.store.lock(found.building);
      // Read again under the lock: somebody else may have been faster.
      const declaration = await this.store.find(declarationId);
      if (declaration === null) return { kind: 'unknown' };
      if (declaration.state !== 'SUBMITTED' || declaration.isSuperseded) return { kind: 'conflict', declaration };
      const at = this.parts.clock.now();
      if (rejectedFor === null) {
        const outcome = await this.accept(declaration, registrar.name, at);
        if (outcome.kind !== 'accepted') return outcome;
        await this.publish('registration.accepted', declarationId);
        return outcome;
      }
      await this.store.reject(declarationId, registrar.name, at, rejectedFor);
      await this.publish('registration.rejected', declarationId);
      return { kind: 'rejected' };
    });
  }

  private async accept({ id, building }: DeclarationUnderReview, by: string, at: Date): Promise<ReviewOutcome> {
    const { inventory } = this.parts;
    const cameras = await this.store.camerasOf(id);
    const known = await inventory.devicesIn(building);
    const names = deviceNamesOf(cameras, known);
    const devices = await Promise.all(
      cameras.map(async (camera) => {
        const name = names.get(camera.row) ?? camera.name;
        return toDeviceRow(camera, name, known.get(name), await this.parts.guard.mayBeAsked(camera));
      }),
    );
    const stays = new Set(names.values());
    const retiredDevices = (await this.store.devicesInForce(building)).filter((name) => !stays.has(name));
    const saved = await inventory.save({ rows: { realms: await this.ownRealm(building, cameras), devices }, retiredDevices }, by);
    const outcome = outcomeOf(saved);
    if (outcome.kind === 'accepted') await this.store.accept(id, building, by, at, names);
    return outcome;
  }

  /** The building's own address space, made when the first camera is accepted that has an address there. */
  private async ownRealm(building: string, cameras: readonly DeclaredCamera[]): Promise<Row[]> {
    if (!cameras.some(({ realm }) => realm === building)) return [];
    return (await this.parts.inventory.find('realms', building)) ? [] : [{ code: building, name: `Building ${building}` }];
  }

  private publish(type: string, declarationId: number): Promise<void> {
    return this.parts.events.publish({ type, id: String(declarationId) });
  }
}

function outcomeOf(saved: BatchOutcome): Extract<ReviewOutcome, { kind: 'accepted' | 'refused' }> {
  switch (saved.kind) {
    case 'saved':
      return { kind: 'accepted', topologyVersion: saved.version };
    case 'unchanged':
      return { kind: 'accepted', topologyVersion: null };
    case 'refused':
      return saved;
    case 'conflict':
      throw new Error('a batch that expects nothing met a conflict');
  }
}
