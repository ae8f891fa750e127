/** Notifications at the top right. Hover or focus shows what can be done; they come and go as the Mac says. */
import type { NotificationView } from '#api/desk/view.ts';
import { PushButton, RoundButton } from '../../look/controls.tsx';
import { AppIcon } from '../../look/app-icons.tsx';
import type { MacProps } from '../parts.ts';
import type { Acting } from '../use-act.ts';

interface Props extends MacProps {
  readonly acting: Acting;
  /** The time on the Mac's clock. */
  readonly time: number;
}

/** The banners, the newest first. */
export function Notifications({ mac, acting, time }: Props) {
  const icon = mac.applications.some(({ isPorchlight }) => isPorchlight) ? 'porchlight' : 'settings';
  const newest = mac.notifications.toSorted((one, other) => other.time - one.time);
  return (
    <ul class="mac-notifications" aria-label="Notifications" aria-live="polite">
      {newest.map((notification) => (
        <li key={notification.id} class="mac-notification">
          <AppIcon name={icon} size={38} />
          <div class="said">
            <p class="top">
              <strong>{notification.title}</strong>
              <span class="when">{agoWords(time - notification.time)}</span>
            </p>
            <p class="text">{bodyOf(notification, mac.settings.platformSso?.accountDisplayName)}</p>
            {notification.button !== undefined && (
              <div class="acts">
                <PushButton
                  isBusy={acting.isBusy}
                  onPress={() =>
                    void acting.run({
                      kind: notification.kind === 'authentication-required' ? 'sign-in' : 'register',
                    })
                  }
                >
                  {notification.button}
                </PushButton>
              </div>
            )}
          </div>
          <RoundButton
            label={`Close ${notification.title}`}
            onPress={() => void acting.run({ kind: 'dismiss', notification: notification.id })}
          >
            <svg width="9" height="9" viewBox="0 0 8 8" aria-hidden="true">
              <path d="M1.2 1.2 6.8 6.8M6.8 1.2 1.2 6.8" stroke="currentColor" stroke-width="1.4" />
            </svg>
          </RoundButton>
        </li>
      ))}
    </ul>
  );
}

function bodyOf({ body, kind }: NotificationView, account: string | undefined): string {
  return account !== undefined && kind === 'registration-required' ? `${account}: ${body}` : body;
}

function agoWords(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes}m ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours}h ago` : `${Math.floor(hours / 24)}d ago`;
}
