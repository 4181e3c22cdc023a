import { AccessTokenEntity, AccountEntity, CredentialEntity } from './access.entity.js';
import { AccountAreaEntity, AccountIdentityEntity, RecoveryCodeEntity, SignOnAttemptEntity } from './account.entity.js';
import { CreateAccess1795456000001 } from './migrations/1795456000001-create-access.js';
import { SignOn1795801500000 } from './migrations/1795801500000-sign-on.js';
import { OidcAttemptEntity, SessionEntity } from './session.entity.js';

export * from './access.service.js';
export { AccountQueries } from './account.queries.js';
export { AccountSealing } from './account.sealing.js';
export * from './account.service.js';
export * from './account.sign-on.js';
export { AttemptThrottle } from './account.throttle.js';
export { sameRights } from './account.viewer.js';
export { type Area, faultOfAreas, jurisdictionOf, needsArea, WHOLE_NETWORK } from './area.js';
export { CREDENTIAL_CHANGED, CredentialVault } from './credential.vault.js';
export * from './key.ring.js';
export * from './key.rotation.js';
export { OidcAccounts } from './oidc.accounts.js';
export { OidcBearer } from './oidc.bearer.js';
export * from './oidc.mapping.js';
export { faultOfIssuer, OidcProvider, type OidcSettings } from './oidc.provider.js';
export * from './oidc.sign-on.js';
export { PasswordHasher } from './password.hasher.js';
export * from './session.service.js';
export * from './viewer.js';

/** The tables of this room, for the database. */
export const accessEntities = [
  AccountEntity,
  AccessTokenEntity,
  CredentialEntity,
  AccountAreaEntity,
  AccountIdentityEntity,
  RecoveryCodeEntity,
  SignOnAttemptEntity,
  SessionEntity,
  OidcAttemptEntity,
];
export const accessMigrations = [CreateAccess1795456000001, SignOn1795801500000];
