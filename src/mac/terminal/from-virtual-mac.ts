/** Terminal on a virtual Mac: the Mac's own acts behind the few things that Terminal asks for. */
import type { Random } from '#runtime/random.ts';
import { findAccount, isPassword } from '../local-accounts/local-accounts.ts';
import type { MacState } from '../mac-state.ts';
import type { VirtualMac } from '../virtual-mac.ts';
import { sampleMessages } from './app-sso/sample-messages.ts';
import { associatedDomains } from './domains.ts';
import type { LogLine, TerminalMac } from './terminal-mac.ts';

/** The Mac with its log so far. */
export function terminalMac(mac: VirtualMac, log: readonly LogLine[], random: Random): TerminalMac {
  const state = (): MacState => mac.state();
  return {
    get state() {
      return state();
    },
    now: () => mac.now(),
    log: () => log,
    associatedDomains: () => associatedDomains(state(), log),
    async renewEnrollment() {
      const { outcome } = await mac.renewEnrollment();
      return outcome.kind === 'refused' ? outcome.sentence : undefined;
    },
    async openAddress(address) {
      const { outcome } = await mac.browse({ kind: 'open', address, newTab: true });
      return outcome.kind === 'refused' || outcome.kind === 'failed' ? outcome.sentence : undefined;
    },
    checkPassword(shortName, password) {
      const account = findAccount(state().accounts, shortName);
      return Promise.resolve(account !== undefined && isPassword(account, password));
    },
    sampleMessages: (user) =>
      sampleMessages({
        configuration: state().platformSso.loginConfiguration?.configuration,
        loginUserName: state().platformSso.users[user]?.loginUserName,
        time: mac.now(),
        random,
      }),
    async pairSmartCard(shortName, publicKeyHash) {
      await mac.pairCard(shortName, publicKeyHash);
    },
    async unpairSmartCard(shortName, publicKeyHash) {
      await (publicKeyHash === undefined ? mac.unpairCard(shortName) : mac.unpairCard(shortName, publicKeyHash));
    },
  };
}
