import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standingIn } from './standing-in.ts';

test('an app that comes from its server leaves every address as it is', () => {
  const { issuer, isStandIn, here, there } = standingIn('https://id.example', undefined);
  assert.equal(issuer, 'https://id.example');
  assert.equal(isStandIn, false);
  assert.equal(here('https://id.example/authenticator/api/self'), 'https://id.example/authenticator/api/self');
  assert.equal(there('https://id.example/authenticator/#enroll=x'), 'https://id.example/authenticator/#enroll=x');
});

test('an app that comes from the desk asks the desk, and names the server', () => {
  const { issuer, isStandIn, here, there } = standingIn('http://localhost:8480', 'https://localhost:8443');
  assert.equal(issuer, 'https://localhost:8443');
  assert.equal(isStandIn, true);
  assert.equal(here('https://localhost:8443/authenticator/api/self'), 'http://localhost:8480/authenticator/api/self');
  assert.equal(here('https://localhost:84430/x'), 'https://localhost:84430/x');
  assert.equal(
    there('http://localhost:8480/authenticator/#enroll=x'),
    'https://localhost:8443/authenticator/#enroll=x',
  );
});
