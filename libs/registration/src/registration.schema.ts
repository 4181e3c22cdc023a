import { DeclarationEntity, DeclaredCameraEntity } from './declaration.entity.js';
import { CreateRegistration1795801800010 } from './migrations/1795801800010-create-registration.js';

/** The tables of this room, for the database. */
export const registrationEntities = [DeclarationEntity, DeclaredCameraEntity];
export const registrationMigrations = [CreateRegistration1795801800010];
