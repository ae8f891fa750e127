/** Everything of the console, once schemas are made as the policy of the page allows. */
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import 'virtual:theme.css';
import './style.css';
import { createRoot } from 'react-dom/client';
import { App } from './shell/app.tsx';

/** Shows it. */
export function start(): void {
  const root = document.querySelector('#app');
  if (root) createRoot(root).render(<App />);
}
