import { AccessTokenEntity, AccountEntity, CredentialEntity } from './access.entity.js';
import { CreateAccess1795456000001 } from './migrations/1795456000001-create-access.js';

export * from './access.service.js';
export * from './credential.vault.js';
export * from './viewer.js';

/** The tables of this room, for the database. */
export const accessEntities = [AccountEntity, AccessTokenEntity, CredentialEntity];
export const accessMigrations = [CreateAccess1795456000001];
