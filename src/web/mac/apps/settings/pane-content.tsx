/** What a pane of System Settings shows. */
import { AboutPane } from './about-pane.tsx';
import { ListPane } from './list-pane.tsx';
import { NetworkPane } from './network-pane.tsx';
import type { PaneProps } from './pane-props.ts';
import type { PaneId } from './panes.ts';
import { PasskeysPane } from './passkeys-pane.tsx';
import { PrivacyPane } from './privacy-pane.tsx';
import { ProfilesPane } from './profiles-pane.tsx';
import { TouchIdPane } from './touch-id-pane.tsx';
import { UsersPane } from './users-pane.tsx';

/** The pane. */
export function PaneContent({ pane, ...props }: PaneProps & { readonly pane: PaneId }) {
  switch (pane) {
    case 'network':
      return <NetworkPane {...props} />;
    case 'general':
    case 'passwords':
      return <ListPane {...props} within={pane} />;
    case 'about':
      return <AboutPane {...props} />;
    case 'autofill':
    case 'password-options':
      return <PasskeysPane {...props} />;
    case 'profiles':
    case 'device-management':
      return <ProfilesPane {...props} />;
    case 'privacy':
      return <PrivacyPane {...props} />;
    case 'touch-id':
      return <TouchIdPane {...props} />;
    case 'users':
      return <UsersPane {...props} />;
  }
}
