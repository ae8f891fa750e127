/** The pages that the provider shows by itself: signing in another device, signing out, and errors. */
import type { KoaContextWithOIDC } from 'oidc-provider';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import { answerPage, alertOf, escaped, type Page } from '#server/pages/page.ts';
import type { OpenIdPorts } from './context.ts';
import { sessionCookie } from './session-cookie.ts';

/** What the pages show of the organisation. */
type Look = Pick<OpenIdPorts, 'organisation' | 'brand'>;

/** Shows a page in the provider's own answer. The provider waits for it. */
async function show(
  { brand }: Look,
  context: KoaContextWithOIDC,
  page: Page,
  furtherTargets: readonly string[] = [],
): Promise<void> {
  const { contentType, headers, body } = answerPage({ ...page, brand: await brand?.() }, furtherTargets);
  context.set({ ...headers, 'cache-control': 'no-store' });
  context.type = contentType;
  context.body = fromUtf8(body);
}

/**
 * The secret of the form is in the session. The provider begins none where a form came without one, and then fails at
 * keeping it.
 */
async function beginSession({ oidc }: KoaContextWithOIDC): Promise<void> {
  const { session, cookies } = oidc;
  if (!session || session.exp !== undefined) return;
  cookies.set(sessionCookie.name, session.jti, sessionCookie.attributes);
  await session.save(sessionCookie.life);
}

/**
 * The pages where a person types the code that another device shows (RFC 8628 section 3.3). The provider hands over a form;
 * its field and its buttons are ours, so that the page needs no script.
 */
export function devicePages(look: Look) {
  const title = `Sign in a device at ${look.organisation}`;
  return {
    userCodeInputSource: async (
      context: KoaContextWithOIDC,
      form: string,
      out?: { readonly error: string },
      error?: unknown,
    ) => {
      await beginSession(context);
      const problem = error
        ? 'This code is wrong, used already, or too old. Please type what the device shows.'
        : undefined;
      const field = `<label for="user_code">The code that the device shows</label>
<input id="user_code" name="user_code" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20" required autofocus>
<button type="submit">Continue</button>
</form>`;
      // Its own field runs a script, which our pages do not.
      const own = form.replace(/<input\s[^>]*name="user_code"[\s\S]*<\/form>/, field);
      const code = out === undefined ? '' : `<p class="faint"><code>${escaped(out.error)}</code></p>`;
      return show(look, context, { title, problem, content: `${alertOf(problem)}${own}${code}` });
    },
    userCodeConfirmSource: (
      context: KoaContextWithOIDC,
      form: string,
      client: { readonly clientName?: string | undefined; readonly clientId: string },
      _deviceInfo: unknown,
      userCode: string,
    ) => {
      const name = client.clientName ?? client.clientId;
      const content = `<p>${escaped(name)} wants to sign in on a device that shows <strong>${escaped(userCode)}</strong>.</p>
<p class="faint">Go on only if you hold that device.</p>
${form}
<button type="submit" form="op.deviceConfirmForm">Continue</button>
<button type="submit" class="plain" form="op.deviceConfirmForm" name="abort" value="yes">Cancel</button>`;
      return show(look, context, { title, content });
    },
    successSource: (context: KoaContextWithOIDC) => {
      return show(look, context, { title, content: '<p>The device is signed in. You may close this page.</p>' });
    },
  };
}

/** The pages of signing out (OpenID Connect RP-Initiated Logout 1.0 section 2). */
export function signOutPages(look: Look) {
  return {
    logoutSource: (context: KoaContextWithOIDC, form: string) => {
      const content = `<p>Do you want to sign out everywhere in this browser?</p>
${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign Out</button>
<button type="submit" class="plain" form="op.logoutForm">Stay Signed In</button>`;
      const { post_logout_redirect_uri: leadsTo } = context.oidc.params ?? {};
      return show(look, context, { title: `Sign out of ${look.organisation}`, content }, targetsOf(leadsTo));
    },
    postLogoutSuccessSource: (context: KoaContextWithOIDC) => {
      return show(look, context, {
        title: 'Signed out',
        content: '<p>You are signed out. You may close this page.</p>',
      });
    },
  };
}

/** What is shown where nobody can be sent back to the application. */
export function errorPage(
  look: Look,
  context: KoaContextWithOIDC,
  out: { readonly error: string; readonly error_description?: string | undefined },
): Promise<void> {
  const problem = 'You could not be signed in.';
  const content = `${alertOf(problem)}<p>Go back to the application and try again. If it happens again, show this to your administrator:</p>
<p class="faint"><code>${escaped(out.error)}</code>${out.error_description === undefined ? '' : `: ${escaped(out.error_description)}`}</p>`;
  return show(look, context, { title: 'Sign in', problem, content });
}

/** The place that a form may lead on to, as a content security policy has it. */
export function targetsOf(uri: unknown): string[] {
  if (typeof uri !== 'string' || !URL.canParse(uri)) return [];
  const { origin, protocol } = new URL(uri);
  return [origin === 'null' ? protocol : origin];
}
