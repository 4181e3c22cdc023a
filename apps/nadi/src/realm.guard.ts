import { AddressGuard, type GuardedAddress, UnicastGuard } from '@app/registration';
import { guardAddress, type RealmNetworks } from '@app/verification';

/** Declared addresses by the networks of their realm. Of a realm without networks they are kept, and never asked. */
export class RealmGuard extends AddressGuard {
  private readonly byDefault = new UnicastGuard();

  constructor(private readonly networks: RealmNetworks) {
    super();
  }

  override async of(realm: string): Promise<(address: string) => GuardedAddress> {
    const policy = this.networks.realm(realm);
    return policy ? (address) => guardAddress(address, policy) : this.byDefault.of();
  }

  override async mayBeAsked({ realm, address }: { readonly realm: string; readonly address: string | null }): Promise<boolean> {
    const policy = this.networks.realm(realm);
    return policy !== null && address !== null && guardAddress(address, policy).kind === 'allowed';
  }
}
