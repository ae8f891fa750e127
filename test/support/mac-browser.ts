/** The browser of a joined Mac: what the SSO extension adds to navigations goes along. */
import { assemble, type MacParts } from '#mac/mac-parts.ts';
import type { QuirkName } from '#mac/quirks/catalogue.ts';
import type { NavigationAnswer, NavigationExtension } from '#mac/safari/navigation-extension.ts';
import { navigationExtension } from '#mac/sso-extension/navigation.ts';
import { Browser } from './openid-browser.ts';
import type { Stage } from './stage.ts';
import type { StageMac } from './stage-mac.ts';

/** The browser, and its Mac as it was when the browser was opened. */
export interface MacBrowser {
  readonly browser: Browser;
  readonly parts: MacParts;
  readonly extension: NavigationExtension;
  /** What the extension last added to a navigation. */
  readonly last: () => Readonly<Record<string, string>> | undefined;
  readonly misbehave: (name: QuirkName, value?: string) => void;
}

/** Opens a browser at the Mac. */
export function openMacBrowser(stage: Stage, { mac, ports }: StageMac): MacBrowser {
  const parts = assemble(mac.state(), ports);
  let last: NavigationAnswer | undefined;
  const own = navigationExtension(parts);
  const extension: NavigationExtension = {
    intercept: async (url, method) => {
      const answer = await own.intercept(url, method);
      if (answer.kind === 'headers') last = answer;
      return answer;
    },
  };
  return {
    browser: new Browser(stage.fetch, stage.url, extension),
    parts,
    extension,
    last: () => (last?.kind === 'headers' ? last.headers : undefined),
    misbehave: (name, value) => parts.state.quirks.push({ name, timesLeft: 1, value }),
  };
}
