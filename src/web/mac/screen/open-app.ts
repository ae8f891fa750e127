/** How one application opens another on the desktop, such as Safari System Settings for a profile that was downloaded. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { AppName, OpenOptions } from './app-names.ts';

/** Opens an application, or brings it to the front. */
export type OpenApp = (app: AppName, options?: OpenOptions) => void;

/** Outside of a desktop nothing opens. */
export const OpenAppContext = createContext<OpenApp>(() => undefined);

/** The way to open an application from inside another. */
export function useOpenApp(): OpenApp {
  return useContext(OpenAppContext);
}
