/** The authenticator: the web app on a person's phone. */
import { render } from 'preact';
import './style.css';

const place = document.querySelector('#app');
if (place !== null) {
  render(
    <main>
      <h1>Porchlight Authenticator</h1>
    </main>,
    place,
  );
}
